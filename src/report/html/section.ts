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
${servers.map((server) => serverDetails(scenario, server, contents))}
${own ? machineLoad(own) : null}</div>`
}
