import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetFor, BUDGETS, timeLeft } from '../../src/measure/budget.ts'

const seconds = fc.double({ min: 0, max: 500, noNaN: true })

test('time left is never negative, and more than the budget only where the least waves take longer', () => {
  fc.assert(
    fc.property(fc.nat(8), seconds, fc.double({ min: 0, max: 1, noNaN: true }), (done, elapsed, share) => {
      const { seconds: most, waves } = BUDGETS.default
      const ended = { waves: done, seconds: done === 0 ? 0 : elapsed * share }
      const left = timeLeft(BUDGETS.default, ended, elapsed)
      const needed = done === 0 ? 0 : (ended.seconds / done) * Math.max(0, waves.least - done)
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left).toBeLessThanOrEqual(Math.max(most, needed + 1e-9))
    }),
  )
})

test('while waves take equally long, time left falls by the second from the first that ended', () => {
  const [least, perWave] = [BUDGETS.default.waves.least, 50]
  for (let elapsed = perWave; elapsed < least * perWave; elapsed += 7) {
    const waves = Math.floor(elapsed / perWave)
    const left = timeLeft(BUDGETS.default, { waves, seconds: waves * perWave }, elapsed)
    expect(left).toBeCloseTo(least * perWave - elapsed, 9)
  }
})

test('seconds and rounds of a project’s own are for all servers, whether counts hold them or not', () => {
  expect(budgetFor('default', false, {})).toMatchObject({ seconds: 108, besideCounts: { seconds: 40, rounds: 10 } })
  expect(budgetFor('default', false, { rounds: 6 })).toEqual({
    ...BUDGETS.default,
    rounds: 6,
    besideCounts: { seconds: 40 },
  })
  expect(budgetFor('default', false, { seconds: 200 })).toEqual({
    ...BUDGETS.default,
    seconds: 200,
    besideCounts: undefined,
  })
})
