import { METRICS, type TimedMetric } from '../model/metrics.ts'
import type { Change } from '../model/verdict.ts'
import { paired } from '../stats/paired.ts'
import { shift, type Shift } from '../stats/shift.ts'
import { ascending, median } from '../stats/summary.ts'

/**
 * What is known of one cell: ln values, one per launch, in the order of the waves. `independent`: launches recorded before
 * and launches of now. `paired`: one difference per wave, head − base, of launches that ran in the same rounds.
 */
export type Evidence =
  | { readonly kind: 'independent'; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly kind: 'paired'; readonly differences: readonly number[] }

/** The launches of now, or the pairs. */
export function launchesIn(evidence: Evidence): number {
  return evidence.kind === 'paired' ? evidence.differences.length : evidence.after.length
}

/** The evidence of the waves from `start` up to, but not including, `end`. */
export function inWaves(evidence: Evidence, start: number, end: number): Evidence {
  if (evidence.kind === 'paired') return { kind: 'paired', differences: evidence.differences.slice(start, end) }
  return { ...evidence, after: evidence.after.slice(start, end) }
}

/** With every sign reversed, so that a metric that should be high reads like one that should be low. */
export function mirror(evidence: Evidence): Evidence {
  if (evidence.kind === 'paired') return { kind: 'paired', differences: negate(evidence.differences) }
  return { kind: 'independent', before: negate(evidence.before), after: negate(evidence.after) }
}

function negate(values: readonly number[]): readonly number[] {
  return values.map((value) => -value)
}

/** The shift in ln units with one-sided bounds at `alpha`, by the procedure that fits the evidence. RangeError when it is empty. */
export function shiftIn(evidence: Evidence, alpha: number): Shift {
  return evidence.kind === 'paired'
    ? paired(evidence.differences, alpha)
    : shift(evidence.before, evidence.after, alpha)
}

/** A shift of logarithms as a change in fractions; an open bound is null. */
export function toChange({ estimate, low, high }: Shift): Change {
  return { estimate: fraction(estimate), low: bound(low), high: bound(high) }
}

/** The same shift seen from the other side. */
export function reverse({ estimate, low, high }: Shift): Shift {
  return { estimate: -estimate, low: -high, high: -low }
}

function bound(logarithm: number): number | null {
  return Number.isFinite(logarithm) ? fraction(logarithm) : null
}

function fraction(logarithm: number): number {
  // Adding 0 turns −0 into 0; −0 would be printed as a change.
  return Math.expm1(logarithm) + 0
}

/** A slowdown that anybody would see, although there are too few launches for ranks to call it red. */

/** Launches of today that are looked at. */
export const FEW = 3

/**
 * Recorded launches that a metric needs. Two launches at 400 connections differed by 80 % in their median latency, so latencies take
 * more of them; a p95, a p99 or a share of failures is never beyond noise.
 */
const LEAST_RECORDED: Readonly<Record<TimedMetric, number>> = {
  throughput: FEW,
  cpuPerRequest: FEW,
  memory: FEW,
  latencyP50: 6,
  latencyP90: 6,
  latencyP95: Infinity,
  latencyP99: Infinity,
  firstByte: 6,
  answered: 6,
  failedRequests: Infinity,
}

/**
 * In ln units, the least step from the worst launch before to the best of today: 2.5 times as slow. Launches in two modes lie up to
 * two times apart.
 */
const LEAST_STEP = Math.log(2.5)

/**
 * The least step in the share of requests that are answered as fast as they come. A server that keeps up answers all of them, less what
 * waits at the end of a window and not in its middle: a stall of 50 ms makes that 2 % of a launch.
 */
const LEAST_FALL = 0.05

/** The least step, in ranges: how far the launches of one side lie apart. */
const TIMES_RANGE = 1.5

/**
 * Whether the first three launches of today are beyond all noise: the best of them is worse than the worst launch before by a
 * factor of 2.5 at least, and by one and a half times the wider of the two ranges (in ln units). In an A/B run the same is asked of
 * the first three differences: all against head, the smallest by that much. Gives the shift in ln units, positive when it is
 * worse, from the smallest step between two launches to the largest; null when it is not beyond noise.
 *
 * Ranks cannot say it: of three launches beside three the rarest order has probability 1/20 (Mann & Whitney, Ann. Math.
 * Statist. 18, 1947), whether today is 10 % or fifty times slower, and three differences of one sign have 1/8 (Wilcoxon,
 * Biometrics 1, 1945). So this takes the sizes, too: a step between the samples beside what is within them, as Tukey's quick test
 * does with counts (Technometrics 1, 1959), at a multiple for which tails do not matter: a launch that is off by chance
 * widens the range that the step is measured by. In simulation, unchanged code with heavy tails (t with 2 degrees of freedom)
 * or modes up to two times apart was never beyond it (bench/calibrate/simulate-beyond.ts).
 *
 * Assumes that launches of unchanged code are exchangeable and lie in modes less than 2.5 times apart. Fails beyond that: with
 * modes further apart and equally likely, three launches of one and three of the other are drawn once in 64 times. Launches
 * that come later never change it.
 */
export function beyondNoise(metric: TimedMetric, evidence: Evidence): Shift | null {
  const worse = METRICS[metric].better === 'higher' ? mirror(evidence) : evidence
  const least = LEAST_RECORDED[metric]
  const step = metric === 'answered' ? LEAST_FALL : LEAST_STEP
  if (worse.kind === 'paired')
    return least > FEW && metric !== 'answered' ? null : stepBetween([0], worse.differences.slice(0, FEW), step)
  return worse.before.length < least ? null : stepBetween(worse.before, worse.after.slice(0, FEW), step)
}

function stepBetween(before: readonly number[], after: readonly number[], least: number): Shift | null {
  if (after.length < FEW) return null
  const low = Math.min(...after) - Math.max(...before)
  if (low < Math.max(least, TIMES_RANGE * rangeOf(before), TIMES_RANGE * rangeOf(after))) return null
  return { low, estimate: median(after) - median(before), high: Math.max(...after) - Math.min(...before) }
}

/** From six launches on, of the middle two thirds: the range of all of them grows with their number. */
function rangeOf(values: readonly number[]): number {
  const aside = Math.floor(values.length / 6)
  const sorted = ascending(values)
  return sorted[values.length - 1 - aside]! - sorted[aside]!
}
