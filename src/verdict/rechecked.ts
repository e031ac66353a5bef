import { shortHash } from '../model/commits.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Verdict } from '../model/verdict.ts'
import { LOOKS } from './looks.ts'
import { messages } from './messages.ts'

/**
 * Red against a baseline, checked side by side with the commit that recorded it. What a machine does to unchanged code differs from
 * hour to hour by more than the launches of one hour do, and the baseline knows one hour. Two versions in the same waves do not differ by that.
 */

/**
 * A server that looked slower than its baseline, in waves with the commit that recorded it; or why there are none, in words that
 * end `slower than the baseline, though its instructions hold; …`.
 */
export type Recheck = { readonly commit: string; readonly measurement: Measurement } | { readonly notRechecked: string }

/** `judgeAgain`: the verdicts on the same server in the waves beside that commit, at the same tolerances. */
export function afterRecheck(
  verdicts: readonly Verdict[],
  recheck: Recheck,
  judgeAgain: (measurement: Measurement) => readonly Verdict[],
): readonly Verdict[] {
  const repeated = 'notRechecked' in recheck ? [] : judgeAgain(recheck.measurement).filter(isRegressed)
  const isRepeated = ({ metric }: Verdict) => repeated.some((again) => again.metric === metric)
  const reason = reasonFor(recheck)
  return verdicts.map((cell) =>
    isRedByRanks(cell) && !isRepeated(cell) ? { ...cell, verdict: 'unsure', reason } : cell,
  )
}

function reasonFor(recheck: Recheck): string {
  if ('notRechecked' in recheck) return messages.notRechecked({ why: recheck.notRechecked })
  return messages.notSlowerBeside({ commit: shortHash(recheck.commit), waves: recheck.measurement.waves })
}

function isRegressed({ verdict }: Verdict): boolean {
  return verdict === 'regressed'
}

const FEWEST_FOR_RANKS = LOOKS[0].launches + LOOKS[0].confirm

/** What is beyond all noise is red after fewer launches than ranks need, and no hour of a machine explains it. */
export function isRedByRanks(cell: Verdict): boolean {
  return isRegressed(cell) && cell.launches >= FEWEST_FOR_RANKS
}
