import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

const notes = {
  name: 'notes',
  build: ['go', 'build', '-o', 'bin/notes', '.'],
  command: ['bin/notes'],
  ready: '/health',
  warmup: 2_000,
}

export default defineConfig({
  test: { projects: [loadgate({ servers: [notes], specs: ['perf/**/*.perf.js'] })] },
})
