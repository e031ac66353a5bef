import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { signedRankDistribution, signedRankShift } from '../../src/stats/paired.ts'
import { expectClose, tailOf } from './close.ts'

const nine = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01]
const twelve = [0.071, 0.064, 0.081, -0.012, 0.402, 0.075, 0.058, 0.093, 0.069, -0.31, 0.077, 0.085]

const size = fc.integer({ min: 0, max: 20 })
// Whole numbers, so that sums and halves are exact and the properties can be, too.
const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 15 })
const alpha = fc.double({ min: 1e-6, max: 0.5, noNaN: true })

// scipy 1.17.1; the call that gave a value stands beside it.
test.each([
  [0, 3, 0.125], // scipy.stats.wilcoxon([r if r <= 0 else -r for r in range(1, 4)], method='exact', alternative='less').pvalue
  [1, 3, 0.25], // scipy.stats.wilcoxon([r if r <= 1 else -r for r in range(1, 4)], method='exact', alternative='less').pvalue
  [3, 3, 0.625], // scipy.stats.wilcoxon([r if r <= 2 else -r for r in range(1, 4)], method='exact', alternative='less').pvalue
  [3, 5, 0.15625], // scipy.stats.wilcoxon([r if r <= 2 else -r for r in range(1, 6)], method='exact', alternative='less').pvalue
  [0, 10, 0.0009765625], // scipy.stats.wilcoxon([r if r <= 0 else -r for r in range(1, 11)], method='exact', alternative='less').pvalue
  [10, 10, 0.0419921875], // scipy.stats.wilcoxon([r if r <= 4 else -r for r in range(1, 11)], method='exact', alternative='less').pvalue
  [21, 10, 0.2783203125], // scipy.stats.wilcoxon([r if r <= 6 else -r for r in range(1, 11)], method='exact', alternative='less').pvalue
  [15, 15, 0.004180908203125], // scipy.stats.wilcoxon([r if r <= 5 else -r for r in range(1, 16)], method='exact', alternative='less').pvalue
  [210, 50, 7.211321355171663e-6], // scipy.stats.wilcoxon([r if r <= 20 else -r for r in range(1, 51)], method='exact', alternative='less').pvalue
])('P(T ≤ %i) for %i differences is that of scipy', (t, n, wanted) => {
  expectClose(tailOf(signedRankDistribution(n), t), wanted)
})

// Hollander, Wolfe & Chicken, 3rd ed., 3.1: of the eight equally likely ways to give three ranks a sign, two sum to 3.
test('three differences: every sum of ranks has an eighth, 3 has two', () => {
  expect([...signedRankDistribution(3)]).toEqual([1, 1, 1, 2, 1, 1, 1].map((ways) => ways / 8))
})

test('the distribution is that of all sums of ranks, counted one by one', () => {
  for (let n = 0; n <= 10; n++) {
    const counts = Array.from({ length: (n * (n + 1)) / 2 + 1 }, () => 0)
    for (let signs = 0; signs < 2 ** n; signs++) {
      const ranks = Array.from({ length: n }, (_, i) => ((signs >> i) & 1) * (i + 1))
      counts[ranks.reduce((sum, rank) => sum + rank, 0)]! += 1
    }
    expect([...signedRankDistribution(n)]).toEqual(counts.map((count) => count / 2 ** n))
  }
})

test('the distribution is symmetric about n·(n + 1)/4 and sums to 1', () => {
  fc.assert(
    fc.property(size, (n) => {
      const distribution = signedRankDistribution(n)
      expect(distribution).toEqual(distribution.toReversed())
      expect(distribution.reduce((sum, p) => sum + p, 0)).toBe(1)
    }),
  )
})

// numpy 2.4.6, i, j = numpy.triu_indices(len(x)), walsh = numpy.sort((x[i] + x[j]) / 2): numpy.median(walsh), and with scipy 1.17.1
// min(w for w in walsh if scipy.stats.wilcoxon(x - (w + 1e-9), method='exact', alternative='greater').pvalue > alpha),
// max(w for w in walsh if scipy.stats.wilcoxon(x - (w - 1e-9), method='exact', alternative='less').pvalue > alpha); infinite
// where scipy.stats.wilcoxon(x - (walsh[0] - 1e-9), method='exact', alternative='greater').pvalue > alpha as well.
test.each([
  { differences: nine, error: 0.2, wanted: [-0.46, -0.555, -0.255] },
  { differences: nine, error: 0.05, wanted: [-0.46, -0.726, -0.175] },
  { differences: nine, error: 0.01, wanted: [-0.46, -0.821, 0.0685] },
  { differences: nine, error: 0.002, wanted: [-0.46, -1.022, 0.147] },
  { differences: nine, error: 0.001, wanted: [-0.46, -Infinity, Infinity] },
  { differences: nine, error: 0.0002, wanted: [-0.46, -Infinity, Infinity] },
  { differences: twelve, error: 0.2, wanted: [0.07225, 0.0665, 0.077] },
  { differences: twelve, error: 0.05, wanted: [0.07225, 0.0325, 0.083] },
  { differences: twelve, error: 0.01, wanted: [0.07225, -0.1125, 0.23] },
  { differences: twelve, error: 0.002, wanted: [0.07225, -0.1205, 0.2395] },
  { differences: twelve, error: 0.001, wanted: [0.07225, -0.126, 0.2435] },
  { differences: twelve, error: 0.0002, wanted: [0.07225, -Infinity, Infinity] },
])('$differences.length differences at error $error lie at $wanted', ({ differences, error, wanted }) => {
  const { estimate, low, high } = signedRankShift(differences, error)
  ;[estimate, low, high].forEach((found, i) => expect(found).toBeCloseTo(wanted[i]!, 12))
})

test('adding a constant to every difference adds it to the estimate and to both bounds', () => {
  fc.assert(
    fc.property(sample, alpha, fc.integer({ min: -1e6, max: 1e6 }), (differences, error, by) => {
      const plain = signedRankShift(differences, error)
      const moved = signedRankShift(
        differences.map((value) => value + by),
        error,
      )
      expect(moved).toEqual({ estimate: plain.estimate + by, low: plain.low + by, high: plain.high + by })
    }),
  )
})

test('turning every sign mirrors the estimate and the bounds', () => {
  fc.assert(
    fc.property(sample, alpha, (differences, error) => {
      const there = signedRankShift(differences, error)
      const back = signedRankShift(
        differences.map((value) => 0 - value),
        error,
      )
      // 0 − x rather than −x, because −0 is not 0 to `toEqual`.
      expect(back).toEqual({ estimate: 0 - there.estimate, low: 0 - there.high, high: 0 - there.low })
    }),
  )
})

test('the order of the differences does not matter', () => {
  fc.assert(
    fc.property(sample, alpha, fc.integer(), (differences, error, seed) => {
      expect(signedRankShift(shuffled(differences, seeded(seed)), error)).toEqual(signedRankShift(differences, error))
    }),
  )
})

test('the estimate lies within its bounds, and a smaller alpha never narrows them', () => {
  fc.assert(
    fc.property(sample, alpha, alpha, (differences, one, other) => {
      const wide = signedRankShift(differences, Math.min(one, other))
      const narrow = signedRankShift(differences, Math.max(one, other))
      const ordered = [wide.low, narrow.low, narrow.estimate, narrow.high, wide.high]
      expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered)
      expect(wide.estimate).toBe(narrow.estimate)
    }),
  )
})

test('the bounds leave out 0 exactly when the test rejects it', () => {
  // Different sizes, because ties have other distributions; an alpha that is no multiple of 2⁻ⁿ, so that rounding has no say.
  const odd = fc.integer({ min: 0, max: 2 ** 19 - 1 }).map((part) => (part + 0.5) / 2 ** 20)
  const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 15 })
  fc.assert(
    fc.property(distinct, fc.integer({ min: 0, max: 2 ** 15 - 1 }), odd, (sizes, signs, error) => {
      const differences = sizes.map((value, i) => ((signs >> i) & 1 ? -value : value))
      const negative = sizes.filter((_, i) => (signs >> i) & 1)
      const sum = negative.reduce((ranks, value) => ranks + sizes.filter((other) => other <= value).length, 0)
      expect(signedRankShift(differences, error).low > 0).toBe(
        tailOf(signedRankDistribution(sizes.length), sum) <= error,
      )
    }),
  )
})

test('the bounds are finite from n = log₂(1/alpha) on, as the outermost differences; a hair less is not enough', () => {
  for (let n = 1; n <= 20; n++) {
    const differences = Array.from({ length: n }, (_, i) => i)
    expect(signedRankShift(differences, 2 ** -n)).toEqual({ estimate: (n - 1) / 2, low: 0, high: n - 1 })
    expect(signedRankShift(differences, 2 ** -n * (1 - 1e-9))).toEqual({
      estimate: (n - 1) / 2,
      low: -Infinity,
      high: Infinity,
    })
  }
})

test('two differences of twelve as far off as you like hardly move the estimate and the bounds at 0.2', () => {
  const { estimate, low, high } = signedRankShift([...twelve.slice(0, 10), 1e6, 1e6], 0.2)
  expect(low).toBeGreaterThan(0)
  expect(estimate).toBeLessThan(0.1)
  expect(high).toBeLessThan(1)
})

test('no differences and ones that are not finite are range errors', () => {
  for (const bad of [[], [1, NaN], [Infinity], [-Infinity, 2]])
    expect(() => signedRankShift(bad, 0.05)).toThrow(RangeError)
})

test.each([0, -0.1, 0.51, 1, NaN])('an alpha of %f is a range error', (error) => {
  expect(() => signedRankShift(nine, error)).toThrow(RangeError)
})

test.each([-1, 2.5, NaN, Infinity])('%f differences are a range error', (n) => {
  expect(() => signedRankDistribution(n)).toThrow(RangeError)
})
