import { memoize } from './memoize.ts'
import { ascending, median } from './summary.ts'

/**
 * The Mann–Whitney U statistic when nothing has changed: U counts, among all m·n pairs of a value of one sample and a
 * value of the other, those in which the first is the larger. Under the null hypothesis every order of the m + n values
 * is equally likely, so the distribution is exact, whatever the values are distributed like. It assumes independent
 * values without ties; with ties the bounds made from it err on the safe side.
 */

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A sample size is a whole number, not ${size}.`)
}

/**
 * One step, in place: from P(U = u) for i − 1 and j values, and that for i and j − 1, to that for i and j. The largest of
 * all i + j values comes from the first sample, and then beats all j of the second, or from the second, and beats nothing.
 */
function step(oneLessFirst: Float64Array, oneLessSecond: Float64Array, i: number, j: number): void {
  const first = i / (i + j)
  const second = j / (i + j)
  // Downwards, because the entry j places below is still needed as it was.
  for (let u = i * j; u >= j; u--) oneLessFirst[u] = first * oneLessFirst[u - j]! + second * oneLessSecond[u]!
  for (let u = j - 1; u >= 0; u--) oneLessFirst[u] = second * oneLessSecond[u]!
}

/**
 * P(U = u) for samples of m and n values, at index u = 0 … m·n. The recurrence is the one of Mann & Whitney, "On a test
 * of whether one of two random variables is stochastically larger than the other", Ann. Math. Statist. 18 (1947), in
 * probabilities rather than counts: nothing overflows, and as only positive numbers are added even the smallest
 * probability keeps about 13 digits. Costs about m²·n²/4 additions. RangeError unless m and n are whole and not negative.
 */
export function rankSumDistribution(m: number, n: number): Float64Array {
  checkSize(m)
  checkSize(n)
  // row[j] is the distribution for i and j values; a sample without values leaves U = 0 for certain.
  const row = Array.from({ length: n + 1 }, () => new Float64Array(m * n + 1))
  for (const distribution of row) distribution[0] = 1
  for (let i = 1; i <= m; i++) for (let j = 1; j <= n; j++) step(row[j]!, row[j - 1]!, i, j)
  return row[n]!
}

/** How far one sample lies above another, or paired differences above 0, in the unit of the samples. */
export type Shift = {
  /** The Hodges–Lehmann estimate where ranks are used, the mean where t is used. */
  readonly estimate: number
  /** One-sided lower bound: the true shift is below it with probability at most alpha. −Infinity when the samples are too small. */
  readonly low: number
  /** One-sided upper bound: the true shift is above it with probability at most alpha. Infinity when the samples are too small. */
  readonly high: number
}

/** Allows for rounding, so that a probability of exactly 1/20 meets an alpha of 1/20. Rounding errors stay below 1e-13. */
const SLACK = 1 + 1e-12

/**
 * `alpha` is the error of a bound: the probability, at most, that the truth lies beyond it. RangeError when it is outside (0, 0.5]:
 * bounds with a greater error would stand on the wrong side of the estimate.
 */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha <= 0.5))
    throw new RangeError(`The error of a bound is above 0 and at most 0.5, not ${alpha}.`)
}

const distribution = memoize(rankSumDistribution)

function checkGroup(size: number): void {
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`A group has one value or more, not ${size}.`)
}

/**
 * The median of the sorted candidates (all differences, or all Walsh averages), and as bounds the k-th of them from either end,
 * where k is the largest with P(statistic < k) ≤ alpha. The statistic counts the candidates above 0. Without such a k the bounds
 * are infinite.
 */
export function orderStatistics(candidates: Float64Array, probabilities: Float64Array, alpha: number): Shift {
  let tail = 0
  const k = probabilities.findIndex((p) => (tail += p) > alpha * SLACK)
  const estimate = median(candidates)
  if (k === 0) return { estimate, low: -Infinity, high: Infinity }
  return { estimate, low: candidates[k - 1]!, high: candidates[candidates.length - k]! }
}

/**
 * The shift from `before` to `after` (two independent samples, not paired, sizes may differ), its estimate (the median of
 * all differences) and a bound on either side, each one-sided at error `alpha`, so that together they are a 1 − 2·alpha
 * interval. Bounds are differences that occur, chosen by the exact Mann–Whitney distribution: Hodges & Lehmann,
 * "Estimates of location based on rank tests", Ann. Math. Statist. 34 (1963); Hollander, Wolfe & Chicken, Nonparametric
 * Statistical Methods, 3rd ed., 4.2 and 4.3. The distribution may have any shape, but it must be the same for both samples
 * except for its location: if `after` also spreads wider or has other modes, the bounds hold only roughly. The error is kept exactly or undercut (U is discrete; ties undercut it more). Launches must be
 * independent: windows of one launch are not. RangeError when a sample is empty or not finite, or alpha is outside (0, 0.5].
 */
export function shift(before: readonly number[], after: readonly number[], alpha: number): Shift {
  checkAlpha(alpha)
  const from = ascending(before)
  const to = ascending(after)
  const differences = ascending([...to].flatMap((value) => Array.from(from, (base) => value - base)))
  return orderStatistics(differences, distribution(from.length, to.length), alpha)
}

/**
 * Whether samples of m and n values give finite bounds at error alpha: whether the rarest order, all of one sample above
 * all of the other, has probability m!·n!/(m + n)! ≤ alpha. Where it is false no result whatever could be red.
 * RangeError unless m and n are whole and at least 1, or when alpha is outside (0, 0.5].
 */
export function canDecide(m: number, n: number, alpha: number): boolean {
  checkGroup(m)
  checkGroup(n)
  checkAlpha(alpha)
  let rarest = 1
  for (let i = 1; i <= Math.min(m, n); i++) rarest *= i / (Math.max(m, n) + i)
  return rarest <= alpha * SLACK
}
