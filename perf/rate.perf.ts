import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

/**
 * Open loops: requests come by the clock, as those of users do, and a latency counts from when its request was due. The other specs are
 * closed loops, in which a server that stops for a moment is asked less.
 */
const node = scenario('home page at 60 % of the capacity', {
  servers: ['node-http', 'fastify', 'fastify-on-http', 'express'],
  request: { path: '/' },
  load: { share: 0.6, connections: 64 },
})

test.for(node.servers)('%s at six tenths of its capacity holds its baseline', (server) => {
  expect(node.run(server)).toHoldBaseline()
})

/** A seventh to a third of what they can answer. New connections, as in the classics, so that their instructions are counted once. */
const python = scenario('the classics: home page at 250 per second', {
  servers: ['pure_flask', 'pure_tornado', 'gevent_flask', 'tornado_flask', 'gevent_tornado'],
  request: { path: '/', headers: { connection: 'close' } },
  load: { rate: 250, connections: 32 },
})

test.for(python.servers)('%s at 250 per second holds its baseline', (server) => {
  expect(python.run(server)).toHoldBaseline()
})
