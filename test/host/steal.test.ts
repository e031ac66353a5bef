import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stolenCores, stealIn } from '../../src/host/steal.ts'

test('steal is the 8th field of the cpu line, in ticks of 10 ms, and guests count once', () => {
  expect(stealIn('cpu  100 10 50 700 20 5 15 100 40 3\ncpu0 1 2 3 4 5 6 7 8 9 10\n')).toEqual({ steal: 1, total: 10 })
})

test.for(['', 'intr 1 2 3', 'cpu  1 2 3 4 5 6 7', 'cpu0 1 2 3 4 5 6 7 8 9 10', 'cpu  a b c d e f g h'])(
  '%j tells nothing',
  (stat) => {
    expect(stealIn(stat)).toBeNull()
  },
)

test('cores stolen are seconds stolen in a second', () => {
  expect(stolenCores({ steal: 1, total: 10 }, { steal: 1.5, total: 14 }, 2)).toBe(0.25)
})

test('a machine that cannot tell gives null, never 0', () => {
  expect(stolenCores(null, { steal: 1, total: 2 }, 1)).toBeNull()
  expect(stolenCores({ steal: 1, total: 2 }, null, 1)).toBeNull()
  expect(stolenCores({ steal: 1, total: 2 }, { steal: 1, total: 2 }, 0)).toBeNull()
})

test('any line of ten counts has a steal that is part of the total', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), (ticks) => {
      const found = stealIn(`cpu  ${ticks.join(' ')}\n`)
      expect(found?.steal).toBe((ticks[7] ?? 0) / 100)
      expect(found?.total).toBeGreaterThanOrEqual(found?.steal ?? 0)
    }),
  )
})
