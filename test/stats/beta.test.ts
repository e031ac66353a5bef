import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incompleteBeta } from '../../src/stats/beta.ts'
import { expectClose } from './close.ts'

// Of few digits, so that 1 − x is exact.
const share = fc.integer({ min: 0, max: 2 ** 20 }).map((part) => part / 2 ** 20)
const whole = fc.integer({ min: 1, max: 20 })
const parameter = fc.double({ min: 0.5, max: 1000, noNaN: true })

// scipy 1.17.1; the call that gave a value stands beside it.
test.each([
  [0.5, 0.5, 0.5, 0.5000000000000001], // scipy.stats.beta.cdf(0.5, 0.5, 0.5)
  [0.2, 2, 3, 0.18080000000000004], // scipy.stats.beta.cdf(0.2, 2, 3)
  [0.9, 2, 3, 0.9963], // scipy.stats.beta.cdf(0.9, 2, 3)
  [1e-6, 5, 0.5, 2.460938525391282e-31], // scipy.stats.beta.cdf(1e-06, 5, 0.5)
  [0.01, 1, 300, 0.9509591059287141], // scipy.stats.beta.cdf(0.01, 1, 300)
  [0.99, 300, 1, 0.04904089407128572], // scipy.stats.beta.cdf(0.99, 300, 1)
  [0.3, 30, 70, 0.5116251045586087], // scipy.stats.beta.cdf(0.3, 30, 70)
  [0.4, 300, 700, 0.9999999999765105], // scipy.stats.beta.cdf(0.4, 300, 700)
  [0.05, 4.5, 0.5, 3.6916857749233397e-7], // scipy.stats.beta.cdf(0.05, 4.5, 0.5)
  [0.999, 50000, 0.5, 1.4863295759538154e-23], // scipy.stats.beta.cdf(0.999, 50000, 0.5)
  [0.5, 1000, 1000, 0.4999999999999992], // scipy.stats.beta.cdf(0.5, 1000, 1000)
])('the share below %f of the distribution with %f and %f is that of scipy', (x, a, b, wanted) => {
  expectClose(incompleteBeta(x, a, b), wanted, 1e-11)
})

test('with whole parameters it is the chance of a or more hits in a + b − 1 trials', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), whole, whole, (x, a, b) => {
      const trials = a + b - 1
      let [ways, chance] = [1, 0]
      for (let hits = 0; hits <= trials; hits++) {
        if (hits >= a) chance += ways * x ** hits * (1 - x) ** (trials - hits)
        ways *= (trials - hits) / (hits + 1)
      }
      expectClose(incompleteBeta(x, a, b), chance, 1e-11)
    }),
  )
})

test('it rises from 0 to 1, and is the same seen from the other end', () => {
  fc.assert(
    fc.property(share, share, parameter, parameter, (x, y, a, b) => {
      const [low, high] = [Math.min(x, y), Math.max(x, y)]
      expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(incompleteBeta(high, a, b) + 1e-12)
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9)
      expect([incompleteBeta(0, a, b), incompleteBeta(1, a, b)]).toEqual([0, 1])
    }),
  )
})

test.each([
  [-0.1, 1, 1],
  [1.1, 1, 1],
  [NaN, 1, 1],
  [0.5, 0, 1],
  [0.5, 1, -1],
  [0.5, Infinity, 1],
  [0.5, 1, NaN],
])('x = %f with parameters %f and %f is a range error', (x, a, b) => {
  expect(() => incompleteBeta(x, a, b)).toThrow(RangeError)
})
