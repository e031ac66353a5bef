import type { Verdict } from '../../model/verdict.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import { html, trusted, type Markup } from '../safe.ts'

/** Latencies in seconds by the share of answers that took no longer, by growing share. */
export type Curve = readonly (readonly [share: number, seconds: number])[]

const WIDTH = 1000
const HEIGHT = 120

/** The percentiles that a baseline has instead of a curve. */
const RECORDED = [
  ['latencyP50', 0.5],
  ['latencyP90', 0.9],
  ['latencyP99', 0.99],
] as const

/**
 * Latency by percentile on a logarithmic axis: the curve of now, and that of before or else the percentiles of the baseline. Null without a
 * curve of now.
 */
export function latencyCurves(
  cells: readonly Verdict[],
  { now, before }: { readonly now: Curve; readonly before: Curve | null },
  titles: readonly [string, string],
): Markup | null {
  if (now.length < 2) return null
  const recorded = before ? [] : RECORDED.flatMap(([metric, share]) => pointOf(cells, metric, share))
  const seconds = [...now, ...(before ?? []), ...recorded].map(([, value]) => value)
  const scales = scalesFor(
    now.map(([share]) => share),
    Math.min(...seconds),
    Math.max(...seconds),
  )
  return html`<figure class="curves"><figcaption>Latency by percentile: <i class="key now"></i> ${titles[1]}, <i class="key before"></i> ${titles[0]}</figcaption>
<div class="plot"><div class="high">${formatQuantity(Math.max(...seconds), 's')}</div><div class="low">${formatQuantity(Math.min(...seconds), 's')}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(now)}">${line('before', before ?? [], scales)}${marks(recorded, scales)}${line('now', now, scales)}</svg></div>
<div class="shares" aria-hidden="true">${now.map(([share]) => html`<span style="left:${scales.x(share) / (WIDTH / 100)}%">${formatShare(share).replace(' %', '')}</span>`)}</div>
</figure>`
}

function pointOf(cells: readonly Verdict[], metric: Verdict['metric'], share: number): Curve {
  const value = cells.find((cell) => cell.metric === metric && !cell.outpaces)?.baseline ?? null
  return value === null || !(value > 0) ? [] : [[share, value]]
}

type Scales = { readonly x: (share: number) => number; readonly y: (seconds: number) => number }

/** Percentiles are equally far apart, because people look for the slow ones. */
function scalesFor(shares: readonly number[], least: number, most: number): Scales {
  const step = WIDTH / shares.length
  const height = Math.log(most / least) || 1
  return {
    x: (share) => Math.round((shares.indexOf(share) + 0.5) * step),
    y: (seconds) => Math.round(HEIGHT - 6 - ((HEIGHT - 12) * Math.log(seconds / least)) / height),
  }
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
