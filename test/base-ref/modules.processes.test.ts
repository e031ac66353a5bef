import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { copyModules } from '../../src/base-ref/modules.ts'
import { care, emptyFolder, removeFolders } from './repository.ts'

const caring = care()
afterAll(caring.close)
afterAll(removeFolders)
afterEach(() => void vi.unstubAllEnvs())

test.for([
  ['with cp', process.env['PATH'] ?? ''],
  ['where there is no cp', '/no/such/folder'],
])('a copy of packages is apart from them, keeps links, and leaves caches out, %s', async ([, PATH]) => {
  const [modules, folder] = [join(emptyFolder(), 'node_modules'), emptyFolder()]
  for (const name of ['one', '.pnpm/two', '.vitest-cache']) mkdirSync(join(modules, name), { recursive: true })
  writeFileSync(join(modules, 'one', 'index.js'), 'one')
  writeFileSync(join(modules, '.vitest-cache', 'much'), 'much')
  symlinkSync('.pnpm/two', join(modules, 'two'))
  symlinkSync(modules, join(folder, 'node_modules'))
  vi.stubEnv('PATH', PATH)
  await copyModules(modules, folder, caring)
  const copy = join(folder, 'node_modules')
  writeFileSync(join(copy, 'one', 'index.js'), 'changed')
  expect(readFileSync(join(modules, 'one', 'index.js'), 'utf8')).toBe('one')
  expect(lstatSync(join(copy, 'two')).isSymbolicLink()).toBe(true)
  expect([copy, join(copy, '.pnpm', 'two'), join(copy, '.vitest-cache')].map(existsSync)).toEqual([true, true, false])
})
