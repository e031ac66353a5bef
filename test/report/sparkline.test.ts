import { expect, test } from 'vitest'
import { sparkline } from '../../src/report/sparkline.ts'

test('from the least to the most', () => {
  expect(sparkline([1, 2, 4, 8], [])).toBe('▁▃▆█')
})

test('what hardly differs is drawn alike', () => {
  expect(new Set(sparkline([100, 100.5, 100.2], [])).size).toBeLessThanOrEqual(2)
  expect(sparkline([5], [])).toBe('▅')
})

test('a break stands between two yardsticks, each with a scale of its own', () => {
  expect(sparkline([1, 2, 1000, 2000], [2])).toBe('▁█│▁█')
})

test('what was not recorded is a dot', () => {
  expect(sparkline([1, null, 2], [])).toBe('▁·█')
  expect(sparkline([], [])).toBe('')
})
