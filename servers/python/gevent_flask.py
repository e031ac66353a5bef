"""Flask on gevent's WSGI server."""

from gevent_serving import serve

from flask_app import app

if __name__ == "__main__":
    serve(app)
