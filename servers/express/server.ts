import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'express',
  command: ['node', 'servers/express/main.ts'],
  ready: '/',
  alike: 'home page',
  runtime: 'steady',
  warmup: 2_000,
})
