import { everyServer } from '../measure/measure.ts'
import { neededBy, type Needed } from '../measure/schedule.ts'
import type { Baseline } from '../model/baseline.ts'
import type { Measurement } from '../model/measurement.ts'
import { isCounted } from '../model/metrics.ts'
import type { Claim } from '../model/scenario.ts'
import type { Tolerance } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import { againstOf } from '../verdict/recording.ts'
import { cellsOf, judge } from '../verdict/judge.ts'
import { strictest } from '../verdict/tolerance.ts'
import { outpace, outpaceCounts } from '../verdict/outpace.ts'
import type { Comparison } from './find-baseline.ts'

/** Answers what tests ask about a scenario's servers, from a measurement and what it is compared with. Pure. */

/** The tolerances that tests asked for, by server. `undefined` stands for the scenario's own. */
export type Held = ReadonlyMap<string, readonly (Tolerance | undefined)[]>

/** A claim that one server is better than another one of the same scenario. */
export type Claimed = { readonly server: string; readonly other: string; readonly claim: Claim }

/** The verdicts on one server: one per metric, or a single `invalid`. */
export function judgeServer(
  measurement: Measurement,
  comparison: Comparison,
  server: string,
  tolerance: Tolerance | undefined,
): readonly Verdict[] {
  return judge(measurement, server, against(comparison, server), tolerance)
}

/** The verdicts that the report shows: those at the strictest tolerance that was asked for in each metric. */
export function judgeHeld(measurement: Measurement, comparison: Comparison, held: Held): readonly Verdict[] {
  return [...held].flatMap(([server, tolerances]) =>
    judgeServer(measurement, comparison, server, strictest(tolerances, measurement.scenario, measurement.mode)),
  )
}

export function judgeClaim(measurement: Measurement, { server, other, claim }: Claimed): Verdict {
  const { metric } = claim
  if (!isCounted(metric)) return outpace(measurement, { server, other }, { ...claim, metric })
  const notCounted = { notCounted: 'this gate does not count yet' }
  const { scenario } = measurement
  return outpaceCounts({ scenario, server, other, claim, counts: notCounted, otherCounts: notCounted })
}

/** The servers that need more launches to be decided at every tolerance that was asked for so far. */
export function neededIn(measurement: Measurement, comparison: Comparison, held: Held): Needed {
  const { scenario } = measurement
  if (!scenario.baseline) return everyServer(scenario)(measurement)
  const needed = new Map(scenario.servers.map((server) => [server, neededFor(measurement, comparison, server, held)]))
  return {
    open: scenario.servers.filter((server) => needed.get(server)?.open),
    suspected: scenario.servers.filter((server) => needed.get(server)?.suspected),
  }
}

/** Checks each tolerance separately: a cell that is decided at a strict one may be open at a looser one. */
function neededFor(measurement: Measurement, comparison: Comparison, server: string, held: Held) {
  const cells = (held.get(server) ?? [undefined]).flatMap((tolerance) =>
    cellsOf(measurement, server, against(comparison, server), tolerance),
  )
  const needed = neededBy(cells)
  return { ...needed, open: needed.open || isToBeRecorded(measurement, comparison, server) }
}

/** A server without a baseline is measured for the whole budget, because its baseline is about to be recorded. */
function isToBeRecorded({ mode, faults }: Measurement, { baseline }: Comparison, server: string): boolean {
  const isMissing = mode === 'baseline' && recordedServer(baseline, server) === null
  return isMissing && !faults.some((fault) => fault.server === server)
}

/** What a baseline has of a server; null when it has nothing. */
export function recordedServer(baseline: Baseline | null, server: string): Baseline['servers'][string] | null {
  return (baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : null) ?? null
}

/** What one server is compared with; null when the baseline has nothing of it. */
export function against({ baseline, otherMachine }: Comparison, server: string) {
  return againstOf(baseline, server, otherMachine)
}
