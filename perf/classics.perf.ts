import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

/** The five combinations of the original benchmarks, with two Node servers beside them. */
const classics = scenario('the classics: home page at 4 connections', {
  servers: ['pure_flask', 'pure_tornado', 'gevent_flask', 'tornado_flask', 'gevent_tornado', 'fastify', 'node-http'],
  request: { path: '/' },
  load: { connections: 4 },
})

test.for(classics.servers)('%s holds its baseline', (server) => {
  expect(classics.run(server)).toHoldBaseline()
})
