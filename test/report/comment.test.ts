import { expect, test } from 'vitest'
import { commentText, withoutReport } from '../../src/report/comment.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { report, server } from './cells.ts'
import { hostile, red } from './reports.ts'

const RUN = 'https://github.com/a/b/actions/runs/1'

test('a comment is the Markdown report and the address of the run', () => {
  expect(commentText(red, RUN)).toBe(
    `${markdownReport(red)}\n[The run, with its log and the reports to download](${RUN})\n`,
  )
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

test('a run without a report is told, with its address', () => {
  expect(withoutReport(RUN)).toContain(`(${RUN})`)
})
