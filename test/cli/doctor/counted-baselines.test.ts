import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeCounted } from '../../../src/baseline/counted.ts'
import { findCountedBaselines, fitsOf } from '../../../src/cli/doctor/counted-baselines.ts'
import { emptyFolder, TITLE } from '../../baseline/baselines.ts'
import { counted, counts, plantCounts } from '../../baseline/counted.ts'

const { identity, recorded } = counted()

const told = (title: string, server: string) => ({
  title,
  recordings: [{ servers: [server], ...recorded }],
  identities: { [server]: identity },
})

test('every scenario that was counted is told, by title, with its servers', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts({ flask: counted() }, 'of flask'))
  writeCounted(folder, counts())
  expect(findCountedBaselines(folder)).toEqual({
    scenarios: [told(TITLE, 'fastify'), told('of flask', 'flask')],
    problems: [],
  })
})

test('without counts, or without a folder, there are none', () => {
  expect(findCountedBaselines(emptyFolder())).toEqual({ scenarios: [], problems: [] })
  expect(findCountedBaselines(join(emptyFolder(), 'gone'))).toEqual({ scenarios: [], problems: [] })
})

test('a broken file is a problem of its scenario, or of its own where that is unknown', () => {
  const folder = emptyFolder()
  plantCounts(folder, JSON.stringify({ ...counts(), servers: {} }))
  mkdirSync(join(folder, 'counted'), { recursive: true })
  writeFileSync(join(folder, 'counted', 'other.json'), '{}')
  expect(findCountedBaselines(folder)).toEqual({
    scenarios: [{ title: TITLE, problem: expect.stringContaining('`servers`') as string }],
    problems: [expect.stringContaining('`scenario` is missing') as string],
  })
})

test('servers fit together by what differs; of one that is not defined here nothing is said', () => {
  const recordedIdentities = {
    a: identity,
    b: { ...identity, libc: 'glibc 2.39' },
    c: { ...identity, runtime: 'node 22.19.0' },
    d: identity,
    gone: identity,
  }
  const today = new Map(['a', 'b', 'c', 'd'].map((name) => [name, identity]))
  expect(fitsOf(recordedIdentities, today)).toEqual([
    { servers: ['a', 'd'], comparison: { margin: 0, differs: [] } },
    { servers: ['b'], comparison: { margin: expect.any(Number) as number, differs: ['libc'] } },
    { servers: ['c'], comparison: { notCompared: expect.stringContaining('node 22.19.0') as string } },
  ])
})
