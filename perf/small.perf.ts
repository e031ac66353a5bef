import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const small = scenario('13 bytes at 400 connections', {
  servers: ['fastify', 'fastify-cluster-1', 'fastify-cluster-2', 'fastify-cluster-4'],
  request: { path: '/test', expect: 'Hello, World!' },
  load: { connections: 400 },
  warmupTimes: 3,
})

test.for(small.servers)('%s holds its baseline', (server) => {
  expect(small.run(server)).toHoldBaseline()
})
