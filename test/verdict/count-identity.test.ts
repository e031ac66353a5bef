import { expect, test } from 'vitest'
import type { CountIdentity } from '../../src/model/count.ts'
import { METRICS } from '../../src/model/metrics.ts'
import { compareIdentities, type CountDifference, MAY_MOVE } from '../../src/verdict/count-identity.ts'

const recorded: CountIdentity = {
  runtime: 'node 24.21.0',
  binary: 'a',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 1,
}

const beside = (change: Partial<CountIdentity>) => compareIdentities(recorded, { ...recorded, ...change })

test('the same is compared without a margin', () => {
  expect(beside({})).toEqual({ margin: 0, differs: [] })
})

test.for<readonly [Partial<CountIdentity>, readonly CountDifference[]]>([
  [{ libc: 'glibc 2.41' }, ['libc']],
  [{ valgrind: '3.24.0' }, ['valgrind']],
  [{ binary: 'b' }, ['binary']],
  [{ libc: 'musl 1.2', valgrind: '3.24.0' }, ['libc', 'valgrind']],
  [{ libc: 'musl 1.2', valgrind: '3.24.0', binary: 'b' }, ['binary', 'libc', 'valgrind']],
])('%j is compared, by what it may move', ([change, differs]) => {
  expect(beside(change)).toEqual({ margin: differs.reduce((sum, one) => sum + MAY_MOVE.node[one], 0), differs })
  const python = { ...recorded, runtime: 'python 3.11.7' }
  const margin = differs.reduce((sum, one) => sum + MAY_MOVE.other[one], 0)
  expect(compareIdentities(python, { ...python, ...change })).toEqual({ margin, differs })
})

test.for<readonly [Partial<CountIdentity>, RegExp]>([
  [{ runtime: 'node 24.22.0' }, /with node 24\.21\.0, and this is node 24\.22\.0.*baseline:update/],
  [{ arch: 'arm64', runtime: 'node 24.22.0' }, /on x64, and this is arm64/],
  [{ method: 2, libc: 'musl 1.2' }, /by method 1, and this loadgate counts by method 2.*baseline:update/],
])('%j is not compared, and the sentence says why', ([change, why]) => {
  expect(beside(change)).toEqual({ notCompared: expect.stringMatching(why) })
})

/** The widest that was seen, `both` of libc and valgrind together: see docs/how-it-decides.md. */
const SEEN = {
  node: { binary: 0.041, libc: 0.0009, valgrind: 0.0005, both: 0.0009 },
  other: { binary: 0.173, libc: 0.0072, valgrind: 0.0048, both: 0.0139 },
} as const

test.for(['node', 'other'] as const)('%s: each difference may move a count by more than was seen', (kind) => {
  const { both, ...each } = SEEN[kind]
  const may = MAY_MOVE[kind]
  for (const difference of Object.keys(each) as CountDifference[])
    expect(may[difference]).toBeGreaterThan(each[difference])
  expect(may.libc + may.valgrind).toBeGreaterThan(both)
})

test('a program that is built from the code is compared without a margin, whatever file it was', () => {
  const built = { ...recorded, runtime: 'other shop', binary: 'built here' }
  expect(compareIdentities(built, built)).toEqual({ margin: 0, differs: [] })
  expect(compareIdentities({ ...built, binary: 'a' }, built)).toEqual({ margin: 0, differs: [] })
})

test('every server can hold with another libc and another valgrind, and one on Node has most of its tolerance left', () => {
  const allowed = METRICS.instructions.tolerance.baseline
  expect(MAY_MOVE.other.libc + MAY_MOVE.other.valgrind).toBeLessThan(allowed)
  expect(MAY_MOVE.node.libc + MAY_MOVE.node.valgrind).toBeLessThan(allowed / 4)
})
