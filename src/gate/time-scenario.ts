import type { Base } from '../base-ref/base.ts'
import { openAlongside, type Alongside } from '../host/alongside.ts'
import type { Drivers } from '../load/drivers.ts'
import { refuseHead, refuseMix, refuseUnchecked, weakerChecksOf } from '../load/external/unchecked.ts'
import { leastSeconds } from '../measure/least-seconds.ts'
import { everyServer, startMeasuring } from '../measure/measure.ts'
import type { Context } from '../measure/session.ts'
import type { Progress } from '../measure/progress.ts'
import { budgetFor } from '../measure/budget.ts'
import type { MachineInfo } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import type { Fault, Measurement } from '../model/measurement.ts'
import type { ComparedRefs } from '../model/report.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { Fleet } from '../server/fleet.ts'
import { seeded } from '../stats/random.ts'
import { figureNotes } from '../verdict/notes.ts'
import { chooseDriver } from './choose-driver.ts'
import { openEndedConnections } from './ended-connections.ts'
import { findBaseline, NO_BASELINE, recordedServer, type Comparison } from './find-baseline.ts'
import type { Asked, Evidence } from './evidence.ts'
import { neededIn } from './needed-in.ts'
import { knownRates } from './known-rates.ts'
import { messages } from './messages.ts'
import { reachedOtherwise } from './reached.ts'
import { runningIn } from './running.ts'

/** The other side of an A/B run: what it is, and which servers it does not have. */
export type OtherSide = Pick<Base, 'notes' | 'roots'> & {
  readonly refs: ComparedRefs
  readonly isNew: readonly string[]
}

/** What a scenario is measured with, the same for all scenarios of a run. */
export type TimingMeans = {
  readonly project: Project
  readonly settings: Settings
  /** The environment, from which requests are filled in. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What nobody may see of this run. */
  readonly secrets: Secrets
  readonly fleet: Fleet
  readonly drivers: Drivers
  /** `all`: every baseline is written anew. `new`: those that are missing. `none`: a missing one is an error, as in CI. */
  readonly recording: 'all' | 'new' | 'none'
  readonly machine: MachineInfo
  /** Null when servers are held against their baselines. */
  readonly other: OtherSide | null
  readonly seed: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/** The timed metrics of one scenario. */
export type Timing = {
  readonly comparison: Comparison
  readonly measurement: () => Measurement
  /** Measures on until nothing that is held is open, within the scenario's one budget, which is shorter where counts hold. */
  readonly until: (asked: Asked, counted: Evidence['counted'], signal: AbortSignal) => Promise<void>
  /** Seconds of the budget that are left, before pauses for a busy machine. */
  readonly left: () => number
  /** What the reader should know that the verdicts do not depend on. */
  readonly remarks: () => readonly string[]
}

/**
 * Throws LoadgateError, before anything is measured, for what makes the comparison impossible. `counted`: servers with a counted baseline
 * that this run can count, so that they can do without a timed one in CI.
 */
export async function timeScenario(
  scenario: Scenario,
  broken: readonly Fault[],
  means: TimingMeans,
  counted: ReadonlySet<string>,
): Promise<Timing> {
  const { settings, fleet, drivers, project, other } = means
  const { name, note } = chooseDriver(scenario, settings.driver, fleet.closing, reachedOtherwise(scenario, project))
  refuseMix(name, scenario)
  refuseUnchecked(name, scenario.request?.expect)
  refuseHead(name, scenario.request?.method ?? 'GET')
  const driver = await drivers.named(name)
  const comparison = comparisonFor(scenario, `${driver.id} ${driver.version}`, means, counted)
  const rates = knownRates(scenario, comparison.baseline, means, counted)
  const update = means.recording === 'all' && scenario.baseline
  const ended = openEndedConnections(name)
  const context: Context = {
    ...sidesOf(scenario, means),
    ...alongsideOf(scenario, project),
    running: runningIn(scenario, project),
    knownRates: rates,
    fleet,
    driver,
    env: means.env,
    broken,
    budget: budgetFor(settings.budget, update, project.budget),
    references: other ? [] : project.references.map((reference) => reference.name),
    random: seeded(`${scenario.title} ${means.seed}`),
    onEnds: ended.add,
    signal: means.signal,
    insist: settings.insist,
    onProgress: means.onProgress,
  }
  const expected = expectedSeconds(scenario, context, comparison, means, counted)
  const measuring = startMeasuring(scenario, context)
  let measurement = measuring.measurement()
  return {
    comparison,
    measurement: () => measurement,
    left: () => Math.max(0, expected - measurement.seconds),
    remarks: () => remarksOn(measurement, [note, weakerChecksOf(name, scenario), ...ended.notes()], settings),
    async until(asked, counts, signal) {
      const undecided = update
        ? everyServer(scenario)
        : (so: Measurement) => neededIn({ measurement: so, comparison, counted: counts }, asked, settings)
      measurement = await measuring.until(undecided, signal)
      if (update) refuseBusy(measurement)
    },
  }
}

/**
 * Before anything is counted: what it takes if all counts hold, nothing looks worse, and no test states more than the scenario does; or
 * the fewest waves, if they take longer.
 */
function expectedSeconds(
  scenario: Scenario,
  context: Context,
  { baseline }: Comparison,
  { settings, other }: TimingMeans,
  counted: ReadonlySet<string>,
): number {
  const { seconds, besideCounts = seconds } = context.budget
  const isHeld = (server: string) =>
    counted.has(server) && (other !== null || recordedServer(baseline, server) !== null)
  const isShort = settings.unsure === 'pass' && !scenario.limits && scenario.servers.every(isHeld)
  return Math.max(leastSeconds(scenario, context), isShort ? besideCounts : seconds)
}

/** In place of timing, where nothing but counts decides. */
export function skipTiming(scenario: Scenario, faults: readonly Fault[], means: TimingMeans): Timing {
  const measurement: Measurement = {
    ...sidesOf(scenario, means),
    scenario,
    references: [],
    driver: messages.notTimed,
    samples: [],
    faults,
    running: runningIn(scenario, means.project),
    unmeasured: {},
    waves: 0,
    busyRounds: 0,
    busyCores: 0,
    busiest: null,
    absent: [],
    endedBusy: false,
    seconds: 0,
    spent: {},
  }
  const comparison = { ...NO_BASELINE, refs: means.other?.refs ?? null }
  return { comparison, measurement: () => measurement, left: () => 0, remarks: () => [], until: async () => {} }
}

/** What belongs to any server of a scenario is no neighbour of the others either. */
function alongsideOf({ servers }: Scenario, project: Project): { readonly alongside?: Alongside } {
  const own = project.servers.filter(({ name }) => servers.includes(name))
  const wanted = new Set(own.flatMap(({ alongside }) => alongside))
  return wanted.size === 0 ? {} : { alongside: openAlongside([...wanted]) }
}

/** A scenario that makes nothing but claims is about servers of head. */
function sidesOf({ servers, baseline }: Scenario, { other }: TimingMeans): Pick<Measurement, 'mode' | 'unpaired'> {
  if (!other || !baseline) return { mode: 'baseline', unpaired: [] }
  return { mode: 'ab', unpaired: servers.filter((server) => other.isNew.includes(server)) }
}

function comparisonFor(
  scenario: Scenario,
  driver: string,
  means: TimingMeans,
  counted: ReadonlySet<string>,
): Comparison {
  if (!scenario.baseline) return NO_BASELINE
  if (means.other) return { ...NO_BASELINE, refs: means.other.refs }
  return findBaseline(scenario, driver, means, counted)
}

function refuseBusy({ endedBusy, busyCores, busiest, seconds }: Measurement): void {
  if (!endedBusy) return
  const busy = { cores: busyCores, neighbour: busiest, seconds }
  throw new LoadgateError('too-busy-to-record', messages.tooBusyToRecord(busy))
}

function remarksOn(
  measurement: Measurement,
  onDriver: readonly (string | null)[],
  { budget }: Settings,
): readonly string[] {
  return [...onDriver.filter((note) => note !== null), ...(budget === 'thorough' ? figureNotes(measurement) : [])]
}
