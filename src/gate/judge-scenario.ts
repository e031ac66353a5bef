import { everyServer } from '../measure/measure.ts'
import { neededBy, type Needed } from '../measure/schedule.ts'
import { LEAST_LAUNCHES } from '../model/baseline.ts'
import type { NotCounted, ServerCounts, CountedBaseline, CountedServer } from '../model/count.ts'
import type { Measurement } from '../model/measurement.ts'
import { isCounted } from '../model/metrics.ts'
import { limitsIn, type Limits } from '../model/limits.ts'
import type { Claim, Scenario, Tolerance } from '../model/scenario.ts'
import { blankVerdict, type Verdict } from '../model/verdict.ts'
import { cellsOf, judge } from '../verdict/judge.ts'
import { judgeCounts, type CountedCase } from '../verdict/judge-counts.ts'
import { judgeCountedLimit } from '../verdict/limit-counts.ts'
import { isTimed, limitBlank, limitCells } from '../verdict/limit.ts'
import { outpace, outpaceCounts } from '../verdict/outpace.ts'
import { partName } from '../model/parts.ts'
import { partCells, partLimitCells, type Part } from '../verdict/parts.ts'
import { againstOf } from '../verdict/recording.ts'
import { strictest, toleranceFor } from '../verdict/tolerance.ts'
import { recordedServer, type Comparison } from './find-baseline.ts'
import { messages } from './messages.ts'

/** What is asked of a scenario's servers, judged by what was counted and measured and what it is held against. All of it is pure. */

/** What was counted of a scenario; `recorded` is the counted baseline, and `required`: nothing but counts decides. */
export type Counted = {
  readonly servers: ReadonlyMap<string, ServerCounts | NotCounted>
  readonly recorded: CountedBaseline | null
  readonly required: boolean
  readonly seconds: number
}

/** Everything that is known of a scenario. `counted` says why nothing can be counted here, and is null where nobody asked. */
export type Evidence = {
  readonly measurement: Measurement
  readonly comparison: Comparison
  readonly counted: Counted | (NotCounted & { readonly required: boolean }) | null
}

/** The tolerances that tests asked for, by server. `undefined` stands for the scenario's own. */
export type Held = ReadonlyMap<string, readonly (Tolerance | undefined)[]>

/** The limits that tests asked for, by server. */
export type Met = ReadonlyMap<string, readonly Limits[]>

/** What tests asked of single requests of a mix: to hold the baseline, at a tolerance, or to meet limits. */
export type PartAsk = Part & ({ readonly tolerance: Tolerance | undefined } | { readonly limits: Limits })

/** A claim that one server is better than another one of the same scenario. */
export type Claimed = { readonly server: string; readonly other: string; readonly claim: Claim }

/**
 * The verdicts on one server: those on what was counted, then one per timed metric, or a single `invalid`. Of a server whose timed
 * metrics are only shown, there are those that need no baseline.
 */
export function judgeServer(evidence: Evidence, server: string, tolerance: Tolerance | undefined): readonly Verdict[] {
  const { measurement, comparison, counted } = evidence
  if (measurement.unpaired.includes(server)) return []
  const counts = countedCase(evidence, server, tolerance)
  const timed = counted?.required ? [] : judge(measurement, server, against(comparison, server), tolerance)
  return [
    ...(counts ? judgeCounts(counts) : []),
    ...(comparison.unjudged.has(server) ? timed.filter(({ verdict }) => verdict !== 'unsure') : timed),
  ]
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

/** The verdicts on one request of a mix. Counts are known of all of it together, so where nothing is timed each is `unsure`. */
export function judgePart({ measurement, comparison, counted }: Evidence, ask: PartAsk): readonly Verdict[] {
  if (counted?.required) return untimed(measurement, ask)
  return partCellsOf(measurement, comparison, ask).map(({ verdict }) => verdict)
}

function untimed({ scenario, mode }: Measurement, ask: PartAsk): readonly Verdict[] {
  const { title } = scenario
  const metric = 'latencyP50'
  const server = partName(ask.server, ask.request)
  const blanks =
    'limits' in ask
      ? limitsIn(ask.limits).map((limit) => limitBlank(title, server, limit))
      : [
          blankVerdict({
            scenario: title,
            server,
            metric,
            tolerance: toleranceFor(metric, scenario, ask.tolerance, mode),
          }),
        ]
  return blanks.map((blank) => ({ ...blank, reason: messages.nothingTimed }))
}

function partCellsOf(measurement: Measurement, { baseline }: Comparison, ask: PartAsk) {
  return 'limits' in ask
    ? partLimitCells(measurement, ask, ask.limits)
    : partCells(measurement, ask, baseline, ask.tolerance)
}

/** Everything that was asked of single requests, each once, at the strictest tolerance. What cannot be used of a server that is held is said there. */
export function judgeParts(evidence: Evidence, held: Held, asks: readonly PartAsk[]): readonly Verdict[] {
  const { scenario, mode } = evidence.measurement
  const groups = [...Map.groupBy(asks, ({ server, request }) => partName(server, request)).values()]
  const verdicts = groups.flatMap((group) => {
    const tolerances = group.flatMap((ask) => ('limits' in ask ? [] : [ask.tolerance]))
    const { server, request } = group[0]!
    const holds = tolerances.length === 0 ? [] : [{ server, request, tolerance: strictest(tolerances, scenario, mode) }]
    return [...holds, ...group.filter((ask) => 'limits' in ask)].flatMap((ask) => judgePart(evidence, ask))
  })
  const distinct = new Map(verdicts.map((one) => [JSON.stringify([one.server, one.metric, one.limit]), one]))
  const isSaid = ({ server, verdict }: Verdict) =>
    verdict === 'invalid' && asks.some((ask) => partName(ask.server, ask.request) === server && held.has(ask.server))
  return [...distinct.values()].filter((one) => !isSaid(one))
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

/**
 * What a server's counts are judged by; null where they are no question: nobody asked for them, or nothing can be counted on this
 * machine, which is said once for the run and not once per server.
 */
export function countedCase(
  { measurement, counted }: Evidence,
  server: string,
  tolerance: Tolerance | undefined,
): CountedCase | null {
  if (counted === null || ('notCounted' in counted && !counted.required)) return null
  const { scenario, mode } = measurement
  const recorded = 'recorded' in counted ? recordedCounts(counted.recorded, server) : null
  const { required } = counted
  return { scenario, server, mode, counts: countsOf(counted, server), recorded, tolerance, required }
}

function countsOf(counted: Evidence['counted'], server: string): ServerCounts | NotCounted {
  if (counted !== null && 'notCounted' in counted) return counted
  return counted?.servers.get(server) ?? { notCounted: 'it was not asked for' }
}

/** What a counted baseline has of a server; null when it has nothing. */
export function recordedCounts(baseline: CountedBaseline | null, server: string): CountedServer | null {
  return (baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : null) ?? null
}

/** Which servers of a scenario need more timed launches, at every tolerance that was asked so far. */
export function neededIn(
  measurement: Measurement,
  comparison: Comparison,
  held: Held,
  met: Met = new Map(),
  asks: readonly PartAsk[] = [],
): Needed {
  const { scenario } = measurement
  if (!scenario.baseline) return everyServer(scenario)(measurement)
  const needed = new Map(
    scenario.servers.map((server) => [server, neededFor(measurement, comparison, server, { held, met, asks })]),
  )
  return {
    open: scenario.servers.filter((server) => needed.get(server)?.open),
    suspected: scenario.servers.filter((server) => needed.get(server)?.suspected),
  }
}

/** Checks each tolerance separately: a cell that is decided at a strict one may be open at a looser one. */
function neededFor(
  measurement: Measurement,
  comparison: Comparison,
  server: string,
  { held, met, asks }: { readonly held: Held; readonly met: Met; readonly asks: readonly PartAsk[] },
) {
  const cells = (held.get(server) ?? [undefined]).flatMap((tolerance) =>
    cellsOf(measurement, server, against(comparison, server), tolerance),
  )
  const limits = limitsFor(measurement.scenario, server, met).flatMap((one) => limitCells(measurement, server, one))
  const parts = asks.filter((ask) => ask.server === server).flatMap((ask) => partCellsOf(measurement, comparison, ask))
  const needed = neededBy([...cells, ...limits, ...parts])
  return { ...needed, open: needed.open || isMeasuredAnyway(measurement, comparison, server) }
}

/** The scenario's own limits count before a test asks for them, as its tolerance does. */
export function limitsFor({ limits }: Pick<Scenario, 'limits'>, server: string, met: Met): readonly Limits[] {
  return [...(limits ? [limits] : []), ...(met.get(server) ?? [])]
}

/**
 * A server without a baseline is measured for the whole budget, because its baseline is about to be recorded. It does not get as
 * many launches as an update records: a first run of `quick` would take ten minutes. The report says what few launches cost
 * (`kindNotes`). A server whose timed metrics are only shown gets the launches that a recorded value would need.
 */
function isMeasuredAnyway(
  { mode, faults, waves }: Measurement,
  { baseline, unjudged }: Comparison,
  server: string,
): boolean {
  const isMissing = mode === 'baseline' && recordedServer(baseline, server) === null
  if (!isMissing || faults.some((fault) => fault.server === server)) return false
  return !unjudged.has(server) || waves < LEAST_LAUNCHES
}

/** What one server is compared with; null when the baseline has nothing of it. */
export function against({ baseline }: Comparison, server: string) {
  return againstOf(baseline, server)
}
