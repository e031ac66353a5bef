import { METRICS, type TimedMetric } from '../model/metrics.ts'
import type { Shift } from '../stats/shift.ts'
import { ascending, median } from '../stats/summary.ts'
import { mirror, type Evidence } from './evidence.ts'

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
