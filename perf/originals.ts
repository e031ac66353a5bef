import { scenario, type ScenarioHandle } from 'loadgate'

/** As ab asks: HTTP with a new connection for every request, and four at a time. Five classic combinations, with two Node servers beside them. */
export function classics(): ScenarioHandle {
  return scenario('the classics: home page, 4 new connections at a time', {
    servers: ['pure_flask', 'pure_tornado', 'gevent_flask', 'tornado_flask', 'gevent_tornado', 'fastify', 'node-http'],
    request: { path: '/', headers: { connection: 'close' } },
    load: { connections: 4 },
    driver: 'undici',
    figures: [
      {
        by: 'ab -n 1000 -c 4',
        throughput: { pure_flask: 90, pure_tornado: 242, gevent_flask: 135, tornado_flask: 93, gevent_tornado: 297 },
      },
    ],
  })
}

/** More workers, more answers? Those of Node are in `small.perf.ts`, because undici is the bottleneck of these. With gevent and 400 kept connections some requests wait for longer than any patience: they are allowed for, and gated. */
export function workers(): ScenarioHandle {
  return scenario('workers: 13 bytes at 400 connections', {
    servers: ['gunicorn_flask', 'gunicorn_gevent_flask_1', 'gunicorn_gevent_flask_2', 'gunicorn_gevent_flask_4'],
    request: { path: '/test', expect: 'Hello, World!' },
    load: { connections: 400 },
    driver: 'undici',
    allowedFailures: 0.05,
    figures: [
      {
        by: 'ab -n 10000 -c 400',
        throughput: { gunicorn_gevent_flask_1: 662, gunicorn_gevent_flask_2: 970, gunicorn_gevent_flask_4: 1144 },
      },
      { by: 'wrk -t12 -c400 -d30s', throughput: { gunicorn_flask: 546, gunicorn_gevent_flask_1: 1352 } },
    ],
  })
}
