import { memoize } from './memoize.ts'
import { checkAlpha, orderStatistics, type Shift } from './shift.ts'
import { studentShift } from './student.ts'
import { ascending, type Values } from './summary.ts'

/**
 * Wilcoxon's signed-rank statistic when nothing has changed: T adds, over n differences ranked by size from 1, the ranks of
 * the positive ones. Under the null hypothesis every difference is as likely to have either sign, so the distribution is
 * exact for any distribution that is symmetric about 0. It assumes independent differences without ties; with ties the
 * bounds made from it err on the safe side.
 */

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A number of differences is whole, not ${size}.`)
}

/**
 * P(T = t) for n differences, at index t = 0 … n·(n + 1)/2. By recurrence over the ranks, each of which is in the sum or
 * not (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., 3.1), in probabilities rather than counts:
 * nothing overflows, and as only positive numbers are added every probability keeps its digits down to 2⁻¹⁰²². Costs about
 * n³/6 additions. RangeError unless n is whole and not negative.
 */
export function signedRankDistribution(n: number): Float64Array {
  checkSize(n)
  const distribution = new Float64Array((n * (n + 1)) / 2 + 1)
  distribution[0] = 1
  for (let rank = 1; rank <= n; rank++)
    // Downwards, because the entry `rank` places below is still needed as it was.
    for (let t = (rank * (rank + 1)) / 2; t >= 0; t--)
      distribution[t] = (distribution[t]! + (distribution[t - rank] ?? 0)) / 2
  return distribution
}

const distribution = memoize(signedRankDistribution)

/** The means of all pairs of values, each value with itself among them: n·(n + 1)/2 numbers, smallest first. */
function walshAverages(values: Values): Float64Array {
  const sorted = ascending(values)
  return ascending(Array.from(sorted).flatMap((one, i) => Array.from(sorted.subarray(i), (other) => (one + other) / 2)))
}

/**
 * The place of paired differences, its estimate (the median of the Walsh averages) and a bound on either side, each
 * one-sided at error `alpha`, so that together they are a 1 − 2·alpha interval. Bounds are Walsh averages, chosen by the
 * exact signed-rank distribution: Hollander, Wolfe & Chicken, 3.2 and 3.3. Finite when 2⁻ⁿ ≤ alpha: from 10 differences on
 * at 0.001. It assumes that the differences are symmetric, which those of two launches that are distributed alike always
 * are, modes and wild launches included; if one side also spreads more to one end, the bounds are for the middle only
 * roughly. The error is kept exactly or undercut (T is discrete; ties undercut it more). One difference a wave: windows of
 * one launch are not independent. RangeError when there is no difference, one is not finite, or alpha is outside (0, 0.5].
 */
export function signedRankShift(differences: readonly number[], alpha: number): Shift {
  checkAlpha(alpha)
  return orderStatistics(walshAverages(differences), distribution(differences.length), alpha)
}

/** Fewer differences have too few orders of ranks for finite bounds at a small alpha. */
const ENOUGH_FOR_RANKS = 11

/**
 * The location of paired differences with one-sided bounds at `alpha`.
 *
 * With few differences by Student's t, whose bounds are wide in small samples. It errs on the safe side when tails are heavy and
 * symmetric, and differences are symmetric when nothing has changed. It does not with three or four differences of launches in
 * modes (see `studentShift`), so a red that rests on so few must be confirmed by fresh launches.
 *
 * With more by Hodges–Lehmann and exact signed-rank bounds. One wild pair moves them little, and they hold with modes, too. The
 * choice depends only on the number of pairs. RangeError when there is none.
 */
export function paired(differences: readonly number[], alpha: number): Shift {
  return differences.length < ENOUGH_FOR_RANKS ? studentShift(differences, alpha) : signedRankShift(differences, alpha)
}
