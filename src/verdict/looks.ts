import { METRICS, type TimedMetric } from '../model/metrics.ts'
import type { Change } from '../model/verdict.ts'
import { canDecide } from '../stats/shift.ts'
import { launchesIn, type Evidence } from './evidence.ts'

/**
 * When a cell may be decided, and at which error. Every further look at the same cell raises the chance of a wrong verdict. So each
 * look has a share of its own, and the shares add up to the error of the whole run, however the looks depend on each other
 * (Bonferroni; spending as in Kim & DeMets, Biometrika 74, 1987, in steps that the rank procedures can meet).
 */

/**
 * `launches`: looked at when a cell has so many. `alpha`: the error of calling unchanged code `regressed`, one-sided.
 * `beta`: the error of saying `holds` of code that is slower by the tolerance. `confirm`: fresh launches that have to
 * confirm a red before it counts.
 */
export type Look = {
  readonly launches: number
  readonly alpha: number
  readonly beta: number
  readonly confirm: number
}

export const LOOKS: readonly [Look, ...Look[]] = [
  { launches: 3, alpha: 0.0015, beta: 0.01, confirm: 3 },
  { launches: 4, alpha: 0.001, beta: 0.005, confirm: 3 },
  { launches: 6, alpha: 0.0015, beta: 0.01, confirm: 4 },
  { launches: 8, alpha: 0.0015, beta: 0.005, confirm: 5 },
  { launches: 11, alpha: 0.0015, beta: 0.005, confirm: 6 },
  { launches: 15, alpha: 0.001, beta: 0.005, confirm: 8 },
  { launches: 20, alpha: 0.001, beta: 0.005, confirm: 8 },
  { launches: 30, alpha: 0.001, beta: 0.005, confirm: 8 },
]

/** The one-sided error at which fresh launches alone must show the slowdown again. */
export const CONFIRMED_AT = 0.2

/** The next look after so many launches; after the last one, the last. */
export function nextLook(launches: number): Look {
  return LOOKS.find((look) => look.launches >= launches) ?? (LOOKS.at(-1) as Look)
}

/** With how many launches today a slowdown can first be shown by ranks against so many recorded ones; null when at no look. */
export function launchesToShow(recorded: number): number | null {
  return LOOKS.find((look) => canDecide(recorded, look.launches, look.alpha))?.launches ?? null
}

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
