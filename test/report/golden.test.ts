import { expect, test } from 'vitest'
import { markdownReport } from '../../src/report/markdown.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import {
  claims,
  counts,
  first,
  firstCounts,
  holding,
  hostile,
  invalid,
  limits,
  middleware,
  red,
  shown,
  sleep,
  uncounted,
  unsure,
  update,
} from './reports.ts'

const reports = Object.entries({
  red,
  holding,
  unsure,
  invalid,
  claims,
  limits,
  update,
  first,
  hostile,
  counts,
  middleware,
  shown,
  sleep,
  uncounted,
  firstCounts,
})

/** Read them, in a terminal of that width, before you accept a change with `-u`. */
test.each(reports)('a terminal shows the %s run as in its golden files', async (name, report) => {
  for (const columns of [80, 120]) {
    const table = terminalTable(report, { columns, colour: false })
    await expect(`${table}\n`).toMatchFileSnapshot(`golden/${name}.${columns}.txt`)
  }
})

test('colours are as in their golden file', async () => {
  const table = terminalTable(red, { columns: 120, colour: true })
  await expect(`${table}\n`).toMatchFileSnapshot('golden/red.colour.txt')
})

test.each(reports)('Markdown shows the %s run as in its golden file', async (name, report) => {
  await expect(markdownReport(report)).toMatchFileSnapshot(`golden/${name}.md`)
})
