import { loadgate } from 'loadgate/config'
import { defineConfig } from 'vitest/config'
import { servers } from './servers/index.ts'
import { tests } from './test/vitest.config.ts'

export default defineConfig({
  test: { projects: [...tests, loadgate({ servers })] },
})
