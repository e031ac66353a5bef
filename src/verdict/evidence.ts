import { paired } from '../stats/paired.ts'
import { shift, type Shift } from '../stats/shift.ts'

/**
 * What is known of one cell: ln values, one a launch, in the order of the waves. `independent`: launches recorded before
 * and launches of now. `paired`: one difference a wave, head − base, of launches that ran in the same rounds.
 */
export type Evidence =
  | { readonly kind: 'independent'; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly kind: 'paired'; readonly differences: readonly number[] }

/** The launches of now, or the pairs. */
export function launchesIn(evidence: Evidence): number {
  return evidence.kind === 'paired' ? evidence.differences.length : evidence.after.length
}

/** What the waves from `start` up to, but not including, `end` showed. */
export function waves(evidence: Evidence, start: number, end: number): Evidence {
  if (evidence.kind === 'paired') return { kind: 'paired', differences: evidence.differences.slice(start, end) }
  return { ...evidence, after: evidence.after.slice(start, end) }
}

/** With the sign of every value turned, so that a metric that should be high reads as one that should be low. */
export function mirrored(evidence: Evidence): Evidence {
  if (evidence.kind === 'paired') return { kind: 'paired', differences: turned(evidence.differences) }
  return { kind: 'independent', before: turned(evidence.before), after: turned(evidence.after) }
}

function turned(values: readonly number[]): readonly number[] {
  return values.map((value) => -value)
}

/** The change in ln units with one-sided bounds at `alpha`, by the procedure that fits the evidence. RangeError when it is empty. */
export function shiftIn(evidence: Evidence, alpha: number): Shift {
  return evidence.kind === 'paired'
    ? paired(evidence.differences, alpha)
    : shift(evidence.before, evidence.after, alpha)
}
