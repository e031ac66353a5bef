import { METRICS } from '../../model/metrics.ts'
import { formatFactors, formatShare } from '../../model/units.ts'
import type { Change, Verdict } from '../../model/verdict.ts'
import { plural } from '../../model/wording.ts'
import { html, type Markup } from '../safe.ts'
import { severity, wordOf } from '../severity.ts'
import { formatCurrent, formatEstimate, formatValues } from '../value-texts.ts'
import { sign, wordMark } from './marks.ts'
import type { Contents } from './contents.ts'

/**
 * One verdict in the matrix, which leads to all that is known of it: its sign, how much changed, the interval, and a bar that holds the
 * interval against what is allowed. The values stand there, too, for whoever asks for them instead. Empty without a verdict.
 */
export function matrixCell(cell: Verdict | undefined, { report, placeOf }: Contents): Markup {
  if (!cell) return html`<td></td>`
  const word = wordOf(cell, report.mode)
  const [size, certainty] = changeTexts(cell)
  const { metric, current, baseline } = cell
  const was = current === null || baseline === null ? '' : `was ${formatCurrent({ ...cell, current: baseline })}`
  const withSign = (text: string | null) => (text === null ? wordMark(word) : html`${sign(word)} ${text}`)
  return html`<td class="${word}"><a href="#${placeOf(cell.scenario, cell.server, metric)}" title="${tooltip(cell)}"><span class="change"><b>${withSign(size)}</b> <small>${certainty}</small></span><span class="value"><b>${withSign(valueOf(cell))}</b> <small>${was}</small></span>${bar(cell)}</a></td>`
}

/** From so much more on, a multiple is shorter than percents, and better to read. */
const MULTIPLE = 9

/** `+15.8 %` and `±0.2`, `+26.4 %` and `[+20, +38]`, `×252` and `[×240, ×264]`; without a change the value of today. */
function changeTexts(cell: Verdict): readonly [size: string | null, certainty: string] {
  const { metric, change } = cell
  if (change === null) return [valueOf(cell), '']
  if (change.estimate >= MULTIPLE) {
    const [times = '', ...interval] = formatFactors(timesOf(change)).split(' ')
    return [times, interval.join(' ')]
  }
  const [number = '', unit = '', ...rest] = formatEstimate(metric, change).split(' ')
  return [`${number} ${unit}`.trimEnd(), rest.join(' ')]
}

function timesOf({ estimate, low, high }: Change): Parameters<typeof formatFactors>[0] {
  return { estimate: 1 + estimate, low: low === null ? null : 1 + low, high: high === null ? null : 1 + high }
}

/** Null where nothing was measured. */
function valueOf(cell: Verdict): string | null {
  return cell.current === null ? null : formatCurrent(cell)
}

function tooltip(cell: Verdict): string {
  const { metric, tolerance, launches } = cell
  const values = formatValues(cell)
  return [
    METRICS[metric].label,
    ...(values === null ? [] : [values]),
    `${formatShare(tolerance)} allowed`,
    plural(launches, 'launch', 'launches'),
  ].join(', ')
}

/** Where no change and the tolerance are on the bar, in percent of its width. The rest follows: the further right, the worse. */
const NO_CHANGE = 50
const TOLERATED = 75

/** The interval as a bar and the estimate as a mark on it, on a scale of tolerances. Null where there is nothing to hold against one. */
function bar(cell: Verdict): Markup | null {
  const { change, tolerance, metric } = cell
  if (change === null || !(tolerance > 0)) return null
  const [least, most] = METRICS[metric].better === 'higher' ? [change.high, change.low] : [change.low, change.high]
  const from = least === null ? 0 : onBar(cell, least)
  const to = most === null ? 100 : onBar(cell, most)
  return html`<i class="bar" style="--from:${Math.min(from, 97)}%;--to:${Math.max(to, from + 2)}%;--at:${onBar(cell, change.estimate)}%"></i>`
}

function onBar(cell: Verdict, fraction: number): number {
  const worse = severity({ ...cell, change: { estimate: fraction, low: null, high: null } })
  return Math.round(Math.min(100, Math.max(0, NO_CHANGE + (TOLERATED - NO_CHANGE) * worse)))
}
