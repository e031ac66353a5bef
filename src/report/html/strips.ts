import { METRICS, type Metric } from '../../model/metrics.ts'
import { formatChange, formatWholeChange } from '../../model/units.ts'
import type { Change, Verdict } from '../../model/verdict.ts'
import { median } from '../../stats/summary.ts'
import { byMetric } from '../severity.ts'
import { formatEstimate, formatCurrent } from '../value-texts.ts'
import { html, trusted, type Markup } from '../safe.ts'

/** A strip plot of one server: a strip per metric, all on one axis of changes. */

/** One value per launch of one metric, in base units. */
export type LaunchValues = { readonly before: readonly number[]; readonly now: readonly number[] }

/** One metric, and its launches as changes against the median of the launches before. */
type Strip = { readonly cell: Verdict; readonly before: readonly number[]; readonly now: readonly number[] }

const HEIGHT = 40
const LANES = { before: 12, now: 28 } as const

/**
 * Every launch of before and of now, the interval of the change, and the side on which a change is worse than tolerated. Null where no metric
 * was compared.
 */
export function stripPlot(
  cells: readonly Verdict[],
  values: Readonly<Partial<Record<Metric, LaunchValues>>>,
  titles: readonly [string, string],
): Markup | null {
  const strips = cells
    .filter(({ outpaces }) => !outpaces)
    .toSorted(byMetric)
    .flatMap((cell) => stripOf(cell, values[cell.metric]) ?? [])
  if (strips.length === 0) return null
  const axis = axisFor(strips.flatMap(changesIn))
  return html`<figure class="strips"><figcaption>One dot per launch, against the median of <i class="key before"></i> ${titles[0]}: <i class="key now"></i> ${titles[1]},
<i class="key interval"></i> interval of the change, <i class="key beyond"></i> worse than tolerated</figcaption>
${strips.map((strip) => stripRow(strip, axis))}
<div class="axis" aria-hidden="true"><span></span><div>${axis.ticks.map(({ change, place }) => html`<span style="left:${place / 10}%">${formatWholeChange(change)}</span>`)}</div></div>
</figure>`
}

function stripOf(cell: Verdict, values: LaunchValues | undefined): Strip | null {
  if (!values || values.before.length === 0 || values.now.length === 0) return null
  const middle = median(values.before)
  if (!(middle > 0)) return null
  const changes = (launches: readonly number[]) => launches.map((value) => value / middle - 1)
  return { cell, before: changes(values.before), now: changes(values.now) }
}

function changesIn({ cell, before, now }: Strip): readonly number[] {
  return [...before, ...now, ...(cell.change ? [cell.change.estimate] : []), limitOf(cell)]
}

/** The largest change for the worse that is tolerated. */
function limitOf({ metric, tolerance }: Verdict): number {
  return METRICS[metric].better === 'higher' ? -tolerance : tolerance
}

function stripRow({ cell, before, now }: Strip, axis: Axis): Markup {
  const { metric, change } = cell
  const { label } = METRICS[metric]
  const figures = [formatCurrent(cell), ...(change === null ? [] : [formatEstimate(metric, change)])].join(', ')
  const description = `${label}: before ${describe(before)}, now ${describe(now)}${change === null ? '' : `, change ${formatChange(change.estimate)}`}`
  return html`<div class="strip"><div class="what"><b>${label}</b> <span>${figures}</span></div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${description}">${beyond(cell, axis)}<path class="zero" d="M${axis.at(0)} 0V${HEIGHT}"/>${
    change === null ? null : interval(change, axis)
  }${dots('before', before, LANES.before, axis)}${dots('now', now, LANES.now, axis)}</svg></div>`
}

function describe(changes: readonly number[]): string {
  return `${changes.length} launches from ${formatChange(Math.min(...changes))} to ${formatChange(Math.max(...changes))}`
}

function beyond(cell: Verdict, axis: Axis): Markup {
  const limit = axis.at(limitOf(cell))
  const [from, width] = METRICS[cell.metric].better === 'higher' ? [0, limit] : [limit, WIDTH - limit]
  return html`<rect class="beyond" x="${from}" y="0" width="${width}" height="${HEIGHT}"/>`
}

/** An open bound is drawn to the end of the axis. */
function interval({ estimate, low, high }: Change, axis: Axis): Markup {
  const [from, to] = [low === null ? 0 : axis.at(low), high === null ? WIDTH : axis.at(high)]
  const middle = HEIGHT / 2
  return html`<path class="interval" d="M${from} ${middle}H${to}"/><path class="estimate" d="M${axis.at(estimate)} ${middle - 6}v12"/>`
}

/** Lines of no length with round ends: they stay round however wide the drawing is, and take a few bytes each. */
function dots(name: string, changes: readonly number[], lane: number, axis: Axis): Markup {
  return html`<path class="${name}" d="${trusted(changes.map((change) => `M${axis.at(change)} ${lane}h0`).join(''))}"/>`
}

/** An axis of changes, logarithmic, so that half and twice are equally far from no change. */
export type Axis = {
  /** From 0 (left) to `WIDTH` (right). Changes beyond the ends are put there. */
  readonly at: (change: number) => number
  readonly ticks: readonly { readonly change: number; readonly place: number }[]
}

/** The width of a drawing, in its own units. */
export const WIDTH = 1000

const TICKS = [-0.9, -0.75, -0.5, -0.33, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 9] as const

/** So many labels fit under a drawing on a phone. */
const MOST_TICKS = 7

/** A label nearer to an end than this could stick out of the drawing on a phone. */
const EDGE = 60

/** The narrowest axis is from −5 to +5 %, the widest from a tenth to ten times. */
const NARROWEST = Math.log(1.06)
const WIDEST = Math.log(10)

/** An axis with room for these changes (fractions above −1) and for no change. */
export function axisFor(changes: readonly number[]): Axis {
  const logs = changes.filter((change) => change > -1 && Number.isFinite(change)).map(Math.log1p)
  const low = Math.max(-WIDEST, Math.min(-NARROWEST, ...logs))
  const high = Math.min(WIDEST, Math.max(NARROWEST, ...logs))
  const margin = (high - low) * 0.03
  const [from, to] = [low - margin, high + margin]
  const at = (change: number) => {
    const log = change <= -1 ? from : Math.log1p(change)
    return Math.round((WIDTH * (Math.min(to, Math.max(from, log)) - from)) / (to - from))
  }
  const inside = TICKS.filter((change) => change === 0 || (at(change) >= EDGE && at(change) <= WIDTH - EDGE))
  return { at, ticks: thinOut(inside, at).map((change) => ({ change, place: at(change) })) }
}

/** Without those that are too close to a more important one. No change is the most important, then the outer ones. */
function thinOut(changes: readonly number[], at: Axis['at']): readonly number[] {
  const kept: number[] = []
  const byImportance = changes.toSorted(
    (a, b) => Number(b === 0) - Number(a === 0) || Math.abs(Math.log1p(b)) - Math.abs(Math.log1p(a)),
  )
  for (const change of byImportance) {
    if (kept.every((other) => Math.abs(at(other) - at(change)) >= WIDTH / MOST_TICKS)) kept.push(change)
  }
  return kept.toSorted((a, b) => a - b)
}
