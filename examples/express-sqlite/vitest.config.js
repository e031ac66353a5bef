import { randomUUID } from 'node:crypto'
import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

// A new token in every run. Another service might have a fixed one in its environment.
process.env.API_TOKEN ??= randomUUID()

const api = {
  name: 'api',
  command: ['node', 'app.js'],
  env: { API_TOKEN: process.env.API_TOKEN },
  ready: { path: '/notes', status: 401 },
  runtime: 'steady',
  warmup: 2_000,
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.js'] } },
      loadgate({ servers: [api], specs: ['perf/**/*.perf.js'] }),
    ],
  },
})
