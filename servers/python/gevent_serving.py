"""gevent's WSGI server around one application. Imported first: what is patched after others have taken it is not."""

from gevent import monkey

monkey.patch_all()

import signal

import gevent
from gevent.pywsgi import WSGIServer


def serve(app):
    # Without `log=None` a line a request goes to stderr.
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    gevent.signal_handler(signal.SIGTERM, server.stop)
    server.serve_forever()
