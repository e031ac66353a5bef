import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { canDecide, shift } from '../../src/stats/shift.ts'

const ten = [101.2, 99.8, 100.4, 98.7, 103.1, 100.9, 97.5, 102.6, 60.3, 99.1]
const six = [104.9, 107.2, 103.3, 109.6, 105.8, 141.7]
const twenty = [
  0, 0.0695, 0.138, 0.0055, 0.072, 0.1375, 0.002, 0.0655, 0.128, -0.0105, 0.05, 0.1095, -0.032, 0.0255, 0.082, -0.0625,
  -0.008, 0.0455, -0.102, -0.0505,
]
const three = [0.02, 0.11, 0.3]

// Whole numbers, so that sums and differences are exact and the properties can be, too.
const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 15 })
const alpha = fc.double({ min: 1e-6, max: 0.5, noNaN: true })

// numpy 2.4.6, all = numpy.sort(numpy.subtract.outer(after, before).ravel()): numpy.median(all), and with scipy 1.17.1
// min(d for d in all if scipy.stats.mannwhitneyu(after - (d + 1e-9), before, alternative='greater', method='exact').pvalue > alpha),
// max(d for d in all if scipy.stats.mannwhitneyu(after - (d - 1e-9), before, alternative='less', method='exact').pvalue > alpha);
// infinite where the first p is above alpha at all[0] - 1e-9, too. Counting every one of the C(m + n, n) orders with
// Python's fractions gives the same.
test.each([
  { before: ten, after: six, error: 1 / 8009, wanted: [6.9, -Infinity, Infinity] },
  { before: ten, after: six, error: 1 / 8008, wanted: [6.9, 0.2, 81.4] },
  { before: ten, after: six, error: 0.001, wanted: [6.9, 2.1, 45.5] },
  { before: ten, after: six, error: 0.01, wanted: [6.9, 3.2, 42.6] },
  { before: ten, after: six, error: 0.05, wanted: [6.9, 4.5, 38.6] },
  { before: ten, after: six, error: 0.1, wanted: [6.9, 4.6, 10.5] },
  { before: twenty, after: three, error: 0.0005, wanted: [0.0945, -Infinity, Infinity] },
  { before: twenty, after: three, error: 0.01, wanted: [0.0945, -0.052, 0.308] },
  { before: twenty, after: three, error: 0.05, wanted: [0.0945, -0.0255, 0.25] },
  { before: [10, 11, 12.5], after: [13, 15, 14.25], error: 0.05, wanted: [3, 0.5, 5] },
  { before: [10, 11, 12.5], after: [13, 15, 14.25], error: 0.049, wanted: [3, -Infinity, Infinity] },
  { before: [1, 2, 2, 3, 5], after: [2, 4, 4, 6, 3, 3], error: 0.05, wanted: [1, -1, 3] },
  { before: [1, 2, 2, 3, 5], after: [2, 4, 4, 6, 3, 3], error: 0.01, wanted: [1, -2, 4] },
])(
  '$before.length against $after.length values at error $error: a shift of $wanted',
  ({ before, after, error, wanted }) => {
    const { estimate, low, high } = shift(before, after, error)
    ;[estimate, low, high].forEach((found, i) => expect(found).toBeCloseTo(wanted[i]!, 10))
  },
)

test('adding a constant to `after` adds it to the estimate and to both bounds', () => {
  fc.assert(
    fc.property(sample, sample, alpha, fc.integer({ min: -1e6, max: 1e6 }), (before, after, error, by) => {
      const plain = shift(before, after, error)
      const moved = shift(
        before,
        after.map((value) => value + by),
        error,
      )
      expect(moved).toEqual({ estimate: plain.estimate + by, low: plain.low + by, high: plain.high + by })
    }),
  )
})

test('swapping the samples mirrors the estimate and the bounds', () => {
  fc.assert(
    fc.property(sample, sample, alpha, (before, after, error) => {
      const there = shift(before, after, error)
      // 0 − x rather than −x, because −0 is not 0 to `toEqual`.
      expect(shift(after, before, error)).toEqual({
        estimate: 0 - there.estimate,
        low: 0 - there.high,
        high: 0 - there.low,
      })
    }),
  )
})

test('the order of the launches does not matter', () => {
  fc.assert(
    fc.property(sample, sample, alpha, fc.integer(), (before, after, error, seed) => {
      const random = seeded(seed)
      expect(shift(shuffled(before, random), shuffled(after, random), error)).toEqual(shift(before, after, error))
    }),
  )
})

test('the estimate lies within its bounds, and a smaller alpha never narrows them', () => {
  fc.assert(
    fc.property(sample, sample, alpha, alpha, (before, after, one, other) => {
      const wide = shift(before, after, Math.min(one, other))
      const narrow = shift(before, after, Math.max(one, other))
      const ordered = [wide.low, narrow.low, narrow.estimate, narrow.high, wide.high]
      expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered)
      expect(wide.estimate).toBe(narrow.estimate)
    }),
  )
})

test('the bounds are finite exactly when canDecide says so', () => {
  fc.assert(
    fc.property(
      sample,
      sample,
      fc.oneof(alpha, fc.constantFrom(0.5, 0.05, 0.1, 0.025, 1 / 35, 1 / 8008)),
      (before, after, error) => {
        const { low, high } = shift(before, after, error)
        const finite = canDecide(before.length, after.length, error)
        expect([Number.isFinite(low), Number.isFinite(high)]).toEqual([finite, finite])
      },
    ),
  )
})

// Python 3.11: the first n with fractions.Fraction(1, math.comb(m + n, n)) <= Fraction(str(alpha)).
test.each([
  [20, 0.01, 2],
  [20, 0.001, 3],
  [10, 0.01, 3],
  [3, 0.05, 3],
  [3, 0.01, 7],
  [1, 0.01, 99],
])('%i values decide at error %f from %i others on', (m, error, n) => {
  expect([canDecide(m, n, error), canDecide(n, m, error)]).toEqual([true, true])
  expect(n > 1 && canDecide(m, n - 1, error)).toBe(false)
})

/** The number of orders of m and n values: m + n over n, exact in floating point up to 2⁵³. */
function orders(m: number, n: number): number {
  return n === 0 ? 1 : (orders(m, n - 1) * (m + n)) / n
}

test('an alpha of exactly the rarest probability decides, whatever the rounding; a hair less does not', () => {
  const sizes = Array.from({ length: 20 }, (_, i) => i + 1)
  for (const [m, n] of sizes.flatMap((one) => sizes.map((other) => [one, other] as const))) {
    const exact = 1 / orders(m, n)
    const ranks = [Array.from({ length: m }, (_, i) => i), Array.from({ length: n }, (_, i) => 100 + i)] as const
    expect([canDecide(m, n, exact), canDecide(m, n, exact * (1 - 1e-9))]).toEqual([true, false])
    expect([shift(...ranks, exact).low, shift(...ranks, exact * (1 - 1e-9)).low]).toEqual([101 - m, -Infinity])
  }
})

test('empty samples and values that are not finite are range errors', () => {
  for (const bad of [[], [1, NaN], [Infinity], [-Infinity, 2]]) {
    expect(() => shift(bad, six, 0.05)).toThrow(RangeError)
    expect(() => shift(ten, bad, 0.05)).toThrow(RangeError)
  }
})

test.each([0, -0.1, 0.51, 1, NaN])('an alpha of %f is a range error', (error) => {
  expect(() => shift(ten, six, error)).toThrow(RangeError)
  expect(() => canDecide(10, 6, error)).toThrow(RangeError)
})

test.each([0, -1, 1.5, NaN, Infinity])('a group of %f values is a range error', (size) => {
  expect(() => canDecide(size, 6, 0.05)).toThrow(RangeError)
  expect(() => canDecide(6, size, 0.05)).toThrow(RangeError)
})
