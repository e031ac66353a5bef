import type { Base } from '../base-ref/base.ts'
import { openAlongside, type Alongside } from '../host/alongside.ts'
import type { Driver } from '../load/driver.ts'
import type { Drivers } from '../load/drivers.ts'
import { budgetFor, inFullWaves, type Budget } from '../measure/budget.ts'
import { leastSeconds } from '../measure/least-seconds.ts'
import type { Progress } from '../measure/progress.ts'
import type { Context } from '../measure/session.ts'
import type { MachineInfo } from '../model/baseline.ts'
import type { Fault, Measurement } from '../model/measurement.ts'
import type { ComparedRefs } from '../model/report.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { Fleet } from '../server/fleet.ts'
import { seeded } from '../stats/random.ts'
import type { Comparison } from './find-baseline.ts'
import { knownRates } from './known-rates.ts'
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

/** A scenario before it is timed. `counted`: servers that counts decide about in this run. */
export type ToTime = {
  readonly scenario: Scenario
  readonly comparison: Comparison
  readonly counted: ReadonlySet<string>
}

/** Whether a scenario's baseline is written anew. */
export function isRecorded({ baseline }: Scenario, { recording }: Pick<TimingMeans, 'recording'>): boolean {
  return recording === 'all' && baseline
}

/** What measuring a scenario needs from outside, but for who is told of connections that servers ended. */
export function contextFor(
  { scenario, comparison, counted }: ToTime,
  driver: Driver,
  broken: readonly Fault[],
  means: TimingMeans,
): Context {
  const { project, settings, other } = means
  return {
    ...sidesOf(scenario, means),
    ...alongsideOf(scenario, project),
    running: runningIn(scenario, project),
    knownRates: knownRates(scenario, comparison.baseline, means, counted),
    fleet: means.fleet,
    driver,
    env: means.env,
    broken,
    budget: budgetOf(scenario, means),
    references: other ? [] : project.references.map((reference) => reference.name),
    random: seeded(`${scenario.title} ${means.seed}`),
    signal: means.signal,
    insist: settings.insist,
    onProgress: means.onProgress,
  }
}

/** Each request of a mix has only a part of the answers, and its p99 takes as many as that of all. */
function budgetOf(scenario: Scenario, means: TimingMeans): Budget {
  const budget = budgetFor(means.settings.budget, isRecorded(scenario, means), means.project.budget)
  return scenario.requests ? inFullWaves(budget) : budget
}

/** To measure servers again, beside another version of theirs. */
export function contextBeside(context: Context, fleet: Context['fleet']): Context {
  return {
    ...context,
    mode: 'ab',
    references: [],
    unpaired: [],
    fleet,
    onProgress: (progress) => context.onProgress({ ...progress, again: true }),
  }
}

/**
 * Before anything is counted: what it takes if all counts hold, nothing looks worse, and no test states more than the scenario does; or
 * the fewest waves, if they take longer.
 */
export function expectedSeconds(
  { scenario, counted }: Pick<ToTime, 'scenario' | 'counted'>,
  context: Context,
  { settings }: Pick<TimingMeans, 'settings'>,
): number {
  const { seconds, besideCounts } = context.budget
  const isShort =
    settings.unsure === 'pass' && !scenario.limits && scenario.servers.every((server) => counted.has(server))
  const budgeted = isShort && besideCounts ? besideCounts.seconds : seconds
  return Math.max(leastSeconds(scenario, context, isShort), budgeted)
}

/** What belongs to any server of a scenario is no neighbour of the others either. */
function alongsideOf({ servers }: Scenario, project: Project): { readonly alongside?: Alongside } {
  const own = project.servers.filter(({ name }) => servers.includes(name))
  const wanted = new Set(own.flatMap(({ alongside }) => alongside))
  return wanted.size === 0 ? {} : { alongside: openAlongside([...wanted]) }
}

/** A scenario that makes nothing but claims is about servers of head. */
export function sidesOf(
  { servers, baseline }: Scenario,
  { other }: TimingMeans,
): Pick<Measurement, 'mode' | 'unpaired'> {
  if (!other || !baseline) return { mode: 'baseline', unpaired: [] }
  return { mode: 'ab', unpaired: servers.filter((server) => other.isNew.includes(server)) }
}
