import type { NotCounted, ServerCounts } from '../model/count.ts'
import { boundOf, type Below, type Limit } from '../model/limits.ts'
import type { Verdict } from '../model/verdict.ts'
import { geometricMean } from '../stats/summary.ts'
import { spreadOf } from './count-shift.ts'
import { countsOf, type CountValue } from './count-values.ts'
import { decideCount, type CountDecision } from './decide-count.ts'
import { limitBlank } from './limit.ts'
import { ofCounts } from './count-messages.ts'

/** A limit on the instructions per request of one server, and what was counted of it today. */
export type CountedLimit = {
  readonly title: string
  readonly server: string
  readonly limit: Below & Limit
  readonly counts: ServerCounts | NotCounted
  /** Nothing else decides, so what cannot be counted is `invalid`. */
  readonly required: boolean
}

/** Launches that are counted in any case. */
const FIRST = 2

/** Whether a server meets a limit on its instructions: the looks and words of `decideCount`, beside a number that is exact. */
export function judgeCountedLimit({ title, server, limit, counts, required }: CountedLimit): Verdict {
  const blank = limitBlank(title, server, limit)
  if ('notCounted' in counts) {
    const reason = ofCounts.notCounted({ reason: counts.notCounted })
    return { ...blank, verdict: required ? 'invalid' : 'unsure', reason }
  }
  const now = instructionsOf(counts)
  if (now.length === 0) return { ...blank, reason: ofCounts.tooFewCounts({ launches: 0 }) }
  const decision = decideBeside(limit, now)
  const { verdict, change, launches } = decision
  return {
    ...blank,
    verdict,
    change,
    launches,
    reason: verdict === 'unsure' ? whyUnsure(decision) : null,
    current: geometricMean(now.slice(0, launches).map(({ value }) => value)),
    spread: spreadOf(now.slice(0, launches)),
  }
}

/** How many more launches to count before asking again. */
export function neededForLimit(limit: Below, counts: ServerCounts | NotCounted): number {
  if ('notCounted' in counts) return 0
  const now = instructionsOf(counts)
  return now.length < FIRST ? FIRST - now.length : decideBeside(limit, now).needed.now
}

function decideBeside(limit: Below, now: readonly CountValue[]): CountDecision {
  return decideCount({ before: [], now, tolerance: 0, exact: boundOf(limit) })
}

function instructionsOf({ head }: ServerCounts): readonly CountValue[] {
  return head.map((launch) => countsOf(launch).instructions)
}

function whyUnsure({ suspected, launches, spread }: CountDecision): string {
  if (suspected === 'regressed') return ofCounts.countsNotConfirmed({ launches })
  return spread === null ? ofCounts.tooFewCounts({ launches }) : ofCounts.countsTooNear({ launches, spread })
}
