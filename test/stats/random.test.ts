import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { mean } from '../../src/stats/summary.ts'

const seed = fc.oneof(fc.integer(), fc.string())
const take = (count: number, random: () => number) => Array.from({ length: count }, random)

// Python 3.11: xoshiro128** written a second time with unbounded integers, state = four steps of SplitMix with the
// MurmurHash3 finaliser from FNV-1a of str(seed). From the state 1, 2, 3, 4 it gives 11520, 0, 5927040, 70819200.
test.each([
  { from: 1, wanted: [350175097, 640680501, 3603964963, 713971460] },
  { from: 'loadgate', wanted: [2806321864, 2693116101, 1449866478, 3946627220] },
])('seed $from gives the numbers of an independent implementation', ({ from, wanted }) => {
  expect(take(4, seeded(from)).map((value) => value * 2 ** 32)).toEqual(wanted)
})

test('the same seed gives the same numbers, each in [0, 1), and a number is the same seed as its text', () => {
  fc.assert(
    fc.property(seed, (from) => {
      const numbers = take(20, seeded(from))
      expect(take(20, seeded(String(from)))).toEqual(numbers)
      for (const value of numbers) expect(value >= 0 && value < 1).toBe(true)
    }),
  )
})

test('neighbouring seeds give unrelated numbers', () => {
  const firsts = Array.from({ length: 1000 }, (_, i) => seeded(i)())
  expect(new Set(firsts).size).toBe(1000)
  expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 1000))
})

test('twenty bins fill evenly', () => {
  const bins = Array.from({ length: 20 }, () => 0)
  for (const value of take(100_000, seeded('bins'))) bins[Math.floor(value * 20)]! += 1
  const chiSquare = bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
  // scipy 1.17.1: scipy.stats.chi2.ppf(0.9999, 19) = 50.7955
  expect(chiSquare).toBeLessThan(50.7955)
})

test('shuffled is a permutation, the same for the same seed, and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), seed, (items, from) => {
      const copy = [...items]
      const once = shuffled(items, seeded(from))
      expect(shuffled(items, seeded(from))).toEqual(once)
      expect(items).toEqual(copy)
      expect(once.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b))
    }),
  )
})

test('every order of three is equally likely', () => {
  const random = seeded('orders')
  const seen = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(['a', 'b', 'c'], random).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  for (const count of seen.values())
    expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(6000 * (1 / 6) * (5 / 6)))
})
