import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { studentQuantile, studentReach, studentShift, studentTail } from '../../src/stats/student.ts'
import { expectClose } from './close.ts'

const nine = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01]
const twelve = [0.071, 0.064, 0.081, -0.012, 0.402, 0.075, 0.058, 0.093, 0.069, -0.31, 0.077, 0.085]
const two = [0.05, 0.09]

const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 15 })
const alpha = fc.double({ min: 1e-4, max: 0.5, noNaN: true })
// Not as near to 1 as rounding is to 0.
const smaller = fc.double({ min: 0.01, max: 0.999, noNaN: true })
const fractions = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 })
const freedom = fc.double({ min: 1, max: 1e4, noNaN: true })

function expectShift(
  found: { estimate: number; low: number; high: number },
  wanted: readonly number[],
  digits = 10,
): void {
  ;[found.estimate, found.low, found.high].forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, digits))
}

// scipy 1.17.1; the call that gave a value stands beside it.
test.each([
  [0.5, 1, 0.35241638234956674], // scipy.stats.t.sf(0.5, 1)
  [22.3, 2, 0.001002426878914931], // scipy.stats.t.sf(22.3, 2)
  [2, 2.5, 0.07869574787898295], // scipy.stats.t.sf(2, 2.5)
  [1, 3, 0.19550110947788524], // scipy.stats.t.sf(1, 3)
  [6.3, 9, 7.049201962219973e-5], // scipy.stats.t.sf(6.3, 9)
  [-1.5, 9, 0.9160746719714625], // scipy.stats.t.sf(-1.5, 9)
  [40, 9, 9.491499224669911e-12], // scipy.stats.t.sf(40, 9)
  [2, 29, 0.027471818591483586], // scipy.stats.t.sf(2, 29)
  [5, 300, 4.884577365123889e-7], // scipy.stats.t.sf(5, 300)
  [0.001, 4, 0.499625000078125], // scipy.stats.t.sf(0.001, 4)
  [1e6, 1, 3.1830988618368455e-7], // scipy.stats.t.sf(1000000.0, 1)
  [1.96, 100000, 0.02499928159715084], // scipy.stats.t.sf(1.96, 100000)
])('P(T > %f) at %f degrees of freedom is that of scipy', (t, df, wanted) => {
  expectClose(studentTail(t, df), wanted, 1e-9)
})

// scipy 1.17.1; the call that gave a value stands beside it.
test.each([
  [0.75, 1, 1.0000000000000002], // scipy.stats.t.ppf(0.75, 1)
  [0.999, 1, 318.30883898555015], // scipy.stats.t.ppf(0.999, 1)
  [0.975, 2, 4.302652729749462], // scipy.stats.t.ppf(0.975, 2)
  [0.999, 2, 22.327124770119866], // scipy.stats.t.ppf(0.999, 2)
  [0.001, 2, -22.327124770119873], // scipy.stats.t.ppf(0.001, 2)
  [0.95, 3, 2.3533634348018233], // scipy.stats.t.ppf(0.95, 3)
  [0.9, 2.5, 1.7302509288071766], // scipy.stats.t.ppf(0.9, 2.5)
  [0.6, 5, 0.2671808657041451], // scipy.stats.t.ppf(0.6, 5)
  [0.01, 9, -2.8214379250258093], // scipy.stats.t.ppf(0.01, 9)
  [0.999, 9, 4.296805662729918], // scipy.stats.t.ppf(0.999, 9)
  [1e-9, 9, -23.7299198193785], // scipy.stats.t.ppf(1e-09, 9)
  [0.5005, 9, 0.0012885442580143924], // scipy.stats.t.ppf(0.5005, 9)
  [0.995, 29, 2.756385903670605], // scipy.stats.t.ppf(0.995, 29)
  [0.999, 300, 3.1176195538115232], // scipy.stats.t.ppf(0.999, 300)
  [0.975, 100000, 1.9599877075346095], // scipy.stats.t.ppf(0.975, 100000)
])('the quantile at %f for %f degrees of freedom is that of scipy', (p, df, wanted) => {
  expectClose(studentQuantile(p, df), wanted, 1e-9)
})

// The distribution function in closed form: 1/2 + arctan(t)/π for one degree of freedom, 1/2 + t/√(8 + 4t²) for two.
test('one and two degrees of freedom have the quantiles of their closed forms', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.49, noNaN: true }), (p) => {
      expectClose(studentQuantile(p, 1), -1 / Math.tan(Math.PI * p), 1e-9)
      expectClose(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-9)
    }),
  )
})

test('the tail of a quantile is what the quantile was asked for', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), freedom, (p, df) => {
      expectClose(studentTail(-studentQuantile(p, df), df), p, 1e-9)
    }),
  )
})

test('the tail falls from 1 to 0, through a half at 0, and mirrors', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 50, noNaN: true }), freedom, (t, df) => {
      expect(studentTail(t, df)).toBeLessThanOrEqual(studentTail(t * 0.9, df))
      expect(studentTail(t, df) + studentTail(-t, df)).toBeCloseTo(1, 12)
    }),
  )
  expect([studentTail(-Infinity, 3), studentTail(0, 3), studentTail(Infinity, 3)]).toEqual([1, 0.5, 0])
})

// numpy 2.4.6: numpy.mean(differences). scipy 1.17.1: scipy.stats.ttest_1samp(differences, 0).confidence_interval(1 - 2 * error).
test.each([
  { differences: twelve, error: 0.2, wanted: [0.06275, 0.023755002831, 0.101744997169] },
  { differences: twelve, error: 0.05, wanted: [0.06275, -0.017236436987, 0.142736436987] },
  { differences: twelve, error: 0.001, wanted: [0.06275, -0.11650509063, 0.24200509063] },
  { differences: nine, error: 0.2, wanted: [-0.431888888889, -0.558364679723, -0.305413098055] },
  { differences: nine, error: 0.05, wanted: [-0.431888888889, -0.696474986419, -0.167302791359] },
  { differences: nine, error: 0.001, wanted: [-0.431888888889, -1.07228466513, 0.208506887352] },
  { differences: two, error: 0.2, wanted: [0.07, 0.042472361591, 0.097527638409] },
  { differences: two, error: 0.05, wanted: [0.07, -0.056275030294, 0.196275030294] },
  { differences: two, error: 0.001, wanted: [0.07, -6.296176779711, 6.436176779711] },
])('$differences.length differences at error $error lie at $wanted', ({ differences, error, wanted }) => {
  expectShift(studentShift(differences, error), wanted)
})

test('the reach of more values that spread alike is t of their number, and falls with its root', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: t of 19 degrees of freedom at 0.001 is 3.579, of 4 it is 7.173.
  const values = [-1, -1, 0, 1, 1]
  expect(studentReach(values, 20, 0.001)).toBeCloseTo(3.579 / Math.sqrt(20), 3)
  expect(studentReach(values, 5, 0.001)).toBeCloseTo(7.173 / Math.sqrt(5), 3)
  expect(studentShift(values, 0.001).high).toBe(studentReach(values, 5, 0.001))
})

test('one difference has a mean, and no bounds', () => {
  expect(studentShift([0.3], 0.5)).toEqual({ estimate: 0.3, low: -Infinity, high: Infinity })
})

test('equal differences leave no doubt', () => {
  expect(studentShift([7, 7, 7], 0.001)).toEqual({ estimate: 7, low: 7, high: 7 })
})

test('adding a constant to every difference adds it to the mean and to both bounds', () => {
  fc.assert(
    fc.property(sample, alpha, fc.integer({ min: -1e4, max: 1e4 }), (differences, error, by) => {
      const plain = studentShift(differences, error)
      const moved = studentShift(
        differences.map((value) => value + by),
        error,
      )
      expectShift(moved, [plain.estimate + by, plain.low + by, plain.high + by], 3)
    }),
  )
})

test('turning every sign mirrors the mean and the bounds', () => {
  fc.assert(
    fc.property(sample, alpha, (differences, error) => {
      const there = studentShift(differences, error)
      const back = studentShift(
        differences.map((value) => -value),
        error,
      )
      expectShift(back, [-there.estimate, -there.high, -there.low], 3)
    }),
  )
})

test('the order of the differences does not matter', () => {
  fc.assert(
    fc.property(fractions, alpha, fc.integer(), (values, error, seed) => {
      expect(studentShift(shuffled(values, seeded(seed)), error)).toEqual(studentShift(values, error))
    }),
  )
})

test('the mean lies within its bounds, and a smaller alpha never narrows them', () => {
  fc.assert(
    fc.property(sample, alpha, smaller, (differences, error, by) => {
      const wide = studentShift(differences, error * by)
      const narrow = studentShift(differences, error)
      const ordered = [wide.low, narrow.low, narrow.estimate, narrow.high, wide.high]
      expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered)
    }),
  )
})

test('no differences and ones that are not finite are range errors', () => {
  for (const bad of [[], [1, NaN], [Infinity], [-Infinity, 2]])
    expect(() => studentShift(bad, 0.05)).toThrow(RangeError)
})

test.each([0, -0.1, 0.51, 1, NaN, 1e-101])('an alpha of %f is a range error', (error) => {
  expect(() => studentShift(nine, error)).toThrow(RangeError)
})

test.each([0, 1, -0.1, 1.1, NaN, 1e-101])('the quantile at %f is a range error', (p) => {
  expect(() => studentQuantile(p, 3)).toThrow(RangeError)
})

test.each([0, 0.9, -1, NaN, Infinity])('%f degrees of freedom are a range error', (df) => {
  expect(() => studentTail(1, df)).toThrow(RangeError)
  expect(() => studentQuantile(0.9, df)).toThrow(RangeError)
})

test('a t that is no number is a range error', () => {
  expect(() => studentTail(NaN, 3)).toThrow(new RangeError('t is a number, not NaN.'))
})
