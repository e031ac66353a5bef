import { thisMachine } from '../host/machine.ts'
import { BASELINE_VERSION, LEAST_LAUNCHES, type Baseline } from '../model/baseline.ts'
import { merged, readBaseline, writeBaseline } from '../baseline/store.ts'
import type { Gate } from '../options/gate.ts'
import type { Server } from '../model/server.ts'
import type { Origin } from '../host/origin.ts'
import type { Outcome } from './outcome.ts'

/**
 * Writes the baselines: on update all that was measured, otherwise only servers that had none (never in CI). Nothing is
 * written from a run that failed. Gives the paths of the files.
 */
export function recordBaselines(
  gate: Gate,
  outcomes: readonly Outcome[],
  {
    updating,
    passed,
    origin,
  }: { readonly updating: 'all' | 'new' | 'none'; readonly passed: boolean; readonly origin: Origin },
): readonly string[] {
  if (!passed || updating === 'none') return []
  const wanted = outcomes.filter((outcome) => (updating === 'all' || outcome.isNew) && outcome.waves >= LEAST_LAUNCHES)
  if (wanted.length === 0) return []
  const titles = [...new Set(wanted.map(({ scenario }) => scenario.title))]
  return titles.map((title) => {
    const fresh = baselineOf(
      gate,
      wanted.filter(({ scenario }) => scenario.title === title),
      origin,
    )
    const machine = thisMachine()
    return writeBaseline(gate.baselines, merged(readBaseline(gate.baselines, machine.id, title), fresh))
  })
}

function baselineOf(gate: Gate, outcomes: readonly Outcome[], origin: Origin): Baseline {
  const [first] = outcomes
  if (!first) throw new RangeError('a baseline needs an outcome')
  const { title, request, load } = first.scenario
  return {
    $schema: '../../schema/baseline.json',
    version: BASELINE_VERSION,
    scenario: { title, request, load, driver: first.summary.driver },
    machine: thisMachine(),
    references: Object.fromEntries(gate.references.map((one) => [one.name, referenceOf(one, first)])),
    servers: Object.fromEntries(outcomes.map((outcome) => [outcome.server, recordOf(gate, outcome, origin)])),
  }
}

function referenceOf({ name, runtime, warmup }: Server, { references }: Outcome): Baseline['references'][string] {
  const metrics = references[name]
  if (!metrics) throw new RangeError(`the reference ${name} was not measured`)
  return { runtime, warmup, metrics }
}

function recordOf(
  gate: Gate,
  { server, scenario, recording, waves }: Outcome,
  origin: Origin,
): Baseline['servers'][string] {
  const definition = gate.servers.find(({ name }) => name === server)
  return {
    recorded: { at: new Date().toISOString(), ...origin, waves },
    runtime: definition?.runtime ?? 'plain',
    warmup: (definition?.warmup ?? 0) * scenario.warmupTimes,
    metrics: recording,
  }
}
