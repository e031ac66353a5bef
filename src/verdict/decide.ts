import { METRICS, type Metric } from '../metrics.ts'
import { canDecide, shift } from '../stats/shift.ts'
import type { Change, Word } from './verdict.ts'

/**
 * Errors that a cell may make, one-sided: ALPHA in calling unchanged code `regressed` (or `improved`), BETA in saying `holds`
 * of code that is slower by the tolerance. A run has dozens of cells, and one false red is a false alarm of the whole run.
 */
export const ALPHA = 0.001
export const BETA = 0.025

export type Question = {
  readonly metric: Metric
  /** Fraction: 0.1 allows a throughput 10 % lower or a latency 10 % higher. */
  readonly tolerance: number
  /** ln(server ÷ reference), one value a launch. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Added to both sides of the interval, in ln units: what two machines may differ by. 0 on the same machine. */
  readonly margin: number
}

export type Answer = {
  readonly verdict: Extract<Word, 'holds' | 'regressed' | 'improved' | 'unsure'>
  readonly change: Change
  readonly detectable: number | null
}

/**
 * Two independent samples of launches: Hodges–Lehmann shift with the exact Mann–Whitney bounds, one-sided
 * (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, ch. 4). In ln units and signed so that positive is worse.
 *
 * `regressed`: the estimate reaches the tolerance and its lower bound at ALPHA is above 0. `holds`: the upper bound at BETA
 * stays below the tolerance. The change is shown with its bounds at ALPHA. `improved` is the mirror image of `regressed`. Anything else is `unsure`. Both samples must not be empty.
 */
export function decide({ metric, tolerance, before, after, margin }: Question): Answer {
  const { better } = METRICS[metric]
  const worse = better === 'higher' ? -1 : 1
  const limit = better === 'higher' ? -Math.log1p(-Math.min(tolerance, 1)) : Math.log1p(tolerance)
  const sides = [before.map((value) => worse * value), after.map((value) => worse * value)] as const
  const slowdown = shift(...sides, ALPHA)
  const bounds = { estimate: slowdown.estimate, low: slowdown.low - margin, high: slowdown.high + margin }
  return {
    verdict: wordFor(bounds, shift(...sides, BETA).high + margin, limit),
    change: worse === 1 ? asChange(bounds) : asChange({ estimate: -bounds.estimate, low: -bounds.high, high: -bounds.low }),
    detectable: canDecide(before.length, after.length, ALPHA)
      ? fraction(worse * Math.max(limit, bounds.estimate - bounds.low), better)
      : null,
  }
}

type Bounds = { readonly estimate: number; readonly low: number; readonly high: number }

function wordFor({ estimate, low, high }: Bounds, atMost: number, limit: number): Answer['verdict'] {
  if (estimate >= limit && low > 0) return 'regressed'
  if (estimate <= -limit && high < 0) return 'improved'
  if (atMost < limit) return 'holds'
  return 'unsure'
}

function asChange({ estimate, low, high }: Bounds): Change {
  return { estimate: ratio(estimate), low: bound(low), high: bound(high) }
}

function bound(logarithm: number): number | null {
  return Number.isFinite(logarithm) ? ratio(logarithm) : null
}

/** Adding 0 turns −0 into 0, which would be printed as a change. */
function ratio(logarithm: number): number {
  return Math.expm1(logarithm) + 0
}

/** The size of a slowdown as people say it: a throughput that falls by 0.1, a latency that grows by 0.1. */
function fraction(logarithm: number, better: 'higher' | 'lower'): number {
  return better === 'higher' ? -Math.expm1(logarithm) : Math.expm1(logarithm)
}
