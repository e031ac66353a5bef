import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanFor } from '../../src/measure/window.ts'

test.for([
  [20_000, 0.08],
  [600, 0.16],
  [300, 0.35],
  [50, 1],
] as const)('a server with %d answers a second has windows of %d s', ([rate, seconds]) => {
  expect(spanFor(4, rate).seconds).toBe(seconds)
})

test('what is not known of a server costs it the longest window', () => {
  for (const rate of [null, 0]) expect(spanFor(4, rate).seconds).toBe(1)
})

const anyRate = fc.double({ min: 0.1, max: 1e6, noNaN: true })

test('a window holds eighty answers, or is the longest there is', () => {
  fc.assert(
    fc.property(anyRate, (rate) => {
      const { seconds } = spanFor(4, rate)
      expect(seconds === 1 || rate * seconds >= 80 - 1e-6).toBe(true)
    }),
  )
})

test('a quicker server never has a longer window, and the number of connections does not change it', () => {
  fc.assert(
    fc.property(
      anyRate,
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 10_000 }),
      (rate, times, connections) => {
        expect(spanFor(connections, rate * times).seconds).toBeLessThanOrEqual(spanFor(4, rate).seconds)
      },
    ),
  )
})

test('the lead-in gives every connection the time to be opened', () => {
  expect(spanFor(1, null).leadIn).toBeLessThan(0.05)
  expect(spanFor(400, null).leadIn).toBeCloseTo(0.05, 9)
})
