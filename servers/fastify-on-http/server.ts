import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'fastify-on-http',
  command: ['node', 'servers/fastify-on-http/main.ts'],
  ready: '/',
  alike: 'home page',
  runtime: 'steady',
  warmup: 2_000,
})
