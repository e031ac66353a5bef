"""The Flask application that all of pure_flask, gevent_flask, tornado_flask and gunicorn serve."""

from flask import Flask, Response, render_template

from page import GREETING, TEMPLATES, context

CONTEXT = context()

app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
# nunjucks keeps the last newline of a file, and the answers have to be the same bytes.
app.jinja_env.keep_trailing_newline = True


@app.get("/")
def home():
    return render_template("main.html", **CONTEXT)


@app.get("/test")
def test():
    return Response(GREETING, mimetype="text/plain")
