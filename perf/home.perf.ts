import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const home = scenario('home page at 4 connections', {
  servers: ['node-http', 'fastify', 'fastify-on-http', 'express'],
  request: { path: '/' },
  load: { connections: 4 },
})

test.for(home.servers)('%s holds its baseline', (server) => {
  expect(home.run(server)).toHoldBaseline()
})

test.runIf(home.measures('node-http', 'express'))('node-http outpaces express', () => {
  expect(home.run('node-http')).toOutpace(home.run('express'), { by: 1.1 })
})
