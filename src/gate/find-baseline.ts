import type { MachineInfo } from '../host/machine.ts'
import { nearestMachine } from '../baseline/nearest-machine.ts'
import type { Baseline } from '../model/baseline.ts'
import { referencesOf, refuseMixing } from '../baseline/comparable.ts'
import { comparable, machinesWith, readBaseline } from '../baseline/store.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from '../baseline/messages.ts'
import type { Gate } from '../options/gate.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Comparison } from './outcome.ts'

/**
 * The baseline to hold a scenario against: this machine's, or the nearest one's. Throws LoadgateError for a file that
 * cannot be read, and, unless it is about to be replaced, for one that was recorded under other conditions.
 */
export function findAgainst(
  gate: Gate,
  scenario: Scenario,
  driver: string,
  machine: MachineInfo,
  update: boolean,
): Comparison {
  const nearest = nearestMachine(machine, machinesWith(gate.baselines, scenario.title))
  const baseline = nearest && readBaseline(gate.baselines, nearest.id, scenario.title)
  if (baseline && update && baseline.machine.id === machine.id) {
    refuseMixing(baseline, { ...scenario, driver, references: referencesOf(gate.references) }, scenario.servers)
  }
  if (baseline && !update) refuseIncomparable(baseline, gate, scenario, driver)
  return { baseline, otherMachine: baseline !== null && baseline.machine.id !== machine.id, refs: null }
}

function refuseIncomparable(baseline: Baseline, gate: Gate, scenario: Scenario, driver: string): void {
  for (const server of gate.servers.filter(
    ({ name }) => scenario.servers.includes(name) && Object.hasOwn(baseline.servers, name),
  )) {
    const why = comparable(baseline, scenario, server, gate.references, driver)
    if (why) throw new LoadgateError('not-comparable', why)
  }
}

/** In CI nobody would see that a server has no baseline, so it is red there. */
export function refuseMissing(baseline: Baseline | null, scenario: Scenario): void {
  const missing = scenario.servers.filter((server) => !Object.hasOwn(baseline?.servers ?? {}, server))
  if (missing.length > 0)
    throw new LoadgateError('no-baseline', messages.noBaseline({ title: scenario.title, servers: missing }))
}
