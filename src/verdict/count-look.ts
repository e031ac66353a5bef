import { countShift, shiftFrom, USUAL_SPREAD } from './count-shift.ts'
import type { CountValue } from './count-values.ts'
import type { Decision } from './decide.ts'

/** What counted launches say at one look, and what more of them could add. Less is better. */

export type CountInput = {
  /** Launches of base, or those that a baseline recorded. */
  readonly before: readonly CountValue[]
  /** Launches of today, in the order in which they were counted. */
  readonly now: readonly CountValue[]
  /** Fraction: 0.01 allows 1 % more instructions per request. */
  readonly tolerance: number
  /** Fraction, added to both sides of the interval: what another libc or valgrind may have moved (`compareIdentities`). */
  readonly margin?: number
  /** `before` are launches of today, too, as in an A/B run: a look takes as many of them as of `now`. */
  readonly bothToday?: boolean
  /** In place of `before`: a number that is exact. What is below it only holds. */
  readonly exact?: number
}

/** Fresh launches that confirm a red: one where launches repeat, or nearly do and all of the interval is beyond the tolerance; three elsewhere. */
const CONFIRMING = { clear: 1, other: 3 } as const

/** Launches that differ by no more than this repeat. */
const REPEATING = 1.5 * USUAL_SPREAD

/** Launches that differ by no more than this nearly repeat. */
const NEARLY_REPEATING = 2.5 * USUAL_SPREAD

/** How many launches of today decide: those of `now` up to `end`, and in an A/B run those of base up to the look. */
export type Seen = { readonly look: number; readonly end: number }

/** The shift of the launches up to a look, or of those `from` there on. */
export function shiftAt({ before, now, bothToday, exact }: CountInput, { look, end }: Seen, from = 0) {
  const seen = now.slice(from, Math.max(end, 1))
  if (exact !== undefined) return shiftFrom(exact, seen)
  return countShift(bothToday ? before.slice(0, Math.max(look, 1)) : before, seen)
}

/** What launches up to a look say, before anything is confirmed: `decideCount` has the rules. */
export function wordAt(input: CountInput, seen: Seen): Decision['verdict'] {
  const [limit, margin] = [Math.log1p(input.tolerance), Math.log1p(input.margin ?? 0)]
  const { estimate, low, high, holds } = shiftAt(input, seen)
  if (estimate >= limit && low - margin > 0) return 'regressed'
  if (input.exact === undefined && estimate <= -limit && high + margin < 0) return 'improved'
  return holds + margin < limit ? 'holds' : 'unsure'
}

/**
 * Whether it holds and surely lies within half of the tolerance. Code that changed by more may also differ more from launch to launch than
 * it did. What another libc may have moved says nothing about that.
 */
export function isUnchanged(input: CountInput, seen: Seen): boolean {
  const { estimate, holds } = shiftAt(input, seen)
  const isNear = Math.abs(estimate) + holds - estimate < Math.log1p(input.tolerance) / 2
  return isNear && wordAt(input, seen) === 'holds'
}

/**
 * Whether more launches may decide what these did not: the margin stays, and the change is known to lie between the bounds. It could
 * hold if the margin fits in at the lower one, and be red if the upper one is beyond the tolerance and the margin.
 */
export function mayTellMore(input: CountInput): boolean {
  const [limit, margin] = [Math.log1p(input.tolerance), Math.log1p(input.margin ?? 0)]
  const { low, high } = shiftAt(input, { look: input.before.length, end: input.now.length })
  return low + margin < limit || high > Math.max(limit, margin)
}

/** How many fresh launches confirm a red. */
export function toConfirm(input: CountInput, seen: Seen): number {
  return isClear(input, seen) ? CONFIRMING.clear : CONFIRMING.other
}

/** Whether one fresh launch can confirm it. Where launches differ by more, two of them may agree by luck, however far they are. */
function isClear(input: CountInput, seen: Seen): boolean {
  const { low, high, spread } = shiftAt(input, seen)
  const beyond = Math.log1p(input.tolerance) + Math.log1p(input.margin ?? 0)
  return spread <= REPEATING || (spread <= NEARLY_REPEATING && (low > beyond || high < -beyond))
}

/** Whether the launches after a look show it again, by themselves and together with those before. */
export function isConfirmed(input: CountInput, seen: Seen, word: 'regressed' | 'improved'): boolean {
  const { estimate } = shiftAt(input, seen, seen.look)
  const again = word === 'regressed' ? estimate : -estimate
  return again >= Math.log1p(input.tolerance) && wordAt(input, seen) === word
}
