import { describe, expect, test } from 'vitest'
import { findSplit, type ModeLaunch } from '../../src/verdict/modes.ts'

/** So many launches around a level, which is a multiple of the fast ones'. */
function launches(count: number, level: number, gc: number | null = null): ModeLaunch[] {
  return Array.from({ length: count }, (_, index) => ({ value: Math.log(level * (1 + (index % 3) / 100)), gc }))
}

const fast = (count: number, gc?: number) => launches(count, 1, gc)
const slow = (count: number, gc?: number) => launches(count, 1.6, gc)

test('slow launches among those of today are counted, with what they cost', () => {
  const split = findSplit('cpuPerRequest', [...fast(4), ...slow(2), ...fast(2)], [])
  expect(split).toMatchObject({ now: { slow: 2, all: 8 }, before: null, p: null, fast: null, gc: null })
  expect(split?.change).toBeCloseTo(0.6, 1)
})

test('of throughput the slow launches are the lower ones', () => {
  const split = findSplit('throughput', [...fast(3), ...slow(5)], [])
  expect(split?.now).toEqual({ slow: 3, all: 8 })
  expect(split?.change).toBeCloseTo(1 / 1.6 - 1, 1)
})

test('launches of one kind are nothing to say', () => {
  expect(findSplit('cpuPerRequest', fast(8), [])).toBeNull()
  expect(findSplit('cpuPerRequest', fast(8), fast(20))).toBeNull()
  expect(findSplit('cpuPerRequest', [], [])).toBeNull()
  expect(findSplit('cpuPerRequest', [], [...fast(15), ...slow(5)])).toBeNull()
})

describe('beside launches of before', () => {
  test('shares are counted on both sides, and the chance of as many slow ones is told', () => {
    const split = findSplit('cpuPerRequest', [...fast(3), ...slow(5)], [...fast(19), ...slow(1)])
    expect(split).toMatchObject({ now: { slow: 5, all: 8 }, before: { slow: 1, all: 20 } })
    // Hypergeometric: (C(6,5)·C(22,3) + C(6,6)·C(22,2)) ÷ C(28,8).
    expect(split?.p).toBeCloseTo((6 * 1540 + 231) / 3_108_105, 12)
  })

  test('a single slow launch of today is found by those before', () => {
    expect(findSplit('cpuPerRequest', [...fast(7), ...slow(1)], [...fast(17), ...slow(3)])?.now).toEqual({
      slow: 1,
      all: 8,
    })
  })

  test('today without slow launches is nothing to say', () => {
    expect(findSplit('cpuPerRequest', fast(8), [...fast(15), ...slow(5)])).toBeNull()
  })

  test('fast launches are compared with fast ones', () => {
    const split = findSplit('cpuPerRequest', [...launches(3, 1.05), ...slow(5)], [...fast(18), ...slow(2)])
    expect(split?.fast).toBeCloseTo(0.05, 9)
    expect(findSplit('cpuPerRequest', slow(8), [...fast(16), ...slow(4)])?.fast).toBeNull()
  })
})

describe('a metric that changed has no modes for it', () => {
  test.for([
    ['all slow now and all fast before', slow(8), fast(20)],
    ['one launch of before far off', slow(8), [...fast(19), ...slow(1)]],
    ['one launch of today far off', [...slow(7), ...fast(1)], fast(20)],
    ['all fast now and all slow before', fast(8), slow(20)],
  ] as const)('%s', ([, now, before]) => {
    expect(findSplit('cpuPerRequest', now, before)).toBeNull()
  })

  test('but modes that it has anyway are told of today', () => {
    const split = findSplit('cpuPerRequest', [...launches(6, 3), ...launches(4, 6)], fast(20))
    expect(split).toMatchObject({ now: { slow: 4, all: 10 }, before: null })
  })
})

const gcWhere = (slowGc: number | undefined) =>
  findSplit('cpuPerRequest', [...fast(2, 0.01), ...fast(2, 0.02), ...fast(2, 0.03), ...slow(2, slowGc)], [])?.gc

test('what garbage collection takes is the median of each mode, where it is known of both', () => {
  expect(gcWhere(0.14)).toEqual({ slow: 0.14, fast: 0.02 })
  expect(gcWhere(0)).toEqual({ slow: 0, fast: 0.02 })
  expect(gcWhere(undefined)).toBeNull()
})
