"""gevent's WSGI server around one application."""

import gevent
from gevent import monkey
from gevent.pywsgi import WSGIServer
import signal


def serve(app):
    monkey.patch_all()
    # Without `log=None` a line a request goes to stderr.
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    gevent.signal_handler(signal.SIGTERM, server.stop)
    server.serve_forever()
