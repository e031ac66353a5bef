import { METRICS, type Metric } from '../model/metrics.ts'
import { WORST_FIRST, type Verdict } from '../model/verdict.ts'

const METRIC_ORDER = Object.keys(METRICS) as readonly Metric[]

/**
 * How many tolerances a cell is worse than its baseline: 1 is just as much as is allowed, below 0 is better. On a
 * logarithmic scale, so that half the throughput is as bad as twice the latency. 0 where nothing was compared. A claim
 * tolerates nothing, so its miss is counted in what the metric is usually allowed.
 */
export function severity({ metric, change, tolerance, outpaces }: Verdict): number {
  if (change === null) return 0
  const better = METRICS[metric].better === 'higher'
  const worse = (better ? -1 : 1) * Math.log1p(Math.max(change.estimate, NEARLY_ALL))
  const fraction = Math.max(outpaces ? METRICS[metric].tolerance.baseline : tolerance, 0)
  const allowed = better ? -Math.log1p(-Math.min(fraction, -NEARLY_ALL)) : Math.log1p(fraction)
  return worse / Math.max(allowed, LEAST)
}

/** Keeps a throughput of nothing, and a tolerance of everything, finite. */
const NEARLY_ALL = -0.999_999

const LEAST = 1e-6

/** Worst first: by verdict, then by badness, then by name, then in the order of the metrics, claims behind what is no claim. */
export function bySeverity(a: Verdict, b: Verdict): number {
  return (
    WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) ||
    severity(b) - severity(a) ||
    byText(a.server, b.server) ||
    byText(a.scenario, b.scenario) ||
    byMetric(a, b) ||
    byClaim(a, b)
  )
}

/** In the order of the metrics. */
export function byMetric(a: Verdict, b: Verdict): number {
  return METRIC_ORDER.indexOf(a.metric) - METRIC_ORDER.indexOf(b.metric)
}

/** What is no claim, then the claims by the name of the other server, then by how much. */
export function byClaim({ outpaces: a }: Verdict, { outpaces: b }: Verdict): number {
  return byText(a?.server ?? '', b?.server ?? '') || (a?.by ?? 0) - (b?.by ?? 0)
}

/** The same on every machine: by code units, not by language. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
