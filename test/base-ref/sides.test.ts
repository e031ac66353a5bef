import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { baseRoot, headRoot, inBase, inBaseIfExists, type Checkouts, pairServers } from '../../src/base-ref/sides.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'
import { emptyFolder, removeFolders, writeFiles } from './repository.ts'

afterAll(removeFolders)

const checkouts: Checkouts = {
  head: '/srv/repo',
  base: '/srv/repo/packages/app/.loadgate/against/base-1',
  prefix: 'packages/app/',
}

test('the gate of either side runs in the same folder below its top', () => {
  expect(headRoot(checkouts)).toBe('/srv/repo/packages/app/')
  expect(baseRoot(checkouts)).toBe(`${checkouts.base}/packages/app/`)
})

test.for([
  ['/srv/repo', checkouts.base],
  ['/srv/repo/shared/x', `${checkouts.base}/shared/x`],
  ['/srv/repo/packages/../shared', `${checkouts.base}/shared`],
  [`${checkouts.base}/shared/x`, `${checkouts.base}/shared/x`],
  ['/srv/repository', '/srv/repository'],
  ['/work', '/work'],
  ['shared/x', 'shared/x'],
  ['--path=/srv/repo', '--path=/srv/repo'],
  ['', ''],
])('%s is %s in the base', ([path, counterpart]) => {
  expect(inBase(checkouts, path!)).toBe(counterpart)
})

test('what is in the base stays there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '..', '.', 'b c'), { maxLength: 5 }), (steps) => {
      const once = inBase(checkouts, join('/srv/repo', ...steps))
      expect(inBase(checkouts, once)).toBe(once)
    }),
  )
})

test('only what exists in the base is looked for there: the rest is in head alone', () => {
  const head = emptyFolder()
  const base = join(head, 'base')
  writeFiles(base, { 'bin/tool': '' })
  const there = { head, base, prefix: '' }
  expect(inBaseIfExists(there, join(head, 'bin/tool'))).toBe(join(base, 'bin/tool'))
  expect(inBaseIfExists(there, join(head, '.venv/bin/python'))).toBe(join(head, '.venv/bin/python'))
})

test('what git tracks in head is missing in a base that lacks it', () => {
  const head = emptyFolder()
  const sides = { head, base: join(head, 'base'), prefix: '', added: ['src/new/main.js', 'tool'] }
  for (const path of ['src/new/main.js', 'src/new', 'src', 'tool'])
    expect(inBaseIfExists(sides, join(head, path))).toBe(join(head, 'base', path))
  for (const path of ['src/new/main.j', 'src/new/main.js/x', 'tools', 'tool.js'])
    expect(inBaseIfExists(sides, join(head, path))).toBe(join(head, path))
})

const server = (name: string, options: Partial<ServerOptions> = {}) =>
  serverSchema.parse({ name, command: ['node', 'main.ts'], ...options })

const prepareOf = (head: Partial<ServerOptions>, base: Partial<ServerOptions>) =>
  pairServers([server('one', head)], [server('one', base)]).both[0]?.base.prepare

test('each side is prepared by its own module, and a base that has none by that of head', () => {
  expect(prepareOf({ prepare: './new.ts' }, { prepare: './old.ts' })).toBe('./old.ts')
  expect(prepareOf({ prepare: './new.ts', cwd: '/srv/repo/api' }, { cwd: '/base/api' })).toBe('/srv/repo/api/new.ts')
  expect(prepareOf({}, { prepare: './old.ts' })).toBe('./old.ts')
  expect(prepareOf({}, {})).toBeUndefined()
})

test('servers are paired by name, in the order of head', () => {
  const { both, isNew, gone } = pairServers(
    ['one', 'fresh', 'two'].map((name) => server(name)),
    ['two', 'past', 'one'].map((name) => server(name)),
  )
  expect(both.map(({ head, base }) => [head.name, base.name])).toEqual([
    ['one', 'one'],
    ['two', 'two'],
  ])
  expect(isNew).toEqual(['fresh'])
  expect(gone).toEqual(['past'])
})

test('both sides are warmed up and flagged as head says, and everything else is their own', () => {
  const head = server('one', {
    runtime: 'steady',
    runtimeReport: true,
    warmup: 6000,
    ready: '/head',
    env: { SIDE: 'head' },
  })
  const base = server('one', { runtime: 'plain', warmup: 20, ready: '/base', env: { SIDE: 'base' }, cwd: '/base' })
  expect(pairServers([head], [base]).both).toEqual([
    { head, base: { ...base, runtime: 'steady', runtimeReport: true, warmup: 6000 } },
  ])
})

test('names that every object has are names like others', () => {
  expect(pairServers([server('constructor')], [server('toString')])).toEqual({
    both: [],
    isNew: ['constructor'],
    gone: ['toString'],
  })
})
