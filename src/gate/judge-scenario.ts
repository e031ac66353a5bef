import { limitsIn, type Limits } from '../model/limits.ts'
import { isCounted } from '../model/metrics.ts'
import type { Tolerance } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import { cellsOf, judge } from '../verdict/judge.ts'
import { judgeCounts } from '../verdict/judge-counts.ts'
import { isTimed, limitBlank, limitCells } from '../verdict/limit.ts'
import { judgeCountedLimit } from '../verdict/limit-counts.ts'
import { outpace, outpaceCounts } from '../verdict/outpace.ts'
import { afterRecheck } from '../verdict/rechecked.ts'
import { strictest } from '../verdict/tolerance.ts'
import { against, countedCase, countsOf, type Claimed, type Evidence, type Held, type Met } from './evidence.ts'
import { messages } from './messages.ts'

/** What is asked of a scenario's servers, judged by what was counted and measured and what it is held against. All of it is pure. */

/**
 * The verdicts on one server: those on what was counted, then one per timed metric, or a single `invalid`. Of a server whose timed
 * metrics are only shown, there are those that need no baseline.
 */
export function judgeServer(evidence: Evidence, server: string, tolerance: Tolerance | undefined): readonly Verdict[] {
  const { measurement, comparison, counted } = evidence
  if (measurement.unpaired.includes(server)) return []
  const counts = countedCase(evidence, server, tolerance)
  const timed = counted?.required ? [] : judgeTimed(evidence, server, tolerance)
  return [
    ...(counts ? judgeCounts(counts) : []),
    ...(comparison.unjudged.has(server) ? timed.filter(({ verdict }) => verdict !== 'unsure') : timed),
  ]
}

/** Where a server looked slower than its baseline, what it is beside the commit that recorded it is red, and nothing else. */
function judgeTimed(
  { measurement, comparison, rechecks }: Evidence,
  server: string,
  tolerance: Tolerance | undefined,
): readonly Verdict[] {
  const cells = cellsOf(measurement, server, against(comparison, server), tolerance)
  const asked = strictest([tolerance], measurement.scenario, measurement.mode)
  return afterRecheck(cells, rechecks?.get(server), (beside) => judge(beside, server, null, asked))
}

/** The same at the strictest tolerance that was asked in each metric: what the report shows. */
export function judgeHeld(evidence: Evidence, held: Held): readonly Verdict[] {
  const { scenario, mode } = evidence.measurement
  return [...held].flatMap(([server, tolerances]) =>
    judgeServer(evidence, server, strictest(tolerances, scenario, mode)),
  )
}

/** The verdicts on the limits of one server. In an A/B run they are about head. */
export function judgeLimits({ measurement, counted }: Evidence, server: string, limits: Limits): readonly Verdict[] {
  const { scenario, unpaired } = measurement
  if (unpaired.includes(server)) return []
  const { title } = scenario
  const required = counted?.required ?? false
  const { instructions } = limits
  const limit = instructions && { metric: 'instructions' as const, ...instructions }
  const timed = limitsIn(limits).filter(isTimed)
  return [
    ...(limit ? [judgeCountedLimit({ title, server, limit, counts: countsOf(counted, server), required })] : []),
    ...(required
      ? timed.map((one) => ({ ...limitBlank(title, server, one), reason: messages.nothingTimed }))
      : limitCells(measurement, server, limits).map(({ verdict }) => verdict)),
  ]
}

/** All limits that were asked, each once. Of a server that is held, too, its other verdicts say why it cannot be used. */
export function judgeMet(evidence: Evidence, held: Held, met: Met): readonly Verdict[] {
  return [...met].flatMap(([server, all]) => {
    const verdicts = all.flatMap((limits) => judgeLimits(evidence, server, limits))
    const distinct = new Map(verdicts.map((verdict) => [JSON.stringify([verdict.metric, verdict.limit]), verdict]))
    return [...distinct.values()].filter(({ verdict }) => verdict !== 'invalid' || !held.has(server))
  })
}

export function judgeClaim({ measurement, counted }: Evidence, { server, other, claim }: Claimed): Verdict {
  const { metric } = claim
  if (!isCounted(metric)) {
    const verdict = outpace(measurement, { server, other }, { ...claim, metric })
    return counted?.required && verdict.verdict === 'unsure' ? { ...verdict, reason: messages.nothingTimed } : verdict
  }
  const { scenario } = measurement
  const counts = countsOf(counted, server)
  return outpaceCounts({ scenario, server, other, claim, counts, otherCounts: countsOf(counted, other) })
}
