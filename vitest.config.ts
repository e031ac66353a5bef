import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'
import { references, servers } from './servers/index.ts'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      loadgate({ servers, references }),
    ],
  },
})
