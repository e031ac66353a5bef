import { assert, double, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { countedIn, dueAt } from '../../src/load/pace.ts'

test.for([
  { rate: 1, due: [0, 1, 2, 3] },
  { rate: 500, due: [0, 0.002, 0.004, 0.006] },
  { rate: 3, due: [0, 1 / 3, 2 / 3, 1] },
  { rate: 0.5, due: [0, 2, 4, 6] },
  { rate: 100_000, due: [0, 0.000_01, 0.000_02, 0.000_03] },
])('at $rate per second, requests are due after $due seconds', ({ rate, due }) => {
  expect([0, 1, 2, 3].map((index) => dueAt(index, rate))).toEqual(due)
})

test.for([
  { leadIn: 0, seconds: 1, rate: 500, counted: { first: 0, halfway: 250, end: 500 } },
  { leadIn: 0.1, seconds: 1, rate: 500, counted: { first: 50, halfway: 300, end: 550 } },
  { leadIn: 0.1, seconds: 1, rate: 33, counted: { first: 4, halfway: 20, end: 37 } },
  { leadIn: 0.1, seconds: 0.5, rate: 1, counted: { first: 1, halfway: 1, end: 2 } },
])('$seconds s at $rate per second after $leadIn s are the requests $counted', ({ counted, ...pace }) => {
  expect(countedIn(pace)).toEqual(counted)
})

test('a later request is never due earlier, and all that count are due after the lead-in', () => {
  assert(
    property(
      double({ min: 0, max: 1, noNaN: true }),
      double({ min: 0.05, max: 2, noNaN: true }),
      double({ min: 1, max: 100_000, noNaN: true }),
      integer({ min: 0, max: 1_000_000 }),
      (leadIn, seconds, rate, index) => {
        const { first, halfway, end } = countedIn({ leadIn, seconds, rate })
        expect(dueAt(index + 1, rate)).toBeGreaterThan(dueAt(index, rate))
        expect(dueAt(first, rate)).toBeGreaterThanOrEqual(leadIn * (1 - 1e-12))
        expect(first).toBeLessThanOrEqual(halfway)
        expect(halfway).toBeLessThan(end)
        expect(Math.abs(end - first - seconds * rate)).toBeLessThanOrEqual(1)
      },
    ),
  )
})
