from datetime import datetime, timezone
from itertools import count

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
numbers = count(51)
stored = [{"id": number, "text": f"Note {number}"} for number in range(1, 51)]


class Text(BaseModel):
    text: str


@app.get("/notes")
async def list_notes():
    return stored


@app.post("/notes", status_code=201)
async def add_note(note: Text):
    return {"id": next(numbers), "text": note.text, "created": datetime.now(timezone.utc)}
