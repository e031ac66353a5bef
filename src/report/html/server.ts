import { formatQuantity, formatShare } from '../../model/units.ts'
import { WORST_FIRST, type Verdict, type Word } from '../../model/verdict.ts'
import type { Report } from '../../model/report.ts'
import { valueTitles } from '../rows.ts'
import { latencyCurves } from './curves.ts'
import { html, type Markup } from './markup.ts'
import { stripPlot } from './strips.ts'
import { wordMark } from './table.ts'

type Tally = Report['servers'][number]

/** All that is known of one server in one scenario, folded unless somebody should look. Null where there is nothing to draw. */
export function serverFigures(report: Report, tally: Tally, cells: readonly Verdict[]): Markup | null {
  const titles = valueTitles(report)
  const strips = stripPlot(cells, tally.values ?? {}, titles)
  const curves = tally.latencies ? latencyCurves(cells, tally.latencies, titles) : null
  if (strips === null && curves === null) return null
  const worst = worstOf(cells)
  return html`<details${worst === 'invalid' || worst === 'regressed' ? html` open` : null}><summary><b>${tally.server}</b> ${worst === null ? null : wordMark(worst)} <span>${factsOf(tally, cells).join(' · ')}</span></summary>
<div class="figures">${strips}${curves}</div></details>`
}

function worstOf(cells: readonly Verdict[]): Word | null {
  return (
    cells.map(({ verdict }) => verdict).toSorted((a, b) => WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b))[0] ?? null
  )
}

function factsOf(
  { launches, windows, requests, errors, gc, eventLoopUtilisation }: Tally,
  cells: readonly Verdict[],
): readonly string[] {
  const cpu = cells.find(({ metric, outpaces }) => metric === 'cpuPerRequest' && !outpaces)?.current ?? null
  return [
    `${launches} launches, ${windows} windows, ${requests} requests`,
    ...(errors === 0 ? [] : [`${errors} failed`]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, 's')} CPU per request`]),
    ...(gc === null ? [] : [`${formatShare(gc)} of a core collects garbage`]),
    ...(eventLoopUtilisation === null ? [] : [`event loop ${formatShare(eventLoopUtilisation)} busy`]),
  ]
}
