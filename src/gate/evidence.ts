import type { CountedBaseline, CountedServer, NotCounted, ServerCounts } from '../model/count.ts'
import type { Limits } from '../model/limits.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Claim, Tolerance } from '../model/scenario.ts'
import type { CountedCase } from '../verdict/judge-counts.ts'
import type { Part } from '../verdict/parts.ts'
import type { Recheck } from '../verdict/rechecked.ts'
import { againstOf } from '../verdict/recording.ts'
import type { Comparison } from './find-baseline.ts'

/** What is known of a scenario when it is judged, and what tests ask of it. */

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
  /** By server, where one looked slower than its baseline. */
  readonly rechecks?: ReadonlyMap<string, Recheck>
}

/** The tolerances that tests asked for, by server. `undefined` stands for the scenario's own. */
export type Held = ReadonlyMap<string, readonly (Tolerance | undefined)[]>

/** Those of one server; before any test has asked, the scenario's own. */
export function tolerancesOf(held: Held, server: string): readonly (Tolerance | undefined)[] {
  return held.get(server) ?? [undefined]
}

/** The limits that tests asked for, by server. */
export type Met = ReadonlyMap<string, readonly Limits[]>

/** What tests asked of single requests of a mix: to hold the baseline, at a tolerance, or to meet limits. */
export type PartAsk = Part & ({ readonly tolerance: Tolerance | undefined } | { readonly limits: Limits })

/** Everything that tests asked of a scenario so far. */
export type Asked = {
  readonly held: Held
  readonly met: Met
  /** Of single requests of a mix. */
  readonly asks: readonly PartAsk[]
  readonly claimed: readonly Claimed[]
}

/** A claim that one server is better than another one of the same scenario. */
export type Claimed = { readonly server: string; readonly other: string; readonly claim: Claim }

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

/** What was counted of a server, or why it was not. */
export function countsOf(counted: Evidence['counted'], server: string): ServerCounts | NotCounted {
  if (counted !== null && 'notCounted' in counted) return counted
  return counted?.servers.get(server) ?? { notCounted: 'it was not asked for' }
}

/** What a counted baseline has of a server; null when it has nothing. */
export function recordedCounts(baseline: CountedBaseline | null, server: string): CountedServer | null {
  return (baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : null) ?? null
}

/** What one server is compared with; null when the baseline has nothing of it. */
export function against({ baseline }: Comparison, server: string) {
  return againstOf(baseline, server)
}
