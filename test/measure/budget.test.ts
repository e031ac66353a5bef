import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anotherWave, BASELINE_BUDGETS, BUDGETS, timeLeft } from '../../src/measure/budget.ts'

const budget = { seconds: 100, patience: 30, waves: { least: 1, most: 8 }, rounds: 2 }

test('the first wave is always measured', () => {
  expect(anotherWave({ ...budget, seconds: 1 }, 0, 50, 50)).toBe(true)
})

test('a wave that would end after the budget is not begun', () => {
  expect(anotherWave(budget, 4, 80, 20)).toBe(true)
  expect(anotherWave(budget, 4, 81, 20)).toBe(false)
})

test('a gate measures the three launches that its first look needs, however long they take', () => {
  for (const each of Object.values(BUDGETS)) {
    expect(anotherWave(each, 2, 10_000, 60)).toBe(true)
    expect(anotherWave(each, 3, 10_000, 60)).toBe(false)
  }
})

test('more waves than the most are never measured', () => {
  expect(anotherWave(budget, 8, 10, 1)).toBe(false)
})

test('a baseline is recorded from at least ten waves, however long they take', () => {
  for (const each of Object.values(BASELINE_BUDGETS)) {
    expect(anotherWave(each, 9, 10_000, 60)).toBe(true)
    expect(anotherWave(each, each.waves.most, 0, 0)).toBe(false)
  }
})

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
