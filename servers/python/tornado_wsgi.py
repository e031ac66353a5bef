"""Tornado's handlers under a WSGI server, which gevent_tornado needs: Tornado had an adapter of its own until version 5.1.

Only handlers that never wait: the coroutine of a request is run in one go, without an event loop. It is a private
one, `_execute`, so that tornado is pinned to a patch version, and test/showcase/python.test.ts compares every answer with pure_tornado's.
"""

from urllib.parse import quote

from tornado.httputil import HTTPHeaders, HTTPServerRequest


class Answer:
    """Stands in for the connection to which a handler writes."""

    def __init__(self):
        self.start_line = None
        self.headers = HTTPHeaders()
        self.pieces = []

    def set_close_callback(self, callback):
        pass

    def write_headers(self, start_line, headers, chunk=None):
        self.start_line, self.headers = start_line, headers
        if chunk:
            self.pieces.append(chunk)

    def write(self, chunk):
        self.pieces.append(chunk)

    def finish(self):
        pass


def request_of(environ, answer):
    """WSGI's environment as Tornado's request."""
    query = environ.get("QUERY_STRING", "")
    headers = HTTPHeaders({key[5:].replace("_", "-"): value for key, value in environ.items() if key.startswith("HTTP_")})
    return HTTPServerRequest(
        method=environ["REQUEST_METHOD"],
        uri=quote(environ["PATH_INFO"], encoding="latin-1") + (f"?{query}" if query else ""),
        version=environ["SERVER_PROTOCOL"],
        headers=headers,
        body=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
        host=environ.get("HTTP_HOST", environ["SERVER_NAME"]),
        connection=answer,
    )


def run_in_one_go(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("This handler waits for something, and under WSGI nobody would wake it.")


def wsgi(application):
    """The WSGI application of a Tornado application."""

    def answer_to(environ, start_response):
        answer = Answer()
        request = request_of(environ, answer)
        found = application.find_handler(request)
        handler = found.handler_class(application, request, **found.handler_kwargs)
        run_in_one_go(handler._execute([], *found.path_args, **found.path_kwargs))
        status = answer.start_line
        start_response(f"{status.code} {status.reason}", list(answer.headers.get_all()))
        return answer.pieces

    return answer_to
