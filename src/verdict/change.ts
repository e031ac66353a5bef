import type { Shift } from '../stats/shift.ts'
import type { Change } from '../model/verdict.ts'

/** A shift of logarithms as a change in fractions; a bound that is open is `null`. */
export function asChange({ estimate, low, high }: Shift): Change {
  return { estimate: ratio(estimate), low: bound(low), high: bound(high) }
}

/** The same shift seen from the other side. */
export function turned({ estimate, low, high }: Shift): Shift {
  return { estimate: -estimate, low: -high, high: -low }
}

function bound(logarithm: number): number | null {
  return Number.isFinite(logarithm) ? ratio(logarithm) : null
}

/** Adding 0 turns −0 into 0, which would be printed as a change. */
function ratio(logarithm: number): number {
  return Math.expm1(logarithm) + 0
}
