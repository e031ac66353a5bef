import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascending, geometricMean, mean, median, medianAbsoluteDeviation } from '../../src/stats/summary.ts'

const odd = [3.1, 1.2, 4.7, 1.9, 5.3, 9.8, 2.6]
const even = [2.0, -1.5, 7.25, 0.5]
const sample = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 })

// numpy 2.4.6: numpy.mean(x), numpy.median(x). scipy 1.17.1: 1.4826 * scipy.stats.median_abs_deviation(x).
test.each([
  { values: odd, wanted: [4.085714285714286, 3.1, 2.37216] },
  { values: even, wanted: [2.0625, 1.25, 2.59455] },
])('mean, median and deviation of $values are those of numpy and scipy', ({ values, wanted }) => {
  const [average, middle, deviation] = wanted as [number, number, number]
  expect(mean(values)).toBeCloseTo(average, 12)
  expect(median(values)).toBe(middle)
  expect(medianAbsoluteDeviation(values)).toBeCloseTo(deviation, 12)
})

test('one value is its own mean and median, and deviates by nothing', () => {
  expect([mean([7]), median([7])]).toEqual([7, 7])
  expect(medianAbsoluteDeviation([7])).toBe(0)
})

test('a wild value hardly moves the median and the deviation', () => {
  const wild = [...odd, 1e6]
  expect(median(wild)).toBeLessThan(4)
  expect(medianAbsoluteDeviation(wild)).toBeLessThan(4)
})

test.each([mean, median, medianAbsoluteDeviation, ascending])(
  'an empty sample, NaN and infinities are range errors (%#)',
  (measure) => {
    for (const values of [[], [1, NaN, 2], [NaN], [1, Infinity], [-Infinity, 1]])
      expect(() => measure(values)).toThrow(RangeError)
  },
)

test('the order of the values does not matter, and the sample is left as it was', () => {
  fc.assert(
    fc.property(sample, (values) => {
      const turned = values.toReversed()
      const copy = [...turned]
      for (const measure of [mean, median, medianAbsoluteDeviation]) expect(measure(turned)).toBe(measure(values))
      expect(turned).toEqual(copy)
    }),
  )
})

test('the geometric mean is that of the logarithms, and is not rounded where it need not be', () => {
  expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12)
  expect(geometricMean([0.1, 0.1, 0.1])).toBe(0.1)
  expect(geometricMean([0.3, 0.7].map((value) => value * 16))).toBe(geometricMean([0.7, 0.3]) * 16)
  expect(() => geometricMean([])).toThrow(RangeError)
})
