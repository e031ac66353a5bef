import { METRIC_NAMES, METRICS, type Metric } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { formatShare } from '../../model/units.ts'
import { isStated, type Verdict } from '../../model/verdict.ts'
import { headline } from '../headline.ts'
import { oneLine, html, type Markup } from '../safe.ts'
import { wordOf } from '../severity.ts'
import { scenarioDetails } from '../summary.ts'
import { sign } from './marks.ts'
import { matrixCell } from './matrix-cell.ts'
import type { PlacedSection, Contents } from './contents.ts'

/** The servers of a scenario × its metrics, one cell per verdict, counted metrics first; and below them what is claimed and limited. */
export function matrixOf(section: PlacedSection, contents: Contents): Markup {
  const { scenario, servers, id } = section
  const { report } = contents
  const own = report.verdicts.filter((cell) => cell.scenario === scenario)
  const cells = own.filter((cell) => !isStated(cell))
  const metrics = METRIC_NAMES.filter((metric) =>
    cells.some((cell) => cell.metric === metric && !standsAlone(cell, cells)),
  )
  const details = scenarioDetails(report, scenario, String).join(' · ')
  return html`<section class="scenario" aria-labelledby="${id}-matrix"><div class="title"><h2 id="${id}-matrix"><a href="#${id}">${scenario}</a></h2><p class="details">${details}</p></div>
${
  servers.length === 0
    ? null
    : html`<div class="wide" role="region" aria-label="Verdicts of ${scenario}" tabindex="0"><table class="matrix" style="--metrics:${metrics.length}"><caption class="hidden">Verdicts of ${scenario}: a row per server, a column per metric</caption>
<thead><tr><th scope="col">server</th>${metrics.map((metric) => metricTitle(metric, cells))}</tr></thead>
<tbody>${servers.map((server) =>
        matrixRow(
          cells.filter((cell) => cell.server === server),
          metrics,
          contents,
        ),
      )}</tbody></table></div>`
}
${claimList(own.filter(isStated), report)}</section>`
}

/** Whether the cell is all that there is of a server whose measurement cannot be used. */
function standsAlone({ server, verdict }: Verdict, cells: readonly Verdict[]): boolean {
  return verdict === 'invalid' && cells.filter((cell) => cell.server === server).length === 1
}

/** With what is allowed, where it is the same for all servers. */
function metricTitle(metric: Metric, cells: readonly Verdict[]): Markup {
  const tolerances = new Set(cells.filter((cell) => cell.metric === metric).map(({ tolerance }) => tolerance))
  const [tolerance = 0] = tolerances
  const allowed = tolerances.size === 1 && tolerance > 0 ? html`<small>${formatShare(tolerance)}</small>` : null
  return html`<th scope="col">${METRICS[metric].label}${allowed === null ? null : html` ${allowed}`}</th>`
}

function matrixRow(own: readonly Verdict[], metrics: readonly Metric[], contents: Contents): Markup {
  const [first] = own
  if (!first) return html``
  const place = contents.placeOf(first.scenario, first.server)
  const alone = standsAlone(first, own)
  return html`<tr><th scope="row"><a href="#${place}">${first.server}</a></th>${
    alone
      ? html`<td class="alone invalid" colspan="${Math.max(1, metrics.length)}"><a href="#${place}"><b>${sign('invalid')} invalid</b> <span>${oneLine(first.reason ?? '')}</span></a></td>`
      : metrics.map((metric) =>
          matrixCell(
            own.find((cell) => cell.metric === metric),
            contents,
          ),
        )
  }</tr>`
}

function claimList(claims: readonly Verdict[], { mode }: Report): Markup | null {
  if (claims.length === 0) return null
  return html`<ul class="claims">${claims.map((cell) => html`<li class="${cell.verdict}">${sign(wordOf(cell, mode))} ${headline(cell, String)}</li>`)}</ul>`
}
