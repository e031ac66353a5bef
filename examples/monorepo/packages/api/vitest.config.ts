import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'

export default defineConfig(loadgate({ servers: [{ name: 'api', command: ['node', 'main.ts'], warmup: 2_000 }] }))
