import { readCounted, whyCountsNotComparable } from '../baseline/counted.ts'
import type { Counter } from '../count/counter.ts'
import { monotonic } from '../host/proc.ts'
import type { CountingProgress } from '../measure/progress.ts'
import type { CountedLaunch, CountIdentity, NotCounted, ServerCounts, CountedBaseline } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import { SIDES, type Measurement, type Side } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import type { Project } from '../options/project.ts'
import type { Settings } from '../options/settings.ts'
import type { Fleet } from '../server/fleet.ts'
import { neededCounts } from '../verdict/judge-counts.ts'
import { recordedCounts, type Counted, type Evidence, type Held } from './judge-scenario.ts'

/** How many more launches of each side somebody needs of a server, given what was counted of it so far. */
export type NeededLaunches = (server: string, counts: ServerCounts | NotCounted) => Readonly<Record<Side, number>>

/** Counts the servers of a run. Two scenarios that ask a server the same share its counts. */
export type Counting = {
  /** Counts until nobody needs another launch. Gives what was counted by server. Rejects only with the reason of its signal. */
  readonly until: (
    scenario: Scenario,
    needed: NeededLaunches,
    /** Seconds that the scenario takes after counting, for the progress. */
    after?: number,
  ) => Promise<ReadonlyMap<string, ServerCounts | NotCounted>>
}

export type CountingOptions = {
  readonly counter: Counter
  readonly fleet: Pick<Fleet, 'prepared'>
  readonly identify: (server: Server) => Promise<CountIdentity>
  readonly onProgress: (progress: CountingProgress) => void
}

/** What is told of one server's launches: how many will be counted, and have been. */
type Steps = Readonly<Record<'onNeeded' | 'onCounted', (server: string, launches: number) => void>>

export function openCounting({ counter, fleet, identify, onProgress }: CountingOptions): Counting {
  const known = new Map<string, ServerCounts | NotCounted>()

  /** Servers wait for a core by themselves, so that all may begin at once. */
  async function until(scenario: Scenario, needed: NeededLaunches, after = 0) {
    const began = monotonic()
    let [launches, expected] = [0, 0]
    const show = (server: string) => {
      const left = launches === 0 ? 0 : ((expected - launches) * (monotonic() - began)) / launches + after
      onProgress({ scenario: scenario.title, step: 'counting', server, launches, expected, left })
    }
    const steps: Steps = {
      onNeeded: (server, more) => ((expected += more), show(server)),
      onCounted: (server, more) => ((launches += more), show(server)),
    }
    const counted = scenario.servers.map(async (server) => {
      return [server, await countOne(server, scenario.request, needed, steps)] as const
    })
    return new Map(await Promise.all(counted))
  }

  async function countOne(
    server: string,
    request: Scenario['request'],
    needed: NeededLaunches,
    { onNeeded, onCounted }: Steps,
  ) {
    const key = JSON.stringify([server, request])
    let counts = known.get(key) ?? (await begin(server))
    for (let more = needed(server, counts); more.head + more.base > 0; more = needed(server, counts)) {
      onNeeded(server, more.head + more.base)
      counts = await countMore(server, request, counts, more)
      known.set(key, counts)
      onCounted(server, more.head + more.base)
    }
    return counts
  }

  /** A server that never answers right is not tried again under the counter, where it would take ten times as long to say so. */
  async function begin(server: string): Promise<ServerCounts | NotCounted> {
    try {
      return { identity: await identify(fleet.prepared(server)), head: [], base: [] }
    } catch (error) {
      if (error instanceof LoadgateError) return { notCounted: error.message }
      throw error
    }
  }

  async function countMore(
    name: string,
    request: Scenario['request'],
    counts: ServerCounts | NotCounted,
    more: Readonly<Record<Side, number>>,
  ): Promise<ServerCounts | NotCounted> {
    if ('notCounted' in counts) return counts
    const outcomes = await Promise.all(
      SIDES.filter((side) => more[side] > 0).map(async (side) => {
        const task = { server: fleet.prepared(name, side), side, request, launches: more[side] }
        return counter.count(task)
      }),
    )
    const refusal = outcomes.find((outcome) => 'notCounted' in outcome)
    if (refusal) return refusal
    const fresh = outcomes.flatMap((outcome) => ('launches' in outcome ? outcome.launches : []))
    const ofSide = (side: Side): readonly CountedLaunch[] => fresh.filter((launch) => launch.side === side)
    return { ...counts, head: [...counts.head, ...ofSide('head')], base: [...counts.base, ...ofSide('base')] }
  }

  return { until }
}

/** The counted metrics of one scenario. */
export type ScenarioCounting = {
  readonly counted: () => Evidence['counted']
  /** Counts on until nothing that is held is open. */
  readonly until: (held: Held) => Promise<void>
  /** Counts servers for a claim about their instructions. */
  readonly compare: (servers: readonly string[]) => Promise<void>
}

export type ScenarioCountingNeeds = {
  readonly counting: (() => Promise<Counting | NotCounted>) | null
  readonly settings: Settings
  readonly project: Project
  readonly recording: 'all' | 'new' | 'none'
}

/** The servers of a scenario that counts decide about in this run: those that have a counted baseline, where they can be counted. */
export async function decidedByCounts(
  { baseline, title, servers }: Scenario,
  { counting, project }: Pick<ScenarioCountingNeeds, 'counting' | 'project'>,
): Promise<ReadonlySet<string>> {
  const recorded = baseline ? readCounted(project.baselines, title) : null
  const known = servers.filter((server) => recordedCounts(recorded, server))
  const opened = known.length === 0 ? null : await counting?.()
  return new Set(opened && !('notCounted' in opened) ? known : [])
}

/**
 * `after`: seconds that the scenario takes after counting, for the progress. Throws LoadgateError, before anything is counted,
 * for a counted baseline that cannot be read.
 */
export async function startCounting(
  scenario: Scenario,
  { counting, settings, project, recording }: ScenarioCountingNeeds,
  { mode, unpaired }: Pick<Measurement, 'mode' | 'unpaired'>,
  after: () => number,
): Promise<ScenarioCounting> {
  const required = settings.count === 'only'
  const recorded = mode === 'ab' || !scenario.baseline ? null : readCounted(project.baselines, scenario.title)
  if (recorded && recording !== 'all') refuseIncomparable(recorded, scenario)
  const opened = await counting?.()
  if (!opened || 'notCounted' in opened) {
    const counted = opened ? { ...opened, required } : null
    return { counted: () => counted, until: async () => {}, compare: async () => {} }
  }
  const counter = opened
  let counted: Counted = { servers: new Map(), recorded, required, seconds: 0 }

  async function count(servers: readonly string[], needed: NeededLaunches): Promise<void> {
    const began = monotonic()
    const found = await counter.until({ ...scenario, servers: [...servers] }, needed, after())
    const seconds = counted.seconds + monotonic() - began
    counted = { ...counted, servers: new Map([...counted.servers, ...found]), seconds }
  }

  /** An update records anew, whatever the launches are held against. */
  function neededAt(held: Held): NeededLaunches {
    const known = recording === 'all' ? null : recorded
    return (server, counts) => {
      const each = (held.get(server) ?? [undefined]).map((tolerance) =>
        neededCounts({ scenario, server, mode, counts, recorded: recordedCounts(known, server), tolerance, required }),
      )
      return { head: Math.max(...each.map(({ head }) => head)), base: Math.max(...each.map(({ base }) => base)) }
    }
  }

  return {
    counted: () => counted,
    until: (held) =>
      count(
        scenario.servers.filter((server) => !unpaired.includes(server)),
        neededAt(held),
      ),
    compare: (servers) => count(servers, forClaim),
  }
}

function refuseIncomparable(recorded: CountedBaseline, scenario: Scenario): void {
  for (const server of scenario.servers.filter((name) => recordedCounts(recorded, name))) {
    const why = whyCountsNotComparable(recorded, scenario, server)
    if (why) throw new LoadgateError('not-comparable', why)
  }
}

/** Two launches of each server show how exact they are today. */
function forClaim(_server: string, counts: ServerCounts | NotCounted): Readonly<Record<Side, number>> {
  return { head: 'notCounted' in counts ? 0 : Math.max(0, 2 - counts.head.length), base: 0 }
}
