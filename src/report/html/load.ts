import type { Report } from '../../model/report.ts'
import { html, type Markup } from './markup.ts'

type Scenario = Report['scenarios'][number]

/** What else was at work, wave by wave: in cores. Null where nobody knows. */
export function loadTable({ load = [] }: Scenario): Markup | null {
  if (load.length === 0) return null
  const most = Math.max(
    ...load.flatMap(({ generator, others, stolen }) => [generator ?? 0, others ?? 0, stolen ?? 0]),
    1,
  )
  const cell = (cores: number | null) =>
    cores === null
      ? html`<td>–</td>`
      : html`<td><span class="bar" style="--share:${Math.round((100 * cores) / most)}%">${cores.toFixed(2)}</span></td>`
  return html`<details class="load"><summary>Cores at work beside the servers, wave by wave</summary><table>
<thead><tr><th scope="col">wave</th><th scope="col">load generator</th><th scope="col">other programs</th><th scope="col">taken by the hypervisor</th></tr></thead>
<tbody>${load.map(({ wave, generator, others, stolen }) => html`<tr><th scope="row">${wave + 1}</th>${cell(generator)}${cell(others)}${cell(stolen)}</tr>`)}</tbody></table></details>`
}
