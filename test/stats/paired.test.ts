import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paired, signedRankShift } from '../../src/stats/paired.ts'
import { studentShift } from '../../src/stats/student.ts'

const ALPHA = 0.01

// Whole numbers, so that sums and halves are exact and the properties can be, too.
const differences = (least: number, most: number) =>
  fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: least, maxLength: most })

test('ten pairs or fewer go by t, which always gives bounds', () => {
  fc.assert(
    fc.property(differences(2, 10), (few) => {
      const found = paired(few, ALPHA)
      expect(found).toEqual(studentShift(few, ALPHA))
      expect([found.low, found.high].every(Number.isFinite)).toBe(true)
    }),
  )
})

test('eleven pairs or more go by signed ranks, whose bounds are finite from there on at this error', () => {
  fc.assert(
    fc.property(differences(11, 30), (many) => {
      const found = paired(many, ALPHA)
      expect(found).toEqual(signedRankShift(many, ALPHA))
      expect([found.low, found.high].every(Number.isFinite)).toBe(true)
    }),
  )
})

test('either way, the estimate lies between the bounds, and a swap of the sides turns everything round', () => {
  fc.assert(
    fc.property(differences(2, 20), (some) => {
      const { low, estimate, high } = paired(some, ALPHA)
      expect(low).toBeLessThanOrEqual(estimate)
      expect(estimate).toBeLessThanOrEqual(high)
      const swapped = paired(
        some.map((one) => -one),
        ALPHA,
      )
      expect(swapped.estimate).toBeCloseTo(-estimate, 9)
      expect(swapped.low).toBeCloseTo(-high, 9)
      expect(swapped.high).toBeCloseTo(-low, 9)
    }),
  )
})

test('one wild pair moves the estimate of many by less than the spread of the others', () => {
  const calm = Array.from({ length: 15 }, (_, index) => 100 + index)
  const wild = [...calm.slice(1), 100_000]
  expect(Math.abs(paired(wild, ALPHA).estimate - paired(calm, ALPHA).estimate)).toBeLessThan(14)
})

test('without a pair there is nothing to say', () => {
  expect(() => paired([], ALPHA)).toThrow(RangeError)
})
