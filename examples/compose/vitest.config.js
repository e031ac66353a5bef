import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

const notes = {
  name: 'notes',
  command: ['docker', 'compose', 'up', '--no-log-prefix'],
  after: { command: ['docker', 'compose', 'down'], each: 'launch' },
  port: 8080,
  ready: '/health',
  warmup: 2_000,
}

export default defineConfig({
  test: { projects: [loadgate({ servers: [notes], specs: ['perf/**/*.perf.js'] })] },
})
