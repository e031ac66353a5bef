"""What the servers do alike that bring their own loop: take a free port, say which, and end when they are told to."""

import signal
import socket
import sys


def listening():
    """A socket on a free port of this machine alone."""
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    one.bind(("127.0.0.1", 0))
    one.listen(2048)
    return one


def tell(one):
    print(f"listening on http://127.0.0.1:{one.getsockname()[1]}", flush=True)


def end_when_told():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
