"""Tornado's handlers on Tornado's server."""

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from serving import end_when_told, listening, tell
from tornado_app import app

if __name__ == "__main__":
    end_when_told()
    socket = listening()
    socket.setblocking(False)
    HTTPServer(app).add_sockets([socket])
    tell(socket)
    IOLoop.current().start()
