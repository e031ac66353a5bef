"""Flask on gevent's WSGI server."""

from flask_app import app
from gevent_serving import serve

if __name__ == "__main__":
    serve(app)
