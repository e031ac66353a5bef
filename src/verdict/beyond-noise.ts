import { ascending } from '../stats/summary.ts'
import type { Evidence } from './evidence.ts'

/** What anybody would see: a slowdown that no rank procedure can call red yet, because there are too few launches. Pure. */

/** Launches of today that are looked at, and recorded ones that are needed. */
export const FEW = 3

/**
 * In ln units, the step from the worst launch before to the best of today: two and a half times as slow. Launches in two
 * modes lie up to two times apart.
 */
const LEAST_STEP = Math.log(2.5)

/** And so many times what the launches of one side lie apart at most. */
const TIMES_RANGE = 1.5

/**
 * Whether the first three launches of today are beyond all noise: the best of them is worse than the worst launch before by
 * a factor of 2.5 at least, and by one and a half times the wider of the two ranges (in ln units). In an A/B run the same of
 * the first three differences: all against head, the smallest by that much.
 *
 * Ranks cannot say it: of three launches beside three the rarest order has probability 1/20 (Mann & Whitney, Ann. Math.
 * Statist. 18, 1947), the same whether today is 10 % or fifty times slower, and three differences of one sign have 1/8
 * (Wilcoxon, Biometrics 1, 1945). So this takes the sizes, too: a step between the samples beside what is within them, as
 * Tukey's quick test does with counts (Technometrics 1, 1959), at a multiple for which tails do not matter: the launch that
 * is off by chance widens the range that the step is measured by. Assumes that launches of unchanged code are exchangeable
 * and lie in modes less than 2.5 times apart. Fails beyond that: with two modes further apart, as likely one as the other,
 * three launches of one and three of the other are drawn once in 64 times. Launches that come later never change it. False
 * when there are fewer than three on a side.
 */
export function beyondNoise(evidence: Evidence, better: 'higher' | 'lower'): boolean {
  const worse = (values: readonly number[]) => (better === 'higher' ? values.map((value) => -value) : values)
  return evidence.kind === 'paired'
    ? isStep([0], worse(evidence.differences.slice(0, FEW)))
    : evidence.before.length >= FEW && isStep(worse(evidence.before), worse(evidence.after.slice(0, FEW)))
}

function isStep(before: readonly number[], after: readonly number[]): boolean {
  if (after.length < FEW) return false
  const step = Math.min(...after) - Math.max(...before)
  return step >= Math.max(LEAST_STEP, TIMES_RANGE * range(before), TIMES_RANGE * range(after))
}

/** Of the middle two thirds from six launches on: what is between all of them grows with their number. */
function range(values: readonly number[]): number {
  const aside = Math.floor(values.length / 6)
  const sorted = ascending(values)
  return sorted[values.length - 1 - aside]! - sorted[aside]!
}
