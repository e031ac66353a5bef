import { defineServer } from 'loadgate/config'

/** Each takes a port of its own and prints it. `address` says that it has no other, which its first launch would wait two seconds to see. */
const common = {
  ready: { path: '/', within: 60 },
  address: /^listening on |Listening at: /,
  python: 'servers/python/requirements.txt',
  warmup: 300,
}

/** Flask renders the templates of the Node servers, to the same bytes. */
const flask = (name: string, command: readonly string[]) =>
  defineServer({ ...common, name, command: [...command], alike: 'home page' })

/** Tornado has a set of its own, which writes quotes as other entities. */
const tornado = (name: string) =>
  defineServer({ ...common, name, command: ['python', `servers/python/${name}.py`], alike: 'home page, by Tornado' })

/** `--no-control-socket`: gunicorn 26 would open one in the home folder. Open connections keep it from ending for `--graceful-timeout`. */
const gunicorn = (worker: 'sync' | 'gevent', workers: number) => [
  'gunicorn',
  '--bind',
  '127.0.0.1:0',
  '--worker-class',
  worker,
  '--workers',
  String(workers),
  '--graceful-timeout',
  '1',
  '--no-control-socket',
  '--chdir',
  'servers/python',
  'flask_app:app',
]

export default [
  // Werkzeug's development server closes every connection, and waits about 10 ms for the client to do so first. ab waits for the server,
  // so that this wait hides a slower page from its throughput; the classics are driven by undici, which closes at once.
  flask('pure_flask', ['python', 'servers/python/pure_flask.py']),
  tornado('pure_tornado'),
  // gevent's server sends head and body of an answer apart: on a kept connection Nagle's algorithm holds the body back until the head is
  // acknowledged, which takes 40 ms.
  flask('gevent_flask', ['python', 'servers/python/gevent_flask.py']),
  flask('tornado_flask', ['python', 'servers/python/tornado_flask.py']),
  tornado('gevent_tornado'),
  // The sync worker closes every connection.
  flask('gunicorn_flask', gunicorn('sync', 1)),
  ...[1, 2, 4].map((workers) => flask(`gunicorn_gevent_flask_${workers}`, gunicorn('gevent', workers))),
]
