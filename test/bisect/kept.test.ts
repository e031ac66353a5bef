import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  digestOfDefinition,
  digestOfRequest,
  isCountedAlike,
  openKept,
  OWN,
  type Entry,
} from '../../src/bisect/kept.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'
import { identity, launchOf } from './counted.ts'

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'loadgate-kept-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const entry: Entry = {
  server: 'api',
  request: 'r',
  definition: OWN,
  lockfile: 'l',
  identity,
  launches: [launchOf(100), launchOf(101)],
}
const kept = () => openKept(join(folder, 'commits'))

describe('what was counted of a commit', () => {
  test('is found again, and nothing of another commit, server, request or means', () => {
    kept().keep('abc', entry)
    expect(kept().find('abc', entry)).toEqual(entry.launches)
    expect(kept().find('abd', entry)).toEqual([])
    for (const other of [
      { server: 'other' },
      { request: 'other' },
      { identity: { ...identity, method: 3 } },
      { identity: { ...identity, valgrind: '3.25.1' } },
      { identity: { ...identity, runtime: 'node 26.0.0' } },
    ])
      expect(kept().find('abc', { ...entry, ...other }), JSON.stringify(other)).toEqual([])
  })

  test('is replaced by more of the same, beside what else is kept of the commit', () => {
    const more = { ...entry, launches: [...entry.launches, launchOf(102)] }
    const other = { ...entry, server: 'other' }
    for (const one of [entry, other, more]) kept().keep('abc', one)
    expect(kept().find('abc', entry)).toHaveLength(3)
    expect(kept().find('abc', other)).toHaveLength(2)
    expect(readdirSync(join(folder, 'commits'))).toEqual(['abc.json'])
  })

  test('by its own definition holds whatever the definition is today; by that of today, only for the same', () => {
    kept().keep('own', entry)
    kept().keep('today', { ...entry, definition: 'd' })
    expect(kept().find('own', { ...entry, definition: 'e' })).toHaveLength(2)
    expect(kept().find('today', { ...entry, definition: 'd' })).toHaveLength(2)
    expect(kept().find('today', { ...entry, definition: 'e' })).toEqual([])
  })

  test.for(['', '{', '{"version":2,"counts":[]}', '{"version":1,"counts":[{}]}'])(
    'in a file that holds %j is nothing',
    (text) => {
      kept().keep('abc', entry)
      const file = join(folder, 'commits', 'abc.json')
      writeFileSync(file, text)
      expect(kept().find('abc', entry)).toEqual([])
      kept().keep('abc', entry)
      expect(kept().find('abc', entry)).toHaveLength(2)
    },
  )

  test('holds no word of the request', () => {
    const request = { path: '/', headers: { authorization: 'a secret' } }
    const scenario = scenarioSchema.parse({ title: 't', servers: ['api'], request, load: { connections: 1 } })
    kept().keep('abc', { ...entry, request: digestOfRequest(scenario) })
    expect(readFileSync(join(folder, 'commits', 'abc.json'), 'utf8')).not.toContain('secret')
  })
})

test('counts of one program need the same runtime, and Node the same binary; another kind of program is part of the change', () => {
  const python = { ...identity, runtime: 'python 3.12.1' }
  const program = { ...identity, runtime: 'other app' }
  expect(isCountedAlike(identity, { ...identity, binary: 'other' })).toBe(false)
  expect(isCountedAlike(python, { ...python, binary: 'other' })).toBe(true)
  expect(isCountedAlike(python, { ...python, runtime: 'python 3.13.0' })).toBe(false)
  expect(isCountedAlike(program, { ...program, runtime: 'other main', binary: 'other' })).toBe(true)
  expect(isCountedAlike(identity, python)).toBe(true)
  expect(isCountedAlike(identity, { ...python, libc: 'musl 1.2.4' })).toBe(false)
})

const at = (top: string) => serverSchema.parse({ name: 'api', command: ['node', `${top}/app.js`] })

test('a definition has the same digest in every working tree', () => {
  expect(digestOfDefinition(at('/one'), '/one')).toBe(digestOfDefinition(at('/other "tree"'), '/other "tree"'))
  expect(digestOfDefinition(at('/one'), '/one')).not.toBe(digestOfDefinition(at('/one/sub'), '/one'))
})
