"""Flask in Tornado's WSGI container: it blocks Tornado's event loop while it works, as it did in the original."""

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.wsgi import WSGIContainer

from flask_app import app
from serving import end_when_told, listening, tell

if __name__ == "__main__":
    end_when_told()
    socket = listening()
    socket.setblocking(False)
    HTTPServer(WSGIContainer(app)).add_sockets([socket])
    tell(socket)
    IOLoop.current().start()
