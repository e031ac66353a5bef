import { expect, test } from 'vitest'
import { autocannonCompare, plainRule, type PlainRun } from '../../../bench/calibrate/rules.ts'

const run = (mean: number, deviation = 200): PlainRun => ({ mean, deviation, total: mean * 10 })

test('the plain rule is red from 10 % below the stored run on', () => {
  expect(plainRule(run(10_000), run(9_000))).toBe(true)
  expect(plainRule(run(10_000), run(9_001))).toBe(false)
  expect(plainRule(run(10_000), run(12_000))).toBe(false)
})

test('autocannon-compare asks for more than 5 % of the slower run', () => {
  expect(autocannonCompare(run(10_000), run(9_520))).toBe(true)
  expect(autocannonCompare(run(10_000), run(9_530))).toBe(false)
  expect(autocannonCompare(run(9_000), run(10_000))).toBe(false)
})

test('with requests as n, a spread of 40 % over the seconds does not keep 6 % from being significant', () => {
  expect(autocannonCompare(run(10_000, 4_000), run(9_400, 4_000))).toBe(true)
})

test('a difference within its error is not red, however large', () => {
  const few = { mean: 10, deviation: 8, total: 20 }
  expect(autocannonCompare(few, { ...few, mean: 8 })).toBe(false)
})
