import { enoughFor } from '../stats/latencies.ts'
import { COMMON_ROUNDS } from '../verdict/windows.ts'
import type { Budget } from './budget.ts'
import { LONGEST, type Span } from './window.ts'

/** How many rounds of a wave a launch takes part in. */

/** Rounds for a driver that needs windows of a second: one is as much load as a dozen short ones. */
const LONG_ROUNDS = 3

/** More answers than a p99 takes, because a launch may be slower than the warm-up that its windows go by. */
const SPARE = 1.25

/**
 * Rounds of one launch. `shortest`: of the driver's windows, in seconds. `brief`: its server is held by its counts; it has as many windows
 * of a second as others, because there are few anyway (docs/how-it-decides.md).
 */
export function roundsOf(
  span: Span,
  { rounds, besideCounts }: Pick<Budget, 'rounds' | 'besideCounts'>,
  { shortest, brief }: { readonly shortest: number; readonly brief: boolean },
): number {
  const usual = usualRounds(span, rounds, shortest)
  const few = brief ? besideCounts?.rounds : undefined
  return few === undefined ? usual : Math.min(usual, fewRounds(span, few))
}

/**
 * A server that needs the longest windows has no more of them than every budget has rounds: they hold as much load as a dozen short ones,
 * and a server that got slow must not take the time of the others. Its window is the same on both sides of an A/B run. At a rate there
 * are as many as a p99 takes answers, if the budget has them.
 */
function usualRounds({ seconds, rate }: Span, most: number, shortest: number): number {
  if (rate !== undefined) return Math.min(most, Math.max(COMMON_ROUNDS, Math.ceil(enoughFor(0.99) / (rate * seconds))))
  const rounds = shortest === 0 ? most : Math.min(most, LONG_ROUNDS)
  return seconds < LONGEST ? rounds : Math.min(rounds, COMMON_ROUNDS)
}

/** As many as a p99 takes answers; all where the speed of the server is unknown. */
function fewRounds({ answers = 0 }: Span, few: number): number {
  return Math.max(few, Math.ceil((SPARE * enoughFor(0.99)) / answers))
}
