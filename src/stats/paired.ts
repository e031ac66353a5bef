import type { Shift } from './shift.ts'
import { signedRankShift } from './signed-rank.ts'
import { studentShift } from './student.ts'

/** With fewer differences than this, ranks have too few orders to be sure of anything. */
const ENOUGH_FOR_RANKS = 11

/**
 * The size of paired differences with one-sided bounds at `alpha`. Few: Student's t, which pays for small samples with wide
 * bounds and errs on the safe side when tails are heavy and symmetric (differences are symmetric when nothing has changed,
 * for then either side may be called head). Not so with three or four differences of launches in modes, see `studentShift`:
 * a red made from so few has to be seen again on fresh launches. More: Hodges–Lehmann with exact signed-rank bounds, which
 * one wild pair moves little, and which hold with modes, too. Which of the two is used depends on the number of pairs alone.
 * RangeError when there is none.
 */
export function paired(differences: readonly number[], alpha: number): Shift {
  return differences.length < ENOUGH_FOR_RANKS ? studentShift(differences, alpha) : signedRankShift(differences, alpha)
}
