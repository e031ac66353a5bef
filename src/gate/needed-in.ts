import { everyServer } from '../measure/measure.ts'
import { neededBy, type Needed } from '../measure/schedule.ts'
import { LEAST_LAUNCHES } from '../model/baseline.ts'
import type { Limits } from '../model/limits.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import { cellsOf } from '../verdict/judge.ts'
import { limitCells } from '../verdict/limit.ts'
import { against, type Held, type Met, type PartAsk } from './evidence.ts'
import { recordedServer, type Comparison } from './find-baseline.ts'
import { partCellsOf } from './judge-parts.ts'

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
