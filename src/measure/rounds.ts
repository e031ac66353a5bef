import { enoughFor } from '../stats/latencies.ts'
import { COMMON_ROUNDS } from '../verdict/windows.ts'
import type { Budget } from './budget.ts'
import { LONGEST, type Span } from './window.ts'

/** How many rounds of a wave a launch takes part in. */

/** Windows at a rate. Five show the level of six within 1.3 % (docs/how-it-decides.md). */
const AT_A_RATE = { usual: COMMON_ROUNDS, few: COMMON_ROUNDS - 1 }

/** Rounds for a driver that needs windows of a second: one is as much load as a dozen short ones. */
const LONG_ROUNDS = 3

/** More answers than a p99 takes, because a launch may be slower than the warm-up that its windows go by. */
const SPARE = 1.25

/**
 * Rounds of one launch. `shortest`: of the driver's windows, in seconds. `brief`: its server is held by its counts; it has as many windows
 * of a second as others in a closed loop, because there are few anyway, and one less at a rate.
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
function usualRounds(span: Span, most: number, shortest: number): number {
  const { seconds, rate } = span
  if (rate !== undefined) return Math.min(most, roundsAtRate(span, AT_A_RATE.usual))
  const rounds = shortest === 0 ? most : Math.min(most, LONG_ROUNDS)
  return seconds < LONGEST ? rounds : Math.min(rounds, COMMON_ROUNDS)
}

/** As many as a p99 takes answers; all where the speed of the server is unknown. */
function fewRounds(span: Span, few: number): number {
  const { answers = 0, rate } = span
  if (rate !== undefined) return roundsAtRate(span, AT_A_RATE.few)
  return Math.max(few, Math.ceil((SPARE * enoughFor(0.99)) / answers))
}

/** At a rate it is known how many requests there will be, and each of them has a latency, answered or not. */
function roundsAtRate({ answers = 0 }: Span, least: number): number {
  return Math.max(least, Math.ceil(enoughFor(0.99) / answers))
}
