import { studentReach } from '../stats/student.ts'
import { shiftIn, type Evidence } from './evidence.ts'
import { CONFIRMED_AT, LOOKS } from './looks.ts'

/**
 * Whether a cell that is not decided yet seems to be worse than the tolerance allows. That takes three things, in ln units and signed so
 * that positive is worse: what is left of its change without `margin` reaches `limit`; its launches agree in that as far as those must
 * that confirm a red; and a whole budget could still show it. Without the other two, a metric that is much noisier than its tolerance
 * would look worse in half of its cells, and would be measured on for nothing.
 */
export function looksWorse(worse: Evidence, limit: number, margin: number): boolean {
  const { estimate, low } = shiftIn(worse, CONFIRMED_AT)
  return estimate - margin >= Math.max(limit, leastShown(worse)) && low - margin > 0
}

/** The waves of a whole budget, and the error of the look after them. */
const WHOLE = LOOKS.find(({ launches }) => launches === 20)!

/**
 * The least slowdown that the waves of a whole budget show where launches, or pairs, differ as much as these do: the reach of their t
 * interval. Pairs of launches differ by up to √2 times as much as the launches do, and by less where both have the same noise. 0 where one
 * launch does not tell how much that is.
 */
function leastShown(evidence: Evidence): number {
  const values = evidence.kind === 'paired' ? evidence.differences : evidence.after
  return values.length < 2 ? 0 : studentReach(values, WHOLE.launches, WHOLE.alpha)
}
