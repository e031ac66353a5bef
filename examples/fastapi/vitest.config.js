import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

const notes = {
  name: 'notes',
  python: 'requirements.txt',
  command: ['uvicorn', 'app:app', '--port', '{port}', '--no-access-log'],
  ready: '/notes',
  warmup: 500,
}

export default defineConfig({
  test: { projects: [loadgate({ servers: [notes], specs: ['perf/**/*.perf.js'] })] },
})
