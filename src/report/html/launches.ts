import { METRICS } from '../../model/metrics.ts'
import { formatChange, formatWholeChange } from '../../model/units.ts'
import type { Change, Verdict } from '../../model/verdict.ts'
import { plural } from '../../model/wording.ts'
import { median } from '../../stats/summary.ts'
import { html, trusted, type Markup } from '../safe.ts'
import { axisFor, WIDTH, type Axis } from './axis.ts'

/** The launches of one metric, drawn. */

/** One value per launch, in base units. */
export type LaunchValues = { readonly before: readonly number[]; readonly now: readonly number[] }

const HEIGHT = 66
const LANES = { before: 13, interval: 33, now: 53 } as const

/** Of an axis of counts, which differ by so little that timed ones would be a dot on it: to the tolerance, and a little more. */
const BEYOND_TOLERANCE = 1.5
const NARROWEST = 0.06

/**
 * Every launch as a dot, before above and now below, as changes against the median before; between them the interval of the change; shaded
 * what is worse than tolerated. Null where there is nothing to compare.
 */
export function launchPlot(
  cell: Verdict,
  values: LaunchValues | undefined,
  titles: readonly [string, string],
): Markup | null {
  if (!values || values.before.length === 0 || values.now.length === 0) return null
  const middle = median(values.before)
  if (!(middle > 0)) return null
  const [before, now] = [values.before, values.now].map((all) => all.map((value) => value / middle - 1)) as [
    number[],
    number[],
  ]
  const { metric, change } = cell
  const limit = limitOf(cell)
  const narrowest = Math.min(NARROWEST, Math.max(Math.abs(limit) * BEYOND_TOLERANCE, 0.001))
  const axis = axisFor([...before, ...now, ...boundsOf(change), limit], narrowest)
  const description = `${METRICS[metric].label}: ${titles[0]} ${describe(before)}, ${titles[1]} ${describe(now)}${change === null ? '' : `, change ${formatChange(change.estimate)}`}`
  return html`<div class="launches"><div class="lanes" aria-hidden="true"><span>${titles[0]}</span><span>${titles[1]}</span></div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${description}">${beyond(cell, axis)}<path class="zero" d="M${axis.at(0)} 0V${HEIGHT}"/>${dots('before', before, LANES.before, axis)}${dots('now', now, LANES.now, axis)}${
    change === null ? null : interval(change, axis)
  }</svg><div class="axis" aria-hidden="true">${axis.ticks.map(({ change: at, place }) => html`<span style="left:${place / 10}%">${formatWholeChange(at)}</span>`)}</div></div>`
}

/** The largest change for the worse that is tolerated. */
function limitOf({ metric, tolerance }: Verdict): number {
  return METRICS[metric].better === 'higher' ? -tolerance : tolerance
}

function boundsOf(change: Change | null): readonly number[] {
  return change === null ? [] : [change.estimate, change.low, change.high].filter((bound) => bound !== null)
}

function describe(changes: readonly number[]): string {
  return `${plural(changes.length, 'launch', 'launches')} from ${formatChange(Math.min(...changes))} to ${formatChange(Math.max(...changes))}`
}

function beyond(cell: Verdict, axis: Axis): Markup {
  const limit = axis.at(limitOf(cell))
  const [from, width] = METRICS[cell.metric].better === 'higher' ? [0, limit] : [limit, WIDTH - limit]
  return html`<rect class="beyond" x="${from}" y="0" width="${width}" height="${HEIGHT}"/><path class="limit" d="M${limit} 0V${HEIGHT}"/>`
}

/** An open bound is drawn to the end of the axis. */
function interval({ estimate, low, high }: Change, axis: Axis): Markup {
  const [from, to] = [low === null ? 0 : axis.at(low), high === null ? WIDTH : axis.at(high)]
  const ends = [...(low === null ? [] : [from]), ...(high === null ? [] : [to])]
  const y = LANES.interval
  return html`<path class="interval" d="M${from} ${y}H${to}${trusted(ends.map((end) => `M${end} ${y - 5}v10`).join(''))}"/><path class="estimate" d="M${axis.at(estimate)} ${y - 8}v16"/>`
}

/** In launches that come out alike, dots would hide each other in one line. */
const JITTER = [0, -5, 5, -2.5, 2.5] as const

/** Lines of no length with round ends: they stay round however wide the drawing is, and take a few bytes each. */
function dots(name: string, changes: readonly number[], lane: number, axis: Axis): Markup {
  return html`<path class="${name}" d="${trusted(changes.map((change, index) => `M${axis.at(change)} ${lane + (JITTER[index % JITTER.length] ?? 0)}h0`).join(''))}"/>`
}
