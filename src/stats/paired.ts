import type { Shift } from './shift.ts'
import { signedRankShift } from './signed-rank.ts'
import { studentShift } from './student.ts'

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
