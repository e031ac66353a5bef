import type { Change } from '../model/verdict.ts'
import { paired } from '../stats/paired.ts'
import { shift, type Shift } from '../stats/shift.ts'

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
