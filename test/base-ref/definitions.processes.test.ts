import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { moveToBase, readServers } from '../../src/base-ref/definitions.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { serverSchema } from '../../src/model/server.ts'
import { care, configWith, emptyFolder, removeFolders, withVitest, writeFiles, type Files } from './repository.ts'

const caring = care()
afterAll(caring.close)
afterAll(removeFolders)

/** Two checkouts; Vitest is found in a folder above the base, as it is below head. */
function sides(base: Files, head: Files = {}, prefix = '') {
  const folder = emptyFolder()
  withVitest(folder)
  const checkouts = { head: folder, base: join(folder, '.loadgate', 'base'), prefix }
  writeFiles(checkouts.base, base)
  writeFiles(checkouts.head, head)
  return checkouts
}

const defined = (base: Files, head?: Files) => readServers({ ref: 'main', checkouts: sides(base, head), care: caring })

async function problem(base: Files): Promise<string> {
  const error: unknown = await defined(base).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoadgateError)
  return (error as Error).message
}

const one = { name: 'one', command: ['node', 'main.ts'], warmup: 7 }

test('the servers are those of the base, with the defaults of what it does not say', async () => {
  const [server, ...more] = await defined(
    { 'vitest.config.js': configWith([one]) },
    { 'vitest.config.js': configWith([{ ...one, warmup: 8 }]) },
  )
  expect(server).toMatchObject({ ...one, ready: { path: '/', within: 30 }, port: 'reported' })
  expect(more).toEqual([])
})

test('a configuration that is a program in several files, in TypeScript, and that prints, is loaded as its gate would load it', async () => {
  const config = `
    import { loadgate } from 'loadgate/config'
    import { defineConfig } from 'vitest/config'
    import { servers } from './servers.ts'
    console.log('hello')
    const { VITEST, TEST, NODE_ENV } = process.env
    if (!VITEST || !TEST || NODE_ENV !== 'test') throw new Error('no test run')
    const references = [{ name: 'reference', command: ['node', 'main.ts'] }]
    export default defineConfig(async () => ({ test: { projects: [loadgate({ servers, references })] } }))`
  const servers = `
    const names: readonly string[] = ['one', 'two']
    export const servers = names.map((name) => ({ name, command: ['node', 'main.ts'], cwd: import.meta.dirname }))`
  const checkouts = sides({ 'vitest.config.ts': config, 'servers.ts': servers })
  const found = await readServers({ ref: 'main', checkouts, care: caring })
  expect(found.map(({ name, cwd }) => [name, cwd])).toEqual([
    ['one', checkouts.base],
    ['two', checkouts.base],
  ])
})

test('another name of the configuration is taken from head, where the base has it', async () => {
  const checkouts = sides({ 'gate.config.js': configWith([one]), 'vitest.config.js': 'export default {}' })
  expect(
    await readServers({ ref: 'main', checkouts, care: caring, config: join(checkouts.head, 'gate.config.js') }),
  ).toHaveLength(1)
  await expect(
    readServers({ ref: 'main', checkouts, care: caring, config: join(checkouts.head, 'other.js') }),
  ).rejects.toThrow('no project made by loadgate()')
})

test.for([
  ['no configuration', { 'main.js': '' }],
  [
    'no project of loadgate()',
    { 'vitest.config.js': 'export default { test: { projects: [{ test: { name: "unit" } }] } }' },
  ],
] as const)('a base with %s is told so', async ([, base]) => {
  expect(await problem(base)).toMatch(
    /^The vitest configuration of main has no project made by loadgate\(\), so it has no servers to compare with\./,
  )
})

test.for([
  ['that throws', 'throw new Error("it was the configuration")', 'it was the configuration'],
  ['that ends its process', 'console.error("bye"); process.exit(0)', 'ended with exit code 0'],
  ['that is no program', 'export default {', 'vitest.config.js'],
  ['with what is not there', 'import "nowhere-to-be-found"', 'nowhere-to-be-found'],
])('a configuration %s is an error with the last that it printed', async ([, config, words]) => {
  const message = await problem({ 'vitest.config.js': config! })
  expect(message).toMatch(
    /^The servers of main could not be read: the program that loads its vitest configuration ended with exit code [01]\./,
  )
  expect(message).toContain(words)
})

test('servers of version 0.1, which had the seconds for `ready` beside it, are read', async () => {
  const checkouts = sides({
    'vitest.config.js': `export default {
      test: { projects: [{ test: { name: 'perf', provide: { loadgateOptions: { servers: [
        { name: 'one', command: ['node', 'main.ts'], ready: '/up', readyWithin: 60 },
      ] } } } }] },
    }`,
  })
  const [server] = await readServers({ ref: 'main', checkouts, care: caring })
  expect(server?.ready).toEqual({ path: '/up', headers: {}, within: 60 })
})

test('servers of another version of loadgate are read, and what is not known here is named', async () => {
  const config = configWith([{ ...one, port: 'magic', turbo: true }])
  const message = await problem({ 'vitest.config.js': config })
  expect(message).toMatch(/^The servers of main were defined for another version of loadgate: `servers\[0\]/)
  expect(message).toContain('`servers[0].port`')
  expect(message).toContain('turbo')
})

const define = (options: object) => serverSchema.parse({ ...one, ...options })

test('a server runs in the base, also where its definition or the environment leads into head', () => {
  const checkouts = sides({ 'bin/tool': '', 'data/x': '' }, { 'venv/python': '', 'bin/tool': '' })
  const env = { PATH: `${checkouts.head}/bin:/usr/bin`, HOME: '/root' }
  const placedOf = (options: object) => moveToBase(checkouts, define(options), env)
  expect(placedOf({}).cwd).toBe(checkouts.base)
  expect(placedOf({ cwd: 'app' }).cwd).toBe(join(checkouts.base, 'app'))
  expect(placedOf({ cwd: join(checkouts.head, 'app') }).cwd).toBe(join(checkouts.base, 'app'))
  expect(placedOf({ cwd: join(checkouts.base, 'app') }).cwd).toBe(join(checkouts.base, 'app'))
  expect(placedOf({ cwd: '/opt' }).cwd).toBe('/opt')
  expect(
    placedOf({ command: [`${checkouts.head}/venv/python`, `${checkouts.head}/bin/tool`, 'bin/tool'] }).command,
  ).toEqual([`${checkouts.head}/venv/python`, `${checkouts.base}/bin/tool`, 'bin/tool'])
  expect(placedOf({}).env).toEqual({ PATH: `${checkouts.base}/bin:/usr/bin` })
  expect(placedOf({ env: { PATH: '/only', DATA: `${checkouts.head}/data`, MODE: 'x' } }).env).toEqual({
    PATH: '/only',
    DATA: `${checkouts.base}/data`,
    MODE: 'x',
  })
})

test('a server is prepared by the module of its own checkout', () => {
  const checkouts = sides({ 'login.ts': '' }, { 'login.ts': '', 'new.ts': '' })
  const prepareOf = (prepare: string) => moveToBase(checkouts, define({ prepare }), {}).prepare
  expect(prepareOf('./login.ts')).toBe('./login.ts')
  expect(prepareOf(join(checkouts.head, 'login.ts'))).toBe(join(checkouts.base, 'login.ts'))
  expect(prepareOf(join(checkouts.head, 'new.ts'))).toBe(join(checkouts.head, 'new.ts'))
  expect(moveToBase(checkouts, define({}), {})).not.toHaveProperty('prepare')
})

test('in a folder of a repository, a server may stand beside that folder', () => {
  const checkouts = sides({}, {}, 'packages/app/')
  expect(moveToBase(checkouts, define({ cwd: '../shared' }), {}).cwd).toBe(join(checkouts.base, 'packages/shared'))
})
