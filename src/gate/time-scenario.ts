import type { Driver } from '../load/driver.ts'
import { refuseHead, refuseMix, refuseUnchecked, weakerChecksOf } from '../load/external/unchecked.ts'
import { everyServer, startMeasuring } from '../measure/measure.ts'
import { LoadgateError } from '../model/error.ts'
import type { Fault, Measurement } from '../model/measurement.ts'
import type { DriverName, Scenario } from '../model/scenario.ts'
import { figureNotes } from '../verdict/notes.ts'
import { chooseDriver } from './choose-driver.ts'
import { openEndedConnections } from './ended-connections.ts'
import type { Asked, Evidence } from './evidence.ts'
import { findBaseline, NO_BASELINE, type Comparison } from './find-baseline.ts'
import { messages } from './messages.ts'
import { cutsShortIn, neededIn } from './needed-in.ts'
import { reachedOtherwise } from './reached.ts'
import type { StartBeside } from './recheck.ts'
import { runningIn } from './running.ts'
import { contextBeside, contextFor, expectedSeconds, isRecorded, sidesOf, type TimingMeans } from './timing-context.ts'

/** The timed metrics of one scenario. */
export type Timing = {
  readonly comparison: Comparison
  readonly measurement: () => Measurement
  /** Measures on until nothing that is held is open, within the scenario's one budget, which is shorter where counts hold. */
  readonly until: (asked: Asked, counted: Evidence['counted'], signal: AbortSignal) => Promise<void>
  /** Begins to measure servers beside another version of theirs, under the same load and within a budget of their own. */
  readonly startBeside: StartBeside
  /** Whether servers whose counts hold have only a part of the budget. */
  readonly cutsShort: boolean
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
  const { name, driver, notes } = await driverFor(scenario, means)
  const comparison = comparisonFor(scenario, driver, means, counted)
  const toTime = { scenario, comparison, counted }
  const ended = openEndedConnections(name)
  const context = { ...contextFor(toTime, driver, broken, means), onEnds: ended.add }
  const expected = expectedSeconds(toTime, context, means)
  const cutsShort = cutsShortIn(context.budget, means.settings)
  const measuring = startMeasuring(scenario, context)
  let measurement = measuring.measurement()
  return {
    comparison,
    measurement: () => measurement,
    startBeside: (servers, fleet) =>
      startMeasuring({ ...scenario, servers: [...servers] }, contextBeside(context, fleet)),
    cutsShort,
    left: () => Math.max(0, expected - measurement.seconds),
    remarks: () => [...notes, ...ended.notes(), ...(isThorough(means) ? figureNotes(measurement) : [])],
    async until(asked, counts, signal) {
      const undecided = isRecorded(scenario, means)
        ? everyServer(scenario)
        : (so: Measurement) =>
            neededIn({ measurement: so, comparison, counted: counts }, asked, { ...means.settings, cutsShort })
      measurement = await measuring.until(undecided, signal)
      if (isRecorded(scenario, means)) refuseBusy(measurement)
    },
  }
}

/** With what the reader should know of it. Throws LoadgateError for a scenario that none can measure right. */
async function driverFor(
  scenario: Scenario,
  { settings, fleet, drivers, project }: TimingMeans,
): Promise<{ readonly name: DriverName; readonly driver: Driver; readonly notes: readonly string[] }> {
  const { name, note } = chooseDriver(scenario, settings.driver, fleet.closing, reachedOtherwise(scenario, project))
  refuseMix(name, scenario)
  refuseUnchecked(name, scenario.request?.expect)
  refuseHead(name, scenario.request?.method ?? 'GET')
  const notes = [note, weakerChecksOf(name, scenario)].filter((one) => one !== null)
  return { name, driver: await drivers.named(name), notes }
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
  return {
    comparison,
    measurement: () => measurement,
    startBeside: refuseBeside,
    cutsShort: false,
    left: () => 0,
    remarks: () => [],
    until: async () => {},
  }
}

function refuseBeside(): never {
  throw new Error('What is not timed is not slower than its baseline.')
}

function comparisonFor(
  scenario: Scenario,
  driver: Driver,
  means: TimingMeans,
  counted: ReadonlySet<string>,
): Comparison {
  if (!scenario.baseline) return NO_BASELINE
  if (means.other) return { ...NO_BASELINE, refs: means.other.refs }
  return findBaseline(scenario, `${driver.id} ${driver.version}`, means, counted)
}

function isThorough({ settings }: TimingMeans): boolean {
  return settings.budget === 'thorough'
}

function refuseBusy({ endedBusy, busyCores, busiest, seconds }: Measurement): void {
  if (!endedBusy) return
  const busy = { cores: busyCores, neighbour: busiest, seconds }
  throw new LoadgateError('too-busy-to-record', messages.tooBusyToRecord(busy))
}
