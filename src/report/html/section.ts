import { details } from '../remarks.ts'
import type { Report } from '../../model/report.ts'
import type { Section } from '../rows.ts'
import { loadTable } from './load.ts'
import { html, type Markup } from './markup.ts'
import { serverFigures } from './server.ts'
import { rowsTable } from './table.ts'

/** One scenario: what was done, the table, and below it the figures of each server, worst first as in the table. */
export function scenarioSection(section: Section, report: Report, index: number): Markup {
  const { scenario, rows } = section
  const own = report.scenarios.find((one) => one.scenario === scenario)
  const servers = [...new Set(rows.map(({ server }) => server))]
  const tallies = servers.flatMap(
    (name) => report.servers.find((one) => one.scenario === scenario && one.server === name) ?? [],
  )
  const cellsOf = (server: string) =>
    report.verdicts.filter((cell) => cell.scenario === scenario && cell.server === server)
  return html`<section aria-labelledby="scenario-${index}"><h2 id="scenario-${index}">${scenario}</h2>
<p class="details">${details(report, scenario, (text) => text).join(' · ')}</p>
<div class="wide" role="region" aria-label="Verdicts of ${scenario}" tabindex="0">${rowsTable(rows, report, `Verdicts of ${scenario}`)}</div>
${tallies.map((tally) => serverFigures(report, tally, cellsOf(tally.server)) ?? html``)}
${own ? loadTable(own) : null}</section>`
}
