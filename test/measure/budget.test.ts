import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUDGETS, timeLeft } from '../../src/measure/budget.ts'

test('time left is never negative, and more than the budget only where the least waves take longer', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.double({ min: 0, max: 500, noNaN: true }), (done, elapsed) => {
      const { seconds, waves } = BUDGETS.default
      const left = timeLeft(BUDGETS.default, done, elapsed)
      const needed = done === 0 ? 0 : (elapsed / done) * Math.max(0, waves.least - done)
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left).toBeLessThanOrEqual(Math.max(seconds, needed + 1e-9))
    }),
  )
})
