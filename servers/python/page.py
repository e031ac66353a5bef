"""What every Python server answers with: the data that the Node servers show, and a greeting."""

import json
from pathlib import Path
from types import SimpleNamespace

TEMPLATES = Path(__file__).parents[2] / "templates"

GREETING = "Hello, World!"


def context(objects=dict):
    """All that the home page shows. Jinja looks into dicts by attribute; Tornado's templates are Python, and need objects that allow it."""
    hook = None if objects is dict else lambda fields: objects(**fields)
    data = json.loads((TEMPLATES / "home.json").read_text("utf-8"), object_hook=hook)
    return {"messages": "whatever", "title": "home", **(data if objects is dict else vars(data))}


def tornado_context():
    return context(SimpleNamespace)
