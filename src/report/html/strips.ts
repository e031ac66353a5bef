import { METRICS, type Metric } from '../../model/metrics.ts'
import { median } from '../../stats/summary.ts'
import { formatChange, formatQuantity, formatWholeChange } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { byMetric } from '../severity.ts'
import { changeText } from '../row-text.ts'
import { html, trusted, type Markup } from './markup.ts'
import { scaleFor, WIDTH, type Scale } from './scale.ts'

/** One value a launch of one metric, in base units. */
export type Launches = { readonly before: readonly number[]; readonly now: readonly number[] }

/** One metric of one server, and what is drawn of it: changes against the middle of the launches before. */
type Strip = {
  readonly cell: Verdict
  readonly launches: Launches
  readonly before: readonly number[]
  readonly now: readonly number[]
}

const HEIGHT = 40
const LANES = { before: 12, now: 28 } as const

/**
 * A strip plot: a row a metric on one axis of changes, with every launch of before and of now, the interval of the change, and the
 * side on which more than the tolerance would be. Null where no metric was compared.
 */
export function stripPlot(
  cells: readonly Verdict[],
  values: Readonly<Partial<Record<Metric, Launches>>>,
  titles: readonly [string, string],
): Markup | null {
  const strips = cells
    .filter(({ outpaces }) => !outpaces)
    .toSorted(byMetric)
    .flatMap((cell) => stripOf(cell, values[cell.metric]) ?? [])
  if (strips.length === 0) return null
  const scale = scaleFor(strips.flatMap(extent))
  return html`<figure class="strips"><figcaption>One dot per launch, against the middle of <i class="key before"></i> ${titles[0]}: <i class="key now"></i> ${titles[1]},
<i class="key interval"></i> interval of the change, <i class="key beyond"></i> worse than tolerated</figcaption>
${strips.map((strip) => row(strip, scale))}
<div class="axis" aria-hidden="true"><span></span><div>${scale.ticks.map(({ change, place }) => html`<span style="left:${place / 10}%">${formatWholeChange(change)}</span>`)}</div></div>
</figure>`
}

function stripOf(cell: Verdict, launches: Launches | undefined): Strip | null {
  if (!launches || launches.before.length === 0 || launches.now.length === 0) return null
  const middle = median(launches.before)
  if (!(middle > 0)) return null
  const against = (values: readonly number[]) => values.map((value) => value / middle - 1)
  return { cell, launches, before: against(launches.before), now: against(launches.now) }
}

function extent({ cell, before, now }: Strip): readonly number[] {
  return [...before, ...now, ...(cell.change ? [cell.change.estimate] : []), limitOf(cell)]
}

/** Where a change begins to be more than is tolerated. */
function limitOf({ metric, tolerance }: Verdict): number {
  return METRICS[metric].better === 'higher' ? -tolerance : tolerance
}

function row(strip: Strip, scale: Scale): Markup {
  const { cell } = strip
  const { label, unit } = METRICS[cell.metric]
  const figures = [formatQuantity(cell.current, unit), changeOf(cell)].filter((text) => text !== '').join(', ')
  return html`<div class="strip"><div class="what"><b>${label}</b> <span>${figures}</span></div>${drawing(strip, scale, label)}</div>`
}

function changeOf(cell: Verdict): string {
  return changeText({ word: cell.verdict, server: cell.server, metric: '', cells: [cell], reason: null }) ?? ''
}

function drawing({ cell, before, now }: Strip, scale: Scale, label: string): Markup {
  const { change } = cell
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${told(label, before, now, cell)}">${beyond(cell, scale)}${line('zero', scale.at(0))}${
    change === null ? null : interval(change, scale)
  }${dots('before', before, LANES.before, scale)}${dots('now', now, LANES.now, scale)}</svg>`
}

function span(values: readonly number[]): string {
  return `${values.length} launches from ${formatChange(Math.min(...values))} to ${formatChange(Math.max(...values))}`
}

function told(label: string, before: readonly number[], now: readonly number[], { change }: Verdict): string {
  return `${label}: before ${span(before)}, now ${span(now)}${change === null ? '' : `, change ${formatChange(change.estimate)}`}`
}

function beyond(cell: Verdict, scale: Scale): Markup {
  const limit = scale.at(limitOf(cell))
  const [from, width] = METRICS[cell.metric].better === 'higher' ? [0, limit] : [limit, WIDTH - limit]
  return html`<rect class="beyond" x="${from}" y="0" width="${width}" height="${HEIGHT}"/>`
}

function line(name: string, place: number): Markup {
  return html`<path class="${name}" d="M${place} 0V${HEIGHT}"/>`
}

/** A bound that is open is drawn to the end of the axis. */
function interval({ estimate, low, high }: NonNullable<Verdict['change']>, scale: Scale): Markup {
  const [from, to] = [low === null ? 0 : scale.at(low), high === null ? WIDTH : scale.at(high)]
  const middle = HEIGHT / 2
  return html`<path class="interval" d="M${from} ${middle}H${to}"/><path class="estimate" d="M${scale.at(estimate)} ${middle - 6}v12"/>`
}

/** Lines of no length with round ends: they stay round however wide the drawing is, and cost a few bytes each. */
function dots(name: string, changes: readonly number[], lane: number, scale: Scale): Markup {
  return html`<path class="${name}" d="${trusted(changes.map((change) => `M${scale.at(change)} ${lane}h0`).join(''))}"/>`
}
