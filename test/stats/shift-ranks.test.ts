import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankSumDistribution } from '../../src/stats/shift.ts'
import { expectClose, tailOf } from './close.ts'

const size = fc.integer({ min: 0, max: 12 })

// scipy 1.17.1, with q, r = divmod(u, n): scipy.stats.mannwhitneyu([n] * q + [r - 0.5] + [-1] * (m - q - 1), range(n),
// alternative='less', method='exact').pvalue; each agrees with a count of all orders in whole numbers (Python 3.11, fractions).
test.each([
  [0, 2, 3, 0.1],
  [1, 2, 3, 0.2],
  [2, 2, 3, 0.4],
  [3, 2, 3, 0.6],
  [0, 5, 7, 0.0012626262626262627],
  [5, 5, 7, 0.02398989898989899],
  [10, 5, 7, 0.13383838383838387],
  [3, 3, 20, 0.003952569169960474],
  [8, 3, 20, 0.02315076228119706],
  [8, 6, 10, 0.007992007992007992],
  [13, 6, 10, 0.03633866133866134],
  [30, 6, 10, 0.5211038961038961],
  [100, 20, 20, 0.003072477824617883],
  [138, 20, 20, 0.048249776218050135],
])('P(U ≤ %i) for %i and %i values is that of scipy', (u, m, n, wanted) => {
  expectClose(tailOf(rankSumDistribution(m, n), u), wanted)
})

const hundreds = rankSumDistribution(100, 100)

// Python 3.11, all C(200, 100) orders counted in whole numbers; scipy 1.17.1 agrees to 1e-12.
test.each([
  [0, 1.1043803465997514e-59],
  [100, 1.8144887017086554e-50],
  [3000, 3.385765332249088e-7],
  [4325, 0.04970603320060443],
  [5000, 0.5004862858672919],
])('P(U ≤ %i) for 100 and 100 values keeps its digits', (u, wanted) => {
  expectClose(tailOf(hundreds, u), wanted)
})

test('the distribution is symmetric about m·n/2, the same for n and m, and sums to 1', () => {
  fc.assert(
    fc.property(size, size, (m, n) => {
      const distribution = rankSumDistribution(m, n)
      const swapped = rankSumDistribution(n, m)
      expect(distribution).toHaveLength(m * n + 1)
      distribution.forEach((p, u) => expectClose(p, distribution[m * n - u]!))
      distribution.forEach((p, u) => expectClose(p, swapped[u]!))
      expectClose(
        distribution.reduce((sum, p) => sum + p, 0),
        1,
      )
    }),
  )
})

test.each([
  [-1, 3],
  [3, 2.5],
  [NaN, 3],
  [3, Infinity],
])('samples of %f and %f values are a range error', (m, n) => {
  expect(() => rankSumDistribution(m, n)).toThrow(RangeError)
})
