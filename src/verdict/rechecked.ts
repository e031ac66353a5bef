import { shortHash } from '../model/commits.ts'
import type { Measurement } from '../model/measurement.ts'
import { METRICS } from '../model/metrics.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Cell } from './judge.ts'
import { LOOKS } from './looks.ts'
import { messages } from './messages.ts'

/**
 * What looks slower than a baseline, checked side by side with the commit that recorded it. What a machine does to unchanged code differs
 * from hour to hour by more than the launches of one hour do, and the baseline knows one hour. Two versions in the same waves do not differ by that.
 */

/**
 * A server that looked slower than its baseline, in waves with the commit that recorded it; or why there are none, in words that
 * end `looks slower than the baseline, though its instructions hold; …`.
 */
export type Recheck = { readonly commit: string; readonly measurement: Measurement } | { readonly notRechecked: string }

type Said = Pick<Verdict, 'verdict' | 'launches'>

type Doubt = Pick<Cell, 'looksWorse' | 'suspected'> & { readonly verdict: Said }

type InDoubt = Doubt & { readonly verdict: Verdict }

/**
 * The verdicts on one server. Of cells in doubt, those are red that are red beside that commit. `judgeAgain`: the verdicts on the same
 * server in those waves, at the same tolerances. Without a recheck, cells are what they are.
 */
export function afterRecheck(
  cells: readonly InDoubt[],
  recheck: Recheck | undefined,
  judgeAgain: (measurement: Measurement) => readonly Verdict[],
): readonly Verdict[] {
  if (recheck === undefined) return cells.map(({ verdict }) => verdict)
  const red = 'notRechecked' in recheck ? [] : judgeAgain(recheck.measurement).filter(isRegressed)
  return cells.map((cell) => {
    const again = red.find(({ metric }) => metric === cell.verdict.metric)
    return isDoubtful(cell) ? settled(cell, recheck, again) : cell.verdict
  })
}

/** A cell that was not red yet is shown as it is beside the commit: that is what proves it. */
function settled({ verdict }: InDoubt, recheck: Recheck, again: Verdict | undefined): Verdict {
  if ('notRechecked' in recheck)
    return { ...verdict, verdict: 'unsure', reason: messages.notRechecked({ why: recheck.notRechecked }) }
  const beside = { commit: shortHash(recheck.commit), waves: recheck.measurement.waves }
  if (!again) return { ...verdict, verdict: 'unsure', reason: messages.notSlowerBeside(beside) }
  return isRegressed(verdict) ? verdict : { ...again, reason: messages.slowerBeside(beside) }
}

/** Whether the machine's hour may be all that a cell shows: it is red by ranks, or unsure and looks slower. */
export function isDoubtful({ verdict, looksWorse, suspected }: Doubt): boolean {
  return isRedByRanks(verdict) || (verdict.verdict === 'unsure' && (looksWorse || suspected))
}

/** Whether a metric is worse by half of its tolerance beside the commit. What is not, after the first waves, hardly turns out to be slower. */
export function mayBeSlower({ metric, tolerance, change }: Pick<Verdict, 'metric' | 'tolerance' | 'change'>): boolean {
  const worse = METRICS[metric].better === 'higher' ? -1 : 1
  return change !== null && worse * change.estimate >= tolerance / 2
}

function isRegressed({ verdict }: Pick<Verdict, 'verdict'>): boolean {
  return verdict === 'regressed'
}

const FEWEST_FOR_RANKS = LOOKS[0].launches + LOOKS[0].confirm

/** What is beyond all noise is red after fewer launches than ranks need, and no hour of a machine explains it. */
export function isRedByRanks(cell: Said): boolean {
  return isRegressed(cell) && cell.launches >= FEWEST_FOR_RANKS
}
