import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fisherExact } from '../../src/stats/fisher.ts'
import { expectClose } from './close.ts'

// So few that every table has more probability than rounding takes.
const few = fc.integer({ min: 1, max: 8 })
const count = fc.integer({ min: 0, max: 30 })

// scipy 1.17.1; the call that gave a value stands beside it.
test.each([
  [3, 0, 0, 3, 0.05000000000000001], // scipy.stats.fisher_exact([[3, 0], [0, 3]], alternative='greater').pvalue
  [3, 1, 1, 3, 0.24285714285714283], // scipy.stats.fisher_exact([[3, 1], [1, 3]], alternative='greater').pvalue
  [5, 3, 1, 9, 0.031674208144796386], // scipy.stats.fisher_exact([[5, 3], [1, 9]], alternative='greater').pvalue
  [6, 4, 12, 68, 0.0036904630487567015], // scipy.stats.fisher_exact([[6, 4], [12, 68]], alternative='greater').pvalue
  [8, 2, 1, 5, 0.024475524475524483], // scipy.stats.fisher_exact([[8, 2], [1, 5]], alternative='greater').pvalue
  [0, 5, 3, 2, 1.0], // scipy.stats.fisher_exact([[0, 5], [3, 2]], alternative='greater').pvalue
  [2, 1, 40, 60, 0.36189221434993313], // scipy.stats.fisher_exact([[2, 1], [40, 60]], alternative='greater').pvalue
  [20, 5, 20, 80, 3.689916175905543e-8], // scipy.stats.fisher_exact([[20, 5], [20, 80]], alternative='greater').pvalue
  [100, 50, 60, 90, 2.8298695116561467e-6], // scipy.stats.fisher_exact([[100, 50], [60, 90]], alternative='greater').pvalue
  [300, 0, 0, 300, 7.401489395998398e-180], // scipy.stats.fisher_exact([[300, 0], [0, 300]], alternative='greater').pvalue
  [40, 960, 5, 995, 2.899299250563597e-8], // scipy.stats.fisher_exact([[40, 960], [5, 995]], alternative='greater').pvalue
  [3, 7, 3, 7, 0.6857585139318885], // scipy.stats.fisher_exact([[3, 7], [3, 7]], alternative='greater').pvalue
])('%i hits and %i misses against %i and %i are as rare as scipy says', (a, b, c, d, wanted) => {
  expectClose(fisherExact(a, b, c, d), wanted)
})

/** The number of ways to choose k of n, in whole numbers. */
function choose(n: number, k: number): bigint {
  let ways = 1n
  for (let i = 0; i < k; i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1)
  return k < 0 || k > n ? 0n : ways
}

test('the tail is that of all ways to deal the hits, counted in whole numbers', () => {
  fc.assert(
    fc.property(count, count, count, count, (a, b, c, d) => {
      let ways = 0n
      for (let hits = a; hits <= a + c; hits++) ways += choose(a + b, hits) * choose(c + d, a + c - hits)
      expectClose(fisherExact(a, b, c, d), Number(ways) / Number(choose(a + b + c + d, a + c)))
    }),
  )
})

test('the groups turned and the hits turned are the same question', () => {
  fc.assert(
    fc.property(count, count, count, count, (a, b, c, d) => {
      expectClose(fisherExact(d, c, b, a), fisherExact(a, b, c, d))
      expectClose(fisherExact(a, c, b, d), fisherExact(a, b, c, d))
    }),
  )
})

test('one hit more in the first group, for one less in the second, is always rarer', () => {
  fc.assert(
    fc.property(few, few, few, few, (a, b, c, d) => {
      expect(fisherExact(a + 1, b - 1, c - 1, d + 1)).toBeLessThan(fisherExact(a, b, c, d))
    }),
  )
})

test('an empty group and no hit at all show nothing', () => {
  expect([fisherExact(0, 0, 3, 4), fisherExact(3, 4, 0, 0), fisherExact(0, 3, 0, 4), fisherExact(0, 0, 0, 0)]).toEqual([
    1, 1, 1, 1,
  ])
})

test('tables too rare for a number are 0, too common are 1', () => {
  expect(fisherExact(5000, 0, 0, 5000)).toBe(0)
  expect(fisherExact(0, 5000, 5000, 0)).toBe(1)
})

test.each([
  [-1, 1, 1, 1],
  [1, 1.5, 1, 1],
  [1, 1, NaN, 1],
  [1, 1, 1, Infinity],
])('counts of %f, %f, %f and %f are a range error', (a, b, c, d) => {
  expect(() => fisherExact(a, b, c, d)).toThrow(RangeError)
})
