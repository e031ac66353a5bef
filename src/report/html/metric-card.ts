import { METRICS } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { plural } from '../../model/wording.ts'
import { valueTitles } from '../row-texts.ts'
import { oneLine, html, type Markup } from '../safe.ts'
import { wordOf } from '../severity.ts'
import { formatEstimate, formatValues } from '../value-texts.ts'
import { launchPlot, type LaunchValues } from './launches.ts'
import { withCode, wordMark } from './marks.ts'

/** What a card shows beside its verdict. */
type Surroundings = {
  readonly mode: Report['mode']
  /** The card's address; null without one. */
  readonly place: string | null
  readonly launches: LaunchValues | undefined
  readonly recorded: Markup | null
}

/** One metric of one server: the verdict, all of its numbers, its launches, what was recorded before, and why. */
export function metricCard(cell: Verdict, { mode, place, launches, recorded }: Surroundings): Markup {
  const { metric, change, reason } = cell
  const word = wordOf(cell, mode)
  const titles = valueTitles({ mode })
  const values = formatValues(cell)
  const numbers = [...(values === null ? [] : [`${titles.join(' → ')}: ${values}`]), ...factsOf(cell)]
  return html`<div class="card ${word}"${place === null ? null : html` id="${place}"`}><p>${wordMark(word)} <b>${METRICS[metric].label}</b>${change === null ? null : html` <b class="size">${formatEstimate(metric, change)}</b>`}</p>
<p class="numbers">${numbers.join(' · ')}</p>
${launchPlot(cell, launches, titles)}${recorded}${reason === null || word === 'new' ? null : html`<p class="reason">${withCode(oneLine(reason))}</p>`}</div>`
}

function factsOf({ tolerance, launches, detectable, verdict }: Verdict): readonly string[] {
  return [
    `${formatShare(tolerance)} allowed`,
    plural(launches, 'launch', 'launches'),
    ...(verdict === 'unsure' && detectable !== null ? [`detects ≥ ${formatShare(detectable)}`] : []),
  ]
}
