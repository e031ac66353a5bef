import { expect, test } from 'vitest'
import { summaryOf, titleOf } from '../../src/report/summary.ts'
import { cell, claim, report } from './cells.ts'
import { holding, invalid, red, unsure, update } from './reports.ts'

test.each([
  [holding, '49 hold · 2 scenarios, 5 servers · 1 min 38 s, 20 s per server'],
  [red, '48 hold, 4 regressed, 3 unsure, 1 improved · 2 scenarios, 6 servers · 1 min 52 s, 19 s per server'],
  [update, '20 hold, 1 regressed, 1 improved, 6 new · 2 scenarios, 3 servers · 56 s, 19 s per server'],
  [report([cell()]), '1 holds · 1 scenario, 1 server · 14 s, 14 s per server'],
])('the summary counts what came out (%#)', (any, text) => {
  expect(summaryOf(any)).toBe(text)
})

test.each([
  [invalid, 'Red: 2 invalid, 1 regressed of 16 metrics'],
  [unsure, 'Nothing regressed, but 31 of 49 metrics could not be decided'],
  [report([cell(), cell({ metric: 'memory' }), claim('a', 'b', 2)]), 'Nothing regressed in 2 metrics and 1 claim'],
  [report([claim('a', 'b', 2), claim('a', 'c', 2)]), 'Nothing regressed in 2 claims'],
  [{ ...update, written: [] }, 'Baseline update, old → new: no file was written'],
])('the title says the worst (%#)', (any, text) => {
  expect(titleOf(any)).toBe(text)
})
