import { expect, test } from 'vitest'
import { memoize } from '../../src/stats/memoize.ts'

test('the same numbers are asked for once, others are not mixed up with them', () => {
  const asked: number[][] = []
  const sum = memoize((a: number, b: number) => (asked.push([a, b]), a + b))
  expect([sum(1, 2), sum(1, 2), sum(2, 1), sum(12, 0), sum(1, 20)]).toEqual([3, 3, 3, 12, 21])
  expect(asked).toEqual([
    [1, 2],
    [2, 1],
    [12, 0],
    [1, 20],
  ])
})

test('an answer of 0 is an answer', () => {
  let asked = 0
  const nothing = memoize((a: number) => ((asked += 1), Math.min(a, 0)))
  expect([nothing(7), nothing(7), asked]).toEqual([0, 0, 1])
})

test('an error is thrown again, and nothing is kept of it', () => {
  const root = memoize((a: number) => {
    if (a < 0) throw new RangeError('below 0')
    return Math.sqrt(a)
  })
  expect(() => root(-1)).toThrow('below 0')
  expect(() => root(-1)).toThrow('below 0')
  expect(root(4)).toBe(2)
})
