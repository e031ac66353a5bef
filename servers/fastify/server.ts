import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'fastify',
  command: ['node', 'servers/fastify/main.ts'],
  ready: '/',
  alike: 'home page',
  runtime: 'steady',
  warmup: 2_000,
})
