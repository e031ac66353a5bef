import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commentText, commentWithoutReport, markdownReport } from '../../src/report/markdown.ts'
import { anyReport } from './any-report.ts'
import { report, server } from './cells.ts'
import { holding, hostile, red, unsure, update } from './reports.ts'

const linesOf = (text: string) => text.split('\n')

/** Pipes that end a cell: an even number of backslashes before them. */
const delimiters = (line: string) => line.match(/(?<!\\)(?:\\\\)*\|/g)?.length ?? 0

test('every row of a table has as many cells as its header', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      const rows = linesOf(markdownReport(any)).filter((line) => line.startsWith('|'))
      for (const row of rows) expect(delimiters(row)).toBe(9)
    }),
    { numRuns: 300 },
  )
})

test('what a user wrote adds no line, no HTML, no mention and no command of a CI system', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      const text = markdownReport(any)
      expect(text).not.toMatch(/[<>]|[^\P{C}\n]/u)
      expect(text).not.toMatch(/@(?!&#8203;)|^\s*::|##\w*\[/m)
      for (const line of linesOf(text)) expect(line).toMatch(/^(?:$|#{2,3} |\| |- |\d)/)
    }),
    { numRuns: 300 },
  )
})

test.each([
  [red, '## Red: 4 regressed of 64 metrics'],
  [holding, '## Nothing regressed in 56 metrics'],
  [unsure, '## Nothing regressed, but 37 of 56 metrics could not be decided'],
  [update, '## Baseline update, old → new: 2 files written'],
])('what came out is said first (%#)', (any, title) => {
  expect(linesOf(markdownReport(any))[0]).toBe(title)
})

test('a folded row that leaves a doubt names its metrics', () => {
  expect(markdownReport(unsure)).toContain('| throughput, latency p50, latency p90, latency p95, latency p99 |')
})

const RUN = 'https://github.com/a/b/actions/runs/1'

test('a comment is the Markdown report and a link to the run', () => {
  expect(commentText(red, RUN)).toBe(`${markdownReport(red)}\n[Log and reports of this run](${RUN})\n`)
})

test('one that GitHub would refuse for its length keeps what is red, and leaves the tables out', () => {
  const cells = Array.from({ length: 400 }, (_, index) =>
    server(`server ${index} ${'<'.repeat(150)}`, {
      each: { verdict: 'regressed', change: { estimate: 1, low: 0.5, high: 2 } },
    }),
  ).flat()
  const text = commentText(report(cells), RUN)
  expect(text.length).toBeLessThan(65_536)
  expect(text).toContain('regressed')
  expect(text).toContain('too long')
  expect(text).not.toContain('| --- |')
})

test('a hostile report is as harmless as in Markdown', () => {
  expect(commentText(hostile, RUN)).toContain(markdownReport(hostile))
})

test('the comment on a run without a report has a link to the run', () => {
  expect(commentWithoutReport(RUN)).toContain(`(${RUN})`)
})
