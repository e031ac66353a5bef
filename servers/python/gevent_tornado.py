"""Tornado's handlers on gevent's WSGI server, through an adapter that Tornado itself no longer has."""

from gevent_serving import serve

from tornado_app import app
from tornado_wsgi import wsgi

if __name__ == "__main__":
    serve(wsgi(app))
