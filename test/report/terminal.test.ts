import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { terminalTable } from '../../src/report/terminal.ts'
import { displayWidth } from '../../src/report/screen.ts'
import { anyReport } from './any-report.ts'
import { cell, changed, claim, counted, countedReport, report, server } from './cells.ts'
import { counts, hostile, red, uncounted } from './reports.ts'

const CONTROL = /[^\P{C}\n]/u

const linesOf = (text: string) => text.split('\n')

test('no line is wider than the terminal', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 40, max: 200 }), (any, columns) => {
      for (const line of linesOf(terminalTable(any, { columns, colour: false }))) {
        expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      }
    }),
    { numRuns: 200 },
  )
})

test('nothing in a name moves the cursor, hides, or starts a command of a CI system', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      const table = terminalTable(any, { columns: 120, colour: false })
      expect(table).not.toMatch(CONTROL)
      expect(table).not.toMatch(/^\s*::|##\w*\[/m)
    }),
    { numRuns: 200 },
  )
})

test('colours are an addition: without them the text is the same', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 40, max: 200 }), (any, columns) => {
      const coloured = terminalTable(any, { columns, colour: true })
      expect(stripVTControlCharacters(coloured)).toBe(terminalTable(any, { columns, colour: false }))
    }),
    { numRuns: 100 },
  )
})

test.each([40, 80, 120, 200])(
  'columns stand below each other whatever the names are made of, at %i columns',
  (columns) => {
    const lines = linesOf(terminalTable(hostile, { columns, colour: false }))
    const starts = lines.flatMap((line) => {
      const at = line.search(/ (?:all(?: 8)?|7 of 8|throughput|memory|metric) /)
      return at < 0 || !/^(?:verdict|holds|regressed|unsure|invalid) /.test(line)
        ? []
        : [displayWidth(line.slice(0, at))]
    })
    expect(starts.length).toBeGreaterThan(8)
    expect(new Set(starts).size).toBe(1)
  },
)

const ROW = /^(?:regressed|unsure|improved|holds) {2}/

const rowsAt = (columns: number) =>
  linesOf(terminalTable(red, { columns, colour: false })).filter((line) => ROW.test(line))

test('a narrow terminal gets fewer columns, never fewer rows', () => {
  expect(rowsAt(40)).toHaveLength(rowsAt(200).length)
  expect(rowsAt(40).every((row) => displayWidth(row) <= 40)).toBe(true)
})

test('a row without numbers moves to the left before it is cut, and the others like it move with it', () => {
  const rows = rowsAt(88).filter((row) => row.startsWith('holds'))
  expect(rows.filter((row) => row.endsWith('…'))).toEqual([])
  expect(new Set(rows.map((row) => row.search(/(?<= (?:all 8|\d of 8) +)[^ ]/))).size).toBe(1)
})

test.each([40, 50, 60, 80, 120])(
  'a claim has no value of its own beside how many times better the server is, at %i columns',
  (columns) => {
    const slower = server('koa', { throughput: changed('regressed', 0.8, 0.02) })
    const table = terminalTable(report([...slower, claim('h3', 'koa', 1.1, changed('holds', 1.1, 0.01))]), {
      columns,
      colour: false,
    })
    expect(table).toMatch(/^holds +h3 +throughput +×1\.21 /m)
  },
)

test('a terminal that is too narrow to say anything counts as 40 columns', () => {
  expect(terminalTable(red, { columns: 0, colour: false })).toBe(terminalTable(red, { columns: 40, colour: false }))
})

test('a report without verdicts says that nothing was measured', () => {
  const skipped = [{ server: 'flask', reason: 'Python 3 with Flask is not installed' }]
  const table = terminalTable(report([], { skipped }), { columns: 120, colour: false })
  expect(table).toContain('Nothing was measured')
  expect(table).toContain('1 server was skipped (flask): Python 3 with Flask is not installed')
})

test('the report files are named where they are', () => {
  const table = terminalTable(red, { columns: 120, colour: false, scratch: 'out/gate' })
  expect(table).toContain('out/gate/report.html')
})

test('a reason that the row shows in full is not repeated', () => {
  const unsure = report([
    cell({ verdict: 'unsure', reason: 'no baseline to compare with', change: null }),
    ...server('b'),
  ])
  expect(terminalTable(unsure, { columns: 120, colour: false }).match(/no baseline/g)).toHaveLength(1)
})

test('the table of sixteen servers in four scenarios fits on one screen when nothing is wrong', () => {
  for (const columns of [80, 120, 160]) {
    expect(linesOf(terminalTable(counts, { columns, colour: false })).length).toBeLessThanOrEqual(38)
    for (const rows of [24, 30])
      expect(linesOf(terminalTable(counts, { columns, rows, colour: false })).length).toBeLessThanOrEqual(rows - 2)
  }
})

test('on a low screen, what holds is said in a line per scenario, and everything else has its row', () => {
  const low = { columns: 80, rows: 24, colour: false }
  expect(terminalTable(counts, low)).toBe(
    [
      'small answer at 32 connections: 4 servers hold: fastify, fastify-cluster-1, fas…',
      'workers: 13 bytes at 400 connections: 7 servers hold: fastify-cluster-1, fastif…',
      'home page at 4 connections: 4 servers hold: express, fastify, fastify-on-http, …',
      'the classics: home page, 4 new connections at a time: 7 servers hold: fastify, …',
      '',
      '16 servers: instructions hold, exact to 0.01–0.03 %. Timed: 132 hold, 4',
      'improved, 40 cannot be told on this machine today · 4 scenarios · 5 min 8 s,',
      '19 s per server',
    ].join('\n'),
  )
  const many = Array.from({ length: 30 }, (_, index) => counted(`server-${index}`)).concat(
    counted('better', changed('improved', 0.9, 0.002)),
  )
  const lines = linesOf(terminalTable(countedReport(many), low))
  expect(lines[2]).toMatch(/^improved +better +instructions/)
  expect(lines[3]).toMatch(/^30 servers hold: server-0, server-1/)
})

test('a red table is as tall as it takes, and so is one that nobody knows the screen of', () => {
  const low = { columns: 80, rows: 10, colour: false }
  expect(terminalTable(red, low)).toBe(terminalTable(red, { columns: 80, colour: false }))
  expect(terminalTable(counts, { ...low, rows: 100 })).toBe(terminalTable(counts, { columns: 80, colour: false }))
})

test('on any screen, however low, no line is too wide, and nothing in a name acts', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 5, max: 30 }), (any, rows) => {
      const text = terminalTable(any, { columns: 80, rows, colour: false })
      for (const line of linesOf(text)) expect(displayWidth(line)).toBeLessThanOrEqual(80)
      expect(text).not.toMatch(/^\s*::|##\w*\[/m)
    }),
  )
})

test('whoever has no valgrind reads once what would make the gate sharper', () => {
  const text = terminalTable(uncounted, { columns: 120, colour: false })
  expect(text.match(/not counted/g)).toHaveLength(1)
  expect(text).toContain('valgrind is not installed (apt-get install valgrind)')
})
