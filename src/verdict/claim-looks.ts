import type { Word } from '../model/verdict.ts'
import { paired } from '../stats/paired.ts'
import type { Shift } from '../stats/shift.ts'

/** Two pairs may agree by chance, and then their spread tells nothing. */
export const LEAST_PAIRS = 3

/**
 * The one-sided error of either bound: of calling a true claim `regressed`, and of saying `holds` of a false one. It is that of all looks
 * together (Bonferroni, as in `LOOKS`).
 */
const ERROR = 0.01

/** When a claim may be decided before everything is measured. The last look has what these leave of the error. */
const EARLY_LOOKS = [
  { pairs: LEAST_PAIRS, error: 0.002 },
  { pairs: 4, error: 0.002 },
  { pairs: 6, error: 0.002 },
] as const

/** By how much one server leads, in ln units, and what that says of a claim. */
export type ClaimLook = {
  readonly word: Extract<Word, 'holds' | 'regressed' | 'unsure'>
  readonly lead: Shift
  /** The pairs that this rests on. */
  readonly pairs: number
}

/**
 * What launches of two servers in the same waves say of a claim, in the order of the waves: `leads` and `claimed` in ln units, and
 * positive when the first server is better. It is the verdict of the first look that could tell, so that later waves never change it,
 * or that of the last look. The bounds are those of `paired`. RangeError when there is no pair.
 */
export function lookAtClaim(leads: readonly number[], claimed: number): ClaimLook {
  const spent = EARLY_LOOKS.filter(({ pairs }) => pairs < leads.length).reduce((sum, { error }) => sum + error, 0)
  return decidedEarly(leads, claimed) ?? lookAt(leads, claimed, ERROR - spent)
}

/** The verdict of an early look; null when none could tell so far, and more pairs may. */
export function decidedEarly(leads: readonly number[], claimed: number): ClaimLook | null {
  const looks = EARLY_LOOKS.filter(({ pairs }) => pairs <= leads.length)
  const seen = looks.map(({ pairs, error }) => lookAt(leads.slice(0, pairs), claimed, error))
  return seen.find(({ word }) => word !== 'unsure') ?? null
}

function lookAt(leads: readonly number[], claimed: number, error: number): ClaimLook {
  const lead = paired(leads, error)
  return { word: wordFor(lead, claimed), lead, pairs: leads.length }
}

export function wordFor({ low, high }: Shift, claimed: number): ClaimLook['word'] {
  if (low >= claimed) return 'holds'
  return high < claimed ? 'regressed' : 'unsure'
}
