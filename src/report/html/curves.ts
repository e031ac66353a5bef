import type { Verdict } from '../../model/verdict.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import { html, trusted, type Markup } from '../safe.ts'
import { WIDTH } from './axis.ts'

/** Latencies in seconds by the share of answers that took no longer, by growing share. */
export type Curve = readonly (readonly [share: number, seconds: number])[]

const HEIGHT = 180
const MARGIN = 8

/** The percentiles that a baseline has instead of a curve. */
const RECORDED = [
  ['latencyP50', 0.5],
  ['latencyP90', 0.9],
  ['latencyP95', 0.95],
  ['latencyP99', 0.99],
] as const

/**
 * Latency by percentile on the axis of HDR plots, where each step to the right leaves a tenth of the answers: the curve of now, and that of
 * before or else the percentiles of the baseline. Null without a curve of now.
 */
export function latencyCurves(
  cells: readonly Verdict[],
  { now, before }: { readonly now: Curve; readonly before: Curve | null },
  titles: readonly [string, string],
): Markup | null {
  if (now.length < 2) return null
  const recorded = before ? [] : RECORDED.flatMap(([metric, share]) => pointOf(cells, metric, share))
  const all = [...now, ...(before ?? []), ...recorded].filter(([, seconds]) => isLatency(seconds))
  if (all.length === 0) return null
  const scales = scalesFor(all)
  const beside = before || recorded.length > 0 ? html`, <i class="key before"></i> ${titles[0]}` : null
  // On a phone, the 0 % of the left edge would touch the 50 %.
  return html`<figure class="curves"><figcaption>Latency by percentile: <i class="key now"></i> ${titles[1]}${beside}</figcaption>
<div class="plot">${scales.seconds.map(([seconds, place]) => html`<span class="scale-label" aria-hidden="true" style="top:${place}px">${formatQuantity(seconds, 's')}</span>`)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(now)}">${grid(scales)}${line('before', before ?? [], scales)}${marks(recorded, scales)}${line('now', now, scales)}</svg></div>
<div class="shares" aria-hidden="true">${scales.shares.slice(1).map(([share, place]) => html`<span style="left:${place / (WIDTH / 100)}%">${formatShare(share)}</span>`)}</div>
</figure>`
}

/** What can be drawn: above zero, and less than any driver waits for. */
function isLatency(seconds: number): boolean {
  return seconds > 1e-9 && seconds < 1e6
}

function pointOf(cells: readonly Verdict[], metric: Verdict['metric'], share: number): Curve {
  const value = cells.find((cell) => cell.metric === metric)?.baseline ?? null
  return value === null || !isLatency(value) ? [] : [[share, value]]
}

type Scales = {
  readonly x: (share: number) => number
  readonly y: (seconds: number) => number
  /** Labels with their places. */
  readonly shares: readonly (readonly [share: number, place: number])[]
  readonly seconds: readonly (readonly [seconds: number, place: number])[]
}

const SHARES = [0, 0.5, 0.9, 0.99, 0.999, 0.9999]

/** At most so many lines of equal latency, at round numbers. */
const MOST_LINES = 5

function scalesFor(points: Curve): Scales {
  const farthest = Math.max(...points.map(([share]) => decades(share)), 1)
  const values = points.map(([, seconds]) => seconds)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const height = Math.log(most / least) || 1
  const x = (share: number) => Math.round((WIDTH * decades(share)) / farthest)
  const y = (seconds: number) =>
    Math.round(
      HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * Math.log(Math.min(most, Math.max(seconds, least)) / least)) / height,
    )
  return {
    x,
    y,
    shares: SHARES.filter((share) => decades(share) <= farthest + 0.01).map((share) => [share, x(share)] as const),
    seconds: roundValues(least, most).map((seconds) => [seconds, y(seconds)] as const),
  }
}

/** How many times the answers that take longer were divided by ten. */
function decades(share: number): number {
  return -Math.log10(1 - Math.min(share, 0.99999))
}

/** Of 1, 2, 5, 10, … those from `least` to `most`; both ends where that leaves fewer than two. */
function roundValues(least: number, most: number): readonly number[] {
  const from = Math.floor(Math.log10(least))
  const powers = Array.from({ length: Math.max(1, Math.ceil(Math.log10(most)) - from + 1) }, (_, index) => from + index)
  const steps = (factors: readonly number[]) =>
    powers
      .flatMap((power) => factors.map((factor) => factor * 10 ** power))
      .filter((value) => value >= least && value <= most)
  const fine = steps([1, 2, 5])
  if (fine.length < 2) return [least, most]
  if (fine.length <= MOST_LINES) return fine
  const coarse = steps([1])
  return coarse.filter((_, index) => index % Math.ceil(coarse.length / MOST_LINES) === 0)
}

function grid({ shares, seconds }: Scales): Markup {
  const lines = [
    ...shares.map(([, place]) => `M${place} 0V${HEIGHT}`),
    ...seconds.map(([, place]) => `M0 ${place}H${WIDTH}`),
  ]
  return html`<path class="grid" d="${trusted(lines.join(''))}"/>`
}

function line(name: string, curve: Curve, { x, y }: Scales): Markup | null {
  if (curve.length === 0) return null
  const points = curve.map(([share, seconds]) => `${x(share)} ${y(seconds)}`)
  return html`<path class="curve ${name}" d="${trusted(`M${points.join('L')}`)}"/>`
}

function marks(points: Curve, { x, y }: Scales): Markup | null {
  if (points.length === 0) return null
  return html`<path class="before" d="${trusted(points.map(([share, seconds]) => `M${x(share)} ${y(seconds)}h0`).join(''))}"/>`
}

function describe(curve: Curve): string {
  return `latency by percentile: ${curve.map(([share, seconds]) => `${formatShare(share)} within ${formatQuantity(seconds, 's')}`).join(', ')}`
}
