"""Flask on its own development server, as the original had it. Of werkzeug's 10 ms a request see server.ts."""

from flask_app import app
from serving import end_when_told

import logging

# A line a request on stderr would be measured too; that it is listening is said by the same logger, as a warning is not.
logging.getLogger("werkzeug").setLevel(logging.ERROR)

if __name__ == "__main__":
    from werkzeug.serving import make_server

    end_when_told()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(f"listening on http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()
