"""Writes the home page as the Python servers render it to standard output."""

import json
import pathlib
import sys

import jinja2

templates = pathlib.Path(sys.argv[1])
environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(templates),
    autoescape=True,
    # jinja2 would drop the last newline of every file, of the included ones too.
    keep_trailing_newline=True,
)
data = json.loads((templates / "home.json").read_text(encoding="utf-8"))
page = environment.get_template("main.html").render(messages="whatever", title="home", **data)
sys.stdout.buffer.write(page.encode("utf-8"))
