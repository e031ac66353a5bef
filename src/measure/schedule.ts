import { isRed } from '../model/verdict.ts'
import type { Cell } from '../verdict/judge.ts'
import type { Budget } from './budget.ts'

/** What comes next, and when measuring ends: a function of what was seen so far, and of nothing else. */

/** What a run has seen when a wave ends, or before the first one. Seconds of measuring, pauses left out. */
export type Seen = {
  /** Waves that ended. */
  readonly waves: number
  readonly seconds: number
  /** Seconds that the last wave took, with the wait for a quiet machine before it. */
  readonly lastWave: number
  /** Waves that began after the budget was spent. */
  readonly beyond: number
}

/** Which servers still need launches, given what was measured so far. */
export type Needed = {
  /** More launches may decide them. */
  readonly open: readonly string[]
  /** They were red at a look, and fresh launches have to repeat it. They are open, too. */
  readonly suspected: readonly string[]
}

/** The servers of the next wave, none when measuring is over; `beyond`: the budget is spent. */
export type NextWave = { readonly servers: readonly string[]; readonly beyond: boolean }

/** Waves that may follow the budget when something red waits for fresh launches to repeat it. */
export const CONFIRMING_WAVES = 8

/**
 * Waves of all open servers as long as the budget has room, then waves of the suspected alone: a red that was seen is
 * confirmed or refuted, whatever the budget. Once the budget is spent it stays spent, because a wave of few servers is
 * short and would seem to fit again.
 */
export function nextWave(budget: Budget, seen: Seen, { open, suspected }: Needed): NextWave {
  const beyond = seen.beyond > 0 || !hasRoom(budget, seen)
  if (!beyond) return { servers: open, beyond }
  return { servers: seen.beyond < CONFIRMING_WAVES ? suspected : [], beyond }
}

/** Whether another wave fits: the last one tells how long the next will take. */
function hasRoom({ waves: { least, most }, seconds }: Budget, seen: Seen): boolean {
  return seen.waves < least || (seen.waves < most && seen.seconds + seen.lastWave <= seconds)
}

/**
 * What measuring a server on could still bring. Once a cell of it is red, so is the build: then only what fresh launches are
 * about to repeat is waited for, and not beyond the budget.
 */
export function neededBy(cells: readonly Cell[]): { readonly open: boolean; readonly suspected: boolean } {
  const suspected = cells.some((cell) => cell.suspected)
  if (cells.some(({ verdict }) => isRed(verdict))) return { open: suspected, suspected: false }
  return { open: cells.some(({ open }) => open), suspected }
}
