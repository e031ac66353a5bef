import { isCounted, METRIC_NAMES, METRICS } from '../model/metrics.ts'
import { boundOf } from '../model/limits.ts'
import { isFirst, isStated, WORST_FIRST, type Verdict, type Word } from '../model/verdict.ts'
import type { Report } from '../model/report.ts'

/** The order of verdicts and rows: how bad each one is. */

/** What a row calls its verdict: the verdict's word, or `new` for what was recorded for the first time. */
export type RowWord = Word | 'new'

/** From what stops a build to what needs no attention. */
export const ROWS_WORST_FIRST: readonly RowWord[] = WORST_FIRST.flatMap((word): RowWord[] =>
  word === 'holds' ? ['new', word] : [word],
)

/** Where a baseline is recorded, a metric without an earlier value is `new` and not `unsure`. */
export function wordOf(cell: Verdict, mode: Report['mode']): RowWord {
  const { verdict, recorded } = cell
  return recorded || (mode === 'update' && isFirst(cell)) ? 'new' : verdict
}

/**
 * How much worse a cell is than its baseline, in tolerances: 1 is exactly what is allowed, below 0 is better. Changes are compared on a
 * logarithmic scale, so half the throughput is as bad as twice the latency. 0 where nothing was compared. A claim or a limit has no
 * tolerance of its own; the metric's usual one is its unit.
 */
export function severity(cell: Verdict): number {
  const { metric, change, tolerance } = cell
  if (change === null) return 0
  const better = METRICS[metric].better === 'higher'
  const worse = (better ? -1 : 1) * Math.log1p(Math.max(change.estimate, NEARLY_ALL))
  const fraction = Math.max(isStated(cell) ? METRICS[metric].tolerance.baseline : tolerance, 0)
  const allowed = better ? -Math.log1p(-Math.min(fraction, -NEARLY_ALL)) : Math.log1p(fraction)
  return worse / Math.max(allowed, LEAST)
}

/** Keeps a throughput of 0 and a tolerance of 100 % finite. */
const NEARLY_ALL = -0.999_999

const LEAST = 1e-6

/**
 * Whether an unsure cell looks regressed: its estimate is worse than tolerated, and its whole interval is worse than no change. Fresh launches
 * did not confirm it, or there were none.
 */
export function isSuspect(cell: Verdict): boolean {
  const { verdict, change, metric } = cell
  if (verdict !== 'unsure' || change === null) return false
  const bound = METRICS[metric].better === 'higher' ? change.high : change.low
  const isWorse = bound !== null && (METRICS[metric].better === 'higher' ? bound < 0 : bound > 0)
  return isWorse && severity(cell) >= 1
}

/** Worst first: by verdict, counted metrics before timed ones, severity, server, scenario, metric; a claim comes after the metric's own cell. */
export function bySeverity(a: Verdict, b: Verdict): number {
  return (
    WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) ||
    Number(isCounted(b.metric)) - Number(isCounted(a.metric)) ||
    severity(b) - severity(a) ||
    byText(a.server, b.server) ||
    byText(a.scenario, b.scenario) ||
    byMetric(a, b) ||
    byClaim(a, b)
  )
}

/** In the order of METRICS. */
export function byMetric(a: Verdict, b: Verdict): number {
  return METRIC_NAMES.indexOf(a.metric) - METRIC_NAMES.indexOf(b.metric)
}

/** Cells that are neither claim nor limit first, then limits, then claims by the other server's name and by the factor. */
export function byClaim(one: Verdict, other: Verdict): number {
  const [a, b] = [one.outpaces, other.outpaces]
  return byText(a?.server ?? '', b?.server ?? '') || (a?.by ?? 0) - (b?.by ?? 0) || boundIn(one) - boundIn(other)
}

function boundIn({ limit }: Verdict): number {
  return limit ? boundOf(limit) : 0
}

/** `server-2` before `server-10`; else by code units and not by language, so that the order is the same on every machine. */
export function byText(a: string, b: string): number {
  return byUnits(withWideNumbers(a), withWideNumbers(b)) || byUnits(a, b)
}

function withWideNumbers(text: string): string {
  return text.replaceAll(/\d+/g, (digits) => digits.padStart(16, '0'))
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
