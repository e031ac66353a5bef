import { expect, test } from 'vitest'
import { BASELINE_BUDGETS, BUDGETS } from '../../src/measure/budget.ts'
import { CONFIRMING_WAVES } from '../../src/measure/schedule.ts'
import { canDecide } from '../../src/stats/shift.ts'
import { CONFIRMED_AT, LOOKS, nextLook } from '../../src/verdict/looks.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Room for the rounding of the sums. */
const SLACK = 1e-12

test('all looks together call unchanged code regressed at most once in a hundred cells, even unconfirmed', () => {
  expect(sum(LOOKS.map(({ alpha }) => alpha))).toBeLessThanOrEqual(0.01 + SLACK)
})

test('all looks together let a slowdown of the tolerance pass at most once in twenty cells', () => {
  expect(sum(LOOKS.map(({ beta }) => beta))).toBeLessThanOrEqual(0.05 + SLACK)
})

test('looks stand in the order of their launches, and more launches are never confirmed by fewer', () => {
  const launches = LOOKS.map((look) => look.launches)
  expect(launches).toEqual([...new Set(launches)].toSorted((a, b) => a - b))
  const confirming = LOOKS.map(({ confirm }) => confirm)
  expect(confirming).toEqual(confirming.toSorted((a, b) => a - b))
})

test('whatever improved would also hold, so that it may hold until it is confirmed', () => {
  for (const { alpha, beta } of LOOKS) expect(beta).toBeGreaterThanOrEqual(alpha)
})

const FEWEST_RECORDED = Math.min(...Object.values(BASELINE_BUDGETS).map(({ waves }) => waves.least))

test.for(LOOKS)(
  'beside a baseline of the fewest launches the look at $launches can say every word, and be confirmed',
  (look) => {
    expect(canDecide(FEWEST_RECORDED, look.launches, look.beta)).toBe(true)
    expect(canDecide(FEWEST_RECORDED, look.confirm, CONFIRMED_AT)).toBe(true)
  },
)

test('a red at the last wave of a budget still has the time to be confirmed', () => {
  for (const { waves } of Object.values(BUDGETS)) {
    const last = LOOKS.findLast((look) => look.launches <= waves.most)
    expect(waves.most + CONFIRMING_WAVES).toBeGreaterThanOrEqual((last?.launches ?? 0) + (last?.confirm ?? Infinity))
  }
})

test('the next look is the first that so many launches do not go beyond, and the last has none after it', () => {
  expect([0, 3, 4, 5, 12].map((launches) => nextLook(launches).launches)).toEqual([3, 3, 4, 6, 15])
  expect(nextLook(10_000)).toBe(LOOKS.at(-1))
})
