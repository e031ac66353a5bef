import { expect, test } from 'vitest'
import { notes, reasonNotes, summaryOf, titleOf } from '../../src/report/remarks.ts'
import { sectionsOf } from '../../src/report/rows.ts'
import { visible } from '../../src/report/visible.ts'
import { cell, claim, HOME, report, scenarioOf, SMALL } from './cells.ts'
import { holding, invalid, red, unsure, update } from './reports.ts'

const rowsOf = (any: Parameters<typeof sectionsOf>[0]) => sectionsOf(any).flatMap(({ rows }) => rows)

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

test('reasons that differ in numbers only are told once, with the worst of them', () => {
  const told = reasonNotes(rowsOf(red), 'report.md', visible)
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/from 18 % on.*\(fastify, latency p90, and 2 more rows like it\)$/)
})

test('more than six kinds of reasons are counted', () => {
  const many = 'abcdefgh'
    .split('')
    .map((name) => cell({ server: name, verdict: 'unsure', reason: `because of ${name}` }))
  const told = reasonNotes(rowsOf(report(many)), 'report.md', visible)
  expect(told).toHaveLength(7)
  expect(told.at(-1)).toBe('2 more reasons are in report.md.')
})

test('a note about all scenarios is told once, another one names its own', () => {
  const scenarios = [scenarioOf(HOME, { notes: ['a', 'b'] }), scenarioOf(SMALL, { notes: ['b'] })]
  expect(notes(report([], { scenarios }), visible)).toEqual([`${HOME}: a`, 'b'])
})

test('skipped servers are counted by reason', () => {
  expect(notes(red, visible)).toEqual([
    '2 servers were skipped (flask, gunicorn): Python 3 with Flask is not installed',
    '1 server was skipped (tornado): Python 3 with Tornado is not installed',
  ])
})
