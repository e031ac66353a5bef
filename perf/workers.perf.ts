import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

/** More workers, more answers? With gevent and 400 kept connections some requests wait for longer than any patience. */
const workers = scenario('workers: 13 bytes at 400 connections', {
  servers: [
    'gunicorn_flask',
    ...[1, 2, 4].map((count) => `gunicorn_gevent_flask_${count}`),
    ...[1, 2, 4].map((count) => `fastify-cluster-${count}`),
  ],
  request: { path: '/test', expect: 'Hello, World!' },
  load: { connections: 400 },
  allowedFailures: 0.05,
})

test.for(workers.servers)('%s holds its baseline', (server) => {
  expect(workers.run(server)).toHoldBaseline()
})
