import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'node-http',
  command: ['node', 'servers/node-http/main.ts'],
  ready: '/',
  alike: 'home page',
  runtime: 'steady',
  warmup: 2_000,
})
