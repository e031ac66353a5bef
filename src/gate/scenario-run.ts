import type { MachineInfo } from '../model/machine.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Tolerance } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Drivers } from '../load/drivers.ts'
import { budgetFor } from '../measure/budget.ts'
import { everyServer, startMeasuring } from '../measure/measure.ts'
import type { Progress } from '../measure/progress.ts'
import { LoadgateError } from '../model/error.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { ComparedRefs } from '../model/report.ts'
import type { Fleet } from '../server/fleet.ts'
import { seeded } from '../stats/random.ts'
import { figureNotes } from '../verdict/notes.ts'
import { chooseDriver } from './choose-driver.ts'
import { findBaseline, refuseMissing, type Comparison } from './find-baseline.ts'
import { judgeClaim, judgeServer, neededIn, type Claimed, type Held } from './judge-scenario.ts'
import { messages } from './messages.ts'

/** The other side of an A/B run: what it is, and which servers it does not have. */
export type OtherSide = { readonly refs: ComparedRefs; readonly isNew: readonly string[] }

/** What all scenarios of a run are measured with. */
export type Means = {
  readonly project: Project
  readonly settings: Settings
  readonly fleet: Fleet
  readonly drivers: Drivers
  /** `all`: records every baseline. `new`: records those that are missing. `none`: a missing one is an error, as in CI. */
  readonly recording: 'all' | 'new' | 'none'
  readonly machine: MachineInfo
  /** Null when servers are compared with their baselines. */
  readonly other: OtherSide | null
  readonly seed: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/** What was measured of a scenario, what it is compared with, and what its tests asked. */
export type Findings = {
  readonly measurement: Measurement
  readonly comparison: Comparison
  /** Of the tolerances that tests asked for, the strictest decides. */
  readonly held: Held
  readonly claimed: readonly Claimed[]
  /** Notes for the reader. The verdicts do not depend on them. */
  readonly remarks: readonly string[]
}

export type ScenarioRun = {
  /** The verdicts on one server at a tolerance. Measures on if they are not decided yet. */
  readonly hold: (server: string, tolerance: Tolerance | undefined, signal: AbortSignal) => Promise<readonly Verdict[]>
  /** The verdict on a claim, from what was measured. */
  readonly outpace: (claimed: Claimed) => Verdict
  readonly findings: () => Findings
}

/** Measures a scenario whose servers can all run here. Before that, throws LoadgateError if it could not be compared. */
export async function runScenario(scenario: Scenario, means: Means, signal: AbortSignal): Promise<ScenarioRun> {
  const { settings, fleet, drivers, project } = means
  const { name, note } = chooseDriver(scenario, settings.driver, fleet.closing)
  const driver = await drivers.named(name)
  const comparison = comparisonFor(scenario, `${driver.id} ${driver.version}`, means)
  const update = means.recording === 'all' && scenario.baseline
  const held = new Map<string, (Tolerance | undefined)[]>()
  const claimed: Claimed[] = []
  const undecided = update ? everyServer(scenario) : (so: Measurement) => neededIn(so, comparison, held)
  const measuring = startMeasuring(scenario, {
    fleet,
    driver,
    budget: budgetFor(settings.budget, update, project.budget),
    mode: comparison.refs ? 'ab' : 'baseline',
    references: means.other ? [] : project.references.map((reference) => reference.name),
    unpaired: scenario.servers.filter((server) => comparison.refs && means.other?.isNew.includes(server)),
    random: seeded(`${scenario.title} ${means.seed}`),
    signal: means.signal,
    insist: settings.insist,
    onProgress: means.onProgress,
  })
  let measurement = await measuring.until(undecided, signal)
  if (update) refuseBusy(measurement)
  return {
    async hold(server, tolerance, asking) {
      held.set(server, [...(held.get(server) ?? []), tolerance])
      measurement = await measuring.until(undecided, asking)
      return judgeServer(measurement, comparison, server, tolerance)
    },
    outpace(one) {
      claimed.push(one)
      return judgeClaim(measurement, one)
    },
    findings: () => ({ measurement, comparison, held, claimed, remarks: remarksOn(measurement, note, settings) }),
  }
}

function refuseBusy({ endedBusy, busyCores, seconds }: Measurement): void {
  if (endedBusy) throw new LoadgateError('too-busy-to-record', messages.tooBusyToRecord({ cores: busyCores, seconds }))
}

function remarksOn(measurement: Measurement, note: string | null, { budget }: Settings): readonly string[] {
  return [...(note === null ? [] : [note]), ...(budget === 'thorough' ? figureNotes(measurement) : [])]
}

function comparisonFor(scenario: Scenario, driver: string, means: Means): Comparison {
  if (!scenario.baseline) return { baseline: null, otherMachine: false, refs: null }
  if (means.other) return { baseline: null, otherMachine: false, refs: means.other.refs }
  const found = findBaseline(scenario, driver, means)
  if (means.recording === 'none') refuseMissing(found.baseline, scenario)
  return found
}
