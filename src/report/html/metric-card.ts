import { METRICS } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { valueTitles } from '../row-texts.ts'
import { oneLine, html, type Markup } from '../safe.ts'
import { wordOf } from '../severity.ts'
import { formatEstimate, formatValues } from '../value-texts.ts'
import { launchPlot, type LaunchValues } from './launches.ts'
import { wordMark } from './marks.ts'

/** One metric of one server: the verdict, all of its numbers, its launches, and why. `place` is its address, if it has one. */
export function metricCard(
  cell: Verdict,
  report: Report,
  launches: LaunchValues | undefined,
  place: string | null,
): Markup {
  const { metric, change, reason } = cell
  const word = wordOf(cell, report.mode)
  const [before, now] = valueTitles(report)
  const values = formatValues(cell)
  return html`<div class="card ${word}"${place === null ? null : html` id="${place}"`}><p>${wordMark(word)} <b>${METRICS[metric].label}</b>${change === null ? null : html` <b class="size">${formatEstimate(metric, change)}</b>`}</p>
<p class="numbers">${[...(values === null ? [] : [`${before} → ${now}: ${values}`]), ...factsOf(cell)].join(' · ')}</p>
${launchPlot(cell, launches, [before, now])}${reason === null || word === 'new' ? null : html`<p class="reason">${oneLine(reason)}</p>`}</div>`
}

function factsOf({ tolerance, launches, detectable, verdict }: Verdict): readonly string[] {
  return [
    `${formatShare(tolerance)} allowed`,
    `${launches} ${launches === 1 ? 'launch' : 'launches'}`,
    ...(verdict === 'unsure' && detectable !== null ? [`detects ≥ ${formatShare(detectable)}`] : []),
  ]
}
