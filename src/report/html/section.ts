import type { Report } from '../../model/report.ts'
import { html, type Markup } from '../safe.ts'
import { scenarioDetails } from '../summary.ts'
import { machineLoad } from './machine-load.ts'
import type { PlacedSection, Places } from './places.ts'
import { serverDetails } from './server.ts'

/** Every number of a scenario: how it was measured, its servers in the order of the matrix, and the load of the machine. */
export function scenarioSection({ scenario, id, servers }: PlacedSection, report: Report, places: Places): Markup {
  const own = report.scenarios.find((one) => one.scenario === scenario)
  return html`<div><h3 id="${id}">${scenario}</h3>
<p class="details">${scenarioDetails(report, scenario, String).join(' · ')}</p>
${servers.map((server) => serverDetails(report, scenario, server, places))}
${own ? machineLoad(own) : null}</div>`
}
