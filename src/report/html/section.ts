import type { Report } from '../../model/report.ts'
import { requestLines, requestTitles } from '../request-lines.ts'
import { html, type Markup } from '../safe.ts'
import { scenarioDetails } from '../summary.ts'
import { machineLoad } from './machine-load.ts'
import type { PlacedSection, Contents } from './contents.ts'
import { serverDetails } from './server.ts'

/** Every number of a scenario: how it was measured, its servers in the order of the matrix, and the load of the machine. */
export function scenarioSection({ scenario, id, servers }: PlacedSection, contents: Contents): Markup {
  const { report } = contents
  const own = report.scenarios.find((one) => one.scenario === scenario)
  return html`<div class="scenario-numbers"><h3 id="${id}">${scenario}</h3>
<p class="details">${scenarioDetails(report, scenario, String).join(' · ')}</p>
${requestTable(report, scenario)}${servers.map((server) => serverDetails(scenario, server, contents))}
${own ? machineLoad(own) : null}</div>`
}

/** The requests of a mix or the steps of a flow, each with its own latencies. Null where one request is asked. */
function requestTable(report: Report, scenario: string): Markup | null {
  const lines = requestLines(report, scenario)
  if (lines.length === 0) return null
  return html`<div class="wide" role="region" aria-label="Requests of ${scenario}" tabindex="0"><table class="requests"><caption class="hidden">Requests of ${scenario}: a row per request, with its latencies</caption>
<thead><tr>${requestTitles().map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${lines.map(([name = '', ...texts]) => html`<tr><th scope="row">${name}</th>${texts.map((text) => html`<td>${text}</td>`)}</tr>`)}</tbody></table></div>
`
}
