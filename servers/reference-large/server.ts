import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'reference-large',
  command: ['node', 'servers/reference-large/main.ts'],
  ready: '/',
  runtime: 'steady',
  warmup: 2_000,
})
