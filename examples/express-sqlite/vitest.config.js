import { randomUUID } from 'node:crypto'
import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

// A new token and a new password in every run. Another service might have fixed ones in its environment.
process.env.API_TOKEN ??= randomUUID()
process.env.API_PASSWORD ??= randomUUID()

const api = {
  name: 'api',
  command: ['node', 'app.js'],
  env: { API_TOKEN: process.env.API_TOKEN, API_PASSWORD: process.env.API_PASSWORD },
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
