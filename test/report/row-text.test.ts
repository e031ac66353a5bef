import { expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import {
  changeText,
  detectableText,
  insteadOfNumbers,
  pairText,
  toleranceText,
  whyText,
} from '../../src/report/row-text.ts'
import { sectionsOf, type Row } from '../../src/report/rows.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { cell, noBaseline, report, server } from './cells.ts'
import { holding, red } from './reports.ts'

const firstRow = (any: Report) => sectionsOf(any)[0]?.rows[0] as Row
const rowOf = (change: Partial<Verdict>) => firstRow(report([cell(change)]))

test('a row of one cell is numbers', () => {
  const row = firstRow(red)
  const texts = [pairText(row), changeText(row), toleranceText(row), detectableText(row)]
  expect(texts).toEqual(['19.8k → 12.1k req/s', '−39 % [−44, −34]', '10 %', null])
  expect(insteadOfNumbers(row)).toBe('')
})

test('a folded row tells its throughput and its CPU per request', () => {
  const row = firstRow(holding)
  expect([pairText(row), changeText(row), toleranceText(row)]).toEqual([null, null, null])
  expect(insteadOfNumbers(row)).toBe('8.37k req/s · 106 µs CPU per request')
})

test('a doubt says what could have been seen, once', () => {
  const busy = rowOf({ verdict: 'unsure', reason: 'machine busy', detectable: 0.34 })
  expect(whyText(busy)).toEqual(['detects ≥ 34 %', 'machine busy'])
  const said = 'slowdowns from 34 % on'
  expect(whyText(rowOf({ verdict: 'unsure', reason: said, detectable: 0.34 }))).toEqual([said])
  expect(whyText(rowOf({ verdict: 'unsure', reason: 'too few', detectable: null }))).toEqual(['too few'])
})

test('a folded doubt says from which change to which its metrics could be seen', () => {
  const each = { verdict: 'unsure', reason: 'machine busy', detectable: 0.08 } as const
  const cells = server('fastify', { each, latencyP99: { ...each, detectable: 0.71 } })
  expect(detectableText(firstRow(report(cells)))).toBe('≥ 8–71 %')
})

test('what was measured but not compared shows its value and why', () => {
  const row = rowOf(noBaseline)
  expect(pairText(row)).toBe('– → 10.5k req/s')
  expect(insteadOfNumbers(row)).toBe('no baseline to compare with')
})
