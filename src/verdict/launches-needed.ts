import { METRICS, type TimedMetric } from '../model/metrics.ts'
import type { Change } from '../model/verdict.ts'
import { launchesIn, type Evidence } from './evidence.ts'
import { LOOKS } from './looks.ts'

/** What it would take to decide a cell that is unsure, guessed from its interval. */

/** What is known of an unsure cell. `margin`, in ln units, is the part of its interval that no launch makes narrower. */
export type Undecided = {
  readonly metric: TimedMetric
  readonly tolerance: number
  readonly evidence: Evidence
  readonly margin: number
  readonly decision: { readonly change: Change; readonly launches: number }
}

/**
 * About how many launches of today would decide a cell, or null where no number would, up to the last look: the interval must leave
 * out the tolerance, or 0 for a change that reaches it. Its width goes with √(1/n + 1/m) for n launches beside m recorded ones, and with
 * √(1/n) for n pairs, as that of a mean or a Hodges–Lehmann estimate does.
 */
export function launchesNeeded({ metric, tolerance, evidence, margin, decision }: Undecided): number | null {
  const { estimate, low } = oriented(metric, decision.change)
  const limit = METRICS[metric].better === 'higher' ? -Math.log1p(-Math.min(tolerance, 1)) : Math.log1p(tolerance)
  const wanted = (estimate >= limit ? estimate : limit - estimate) - margin
  const noise = estimate - low - margin
  if (!Number.isFinite(noise) || noise <= 0 || wanted <= 0) return null
  const { launches } = decision
  const recorded = evidence.kind === 'paired' ? 0 : 1 / evidence.before.length
  const needed = Math.ceil(1 / ((wanted / noise) ** 2 * (1 / launches + recorded) - recorded))
  const most = LOOKS.at(-1)?.launches ?? 0
  return needed > 0 && needed <= most ? Math.max(needed, launchesIn(evidence) + 1) : null
}

/** In ln units, signed so that positive is worse. An open bound is −Infinity. */
function oriented(metric: TimedMetric, { estimate, low, high }: Change) {
  const worse = METRICS[metric].better === 'higher' ? -1 : 1
  const bound = worse > 0 ? low : high
  return { estimate: worse * Math.log1p(estimate), low: bound === null ? -Infinity : worse * Math.log1p(bound) }
}
