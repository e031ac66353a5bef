import { expect, test } from 'vitest'
import { listNotes, listReasons } from '../../src/report/notes.ts'
import { sectionsOf } from '../../src/report/rows.ts'
import { visible } from '../../src/report/safe.ts'
import { cell, HOME, report, scenarioOf, SMALL } from './cells.ts'
import { red } from './reports.ts'

const rowsOf = (any: Parameters<typeof sectionsOf>[0]) => sectionsOf(any).flatMap(({ rows }) => rows)

test('reasons that differ in numbers only are one note, with the worst of them', () => {
  const notes = listReasons(rowsOf(red), 'report.md', visible)
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatch(/from 18 % on.*\(fastify, latency p90, and 2 more rows like it\)$/)
})

test('a reason that is a whole sentence has no full stop before what it is about', () => {
  const cells = [cell({ verdict: 'unsure', reason: 'Say so, if that is the right answer.' })]
  expect(listReasons(rowsOf(report(cells)), 'report.md', visible)).toEqual([
    'Say so, if that is the right answer (fastify, throughput)',
  ])
})

test('more than six kinds of reasons are counted', () => {
  const many = 'abcdefgh'
    .split('')
    .map((name) => cell({ server: name, verdict: 'unsure', reason: `because of ${name}` }))
  const notes = listReasons(rowsOf(report(many)), 'report.md', visible)
  expect(notes).toHaveLength(7)
  expect(notes.at(-1)).toBe('2 more reasons are in report.md.')
})

/** The notes of a report in which all scenarios but one have the same note. */
function notesOn(...titles: string[]): readonly string[] {
  const scenarios = ['none', ...titles].map((title) => scenarioOf(title, { notes: title === 'none' ? [] : ['a'] }))
  return listNotes(report([], { scenarios }), visible)
}

test('a note about several scenarios names them, and of many the first ones', () => {
  expect(notesOn('one', 'two', 'three')).toEqual(['one, two and three: a'])
  expect(notesOn('one', 'two', 'three', 'four')).toEqual(['one, two and 2 more scenarios: a'])
})

test('a note about all scenarios is one note, another one names its own', () => {
  const scenarios = [scenarioOf(HOME, { notes: ['a', 'b'] }), scenarioOf(SMALL, { notes: ['b'] })]
  expect(listNotes(report([], { scenarios }), visible)).toEqual([`${HOME}: a`, 'b'])
})

test('skipped servers are counted by reason', () => {
  expect(listNotes(red, visible)).toEqual([
    '2 servers were skipped (flask, gunicorn): Python 3 with Flask is not installed',
    '1 server was skipped (tornado): Python 3 with Tornado is not installed',
  ])
})
