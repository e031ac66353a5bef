import { defineServer } from 'loadgate/config'

export default defineServer({
  name: 'reference',
  command: ['node', 'servers/reference/main.ts'],
  ready: '/',
  runtime: 'steady',
  warmup: 2_000,
})
