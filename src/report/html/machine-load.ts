import type { Report } from '../../model/report.ts'
import { html, type Markup } from '../safe.ts'

/** What else used the CPU in each wave of a scenario, in cores. Null where nobody knows. */
export function machineLoad({ load = [] }: Report['scenarios'][number]): Markup | null {
  if (load.length === 0) return null
  const all = load.flatMap(({ generator, others, stolen }) => [generator ?? 0, others ?? 0, stolen ?? 0])
  const most = Math.max(...all, 1)
  const cell = (cores: number | null) =>
    cores === null
      ? html`<td>–</td>`
      : html`<td><span class="bar" style="--share:${Math.round((100 * cores) / most)}%">${cores.toFixed(2)}</span></td>`
  return html`<details class="load"><summary>Load of the machine: cores used beside the servers, per wave</summary><table>
<thead><tr><th scope="col">wave</th><th scope="col">load generator</th><th scope="col">other programs</th><th scope="col">taken by the hypervisor</th></tr></thead>
<tbody>${load.map(({ wave, generator, others, stolen }) => html`<tr><th scope="row">${wave + 1}</th>${cell(generator)}${cell(others)}${cell(stolen)}</tr>`)}</tbody></table></details>`
}
