import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetFor, BUDGETS, inFullWaves } from '../../src/measure/budget.ts'
import { roundsOf } from '../../src/measure/rounds.ts'
import { spanAt, spanFor, type Span } from '../../src/measure/window.ts'

const budget = BUDGETS.default
const full = { shortest: 0, brief: false }
const brief = { shortest: 0, brief: true }

const rate = fc.double({ min: 1, max: 1e6, noNaN: true })
const span = fc.oneof(
  rate.map((one) => spanFor(4, one)),
  rate.map((one) => spanAt(one, budget.rounds)),
)

test('a launch has 16 short windows, or six of a second', () => {
  expect(roundsOf(spanFor(4, 5000), budget, full)).toBe(16)
  expect(roundsOf(spanFor(4, 50), budget, full)).toBe(6)
})

test('one that is held by its counts has ten short windows, and no fewer of a second in a closed loop', () => {
  expect([5000, 50].map((one) => roundsOf(spanFor(4, one), budget, brief))).toEqual([10, 6])
})

test('at a rate there are as many as a p99 takes answers, if the budget has them', () => {
  expect([1000, 333, 250, 200, 100, 10].map((one) => roundsOf(spanAt(one, budget.rounds), budget, full))).toEqual([
    6, 6, 6, 6, 10, 16,
  ])
  expect([1000, 333, 250, 200, 100, 10].map((one) => roundsOf(spanAt(one, budget.rounds), budget, brief))).toEqual([
    5, 5, 5, 5, 10, 16,
  ])
})

test('few rounds hold all the answers that a p99 takes, wherever all rounds do, and some to spare in a closed loop', () => {
  fc.assert(
    fc.property(span, (one) => {
      const [few, all] = [roundsOf(one, budget, brief), roundsOf(one, budget, full)]
      expect(few).toBeLessThanOrEqual(all)
      if (few < all) expect(few * one.answers!).toBeGreaterThanOrEqual(one.rate === undefined ? 1250 : 1000)
    }),
  )
})

test('a server of unknown speed has all rounds', () => {
  const unknown: Span = { leadIn: 0.01, seconds: 0.08 }
  expect(roundsOf(unknown, budget, brief)).toBe(16)
  expect(roundsOf(spanFor(4, null), budget, brief)).toBe(6)
})

test('a driver of long windows has three rounds, whatever counts hold', () => {
  for (const of of [full, brief]) expect(roundsOf(spanFor(4, 5000, 1), budget, { ...of, shortest: 1 })).toBe(3)
})

test('counts take no rounds from a budget that has none for them, nor from one that is to have all', () => {
  fc.assert(
    fc.property(span, (one) => {
      for (const other of [
        BUDGETS.quick,
        BUDGETS.thorough,
        inFullWaves(budget),
        budgetFor('default', false, { rounds: 12 }),
      ])
        expect(roundsOf(one, other, brief)).toBe(roundsOf(one, other, full))
    }),
  )
})
