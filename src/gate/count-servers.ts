import type { Counter } from '../count/counter.ts'
import { openLanes, type Lanes } from '../count/lanes.ts'
import { monotonic } from '../host/proc.ts'
import type { CountingProgress } from '../measure/progress.ts'
import type { CountedLaunch, CountIdentity, NotCounted, ServerCounts } from '../model/count.ts'
import { askingOf, type Asking } from '../model/asking.ts'
import { LoadgateError } from '../model/error.ts'
import { SIDES, type Side } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import type { Fleet } from '../server/fleet.ts'
import { messages } from './messages.ts'

/** How many more launches of each side somebody needs of a server, given what was counted of it so far. */
export type NeededLaunches = (server: string, counts: ServerCounts | NotCounted) => Readonly<Record<Side, number>>

/** Counts the servers of a run. Two scenarios that ask a server the same share its counts, and may ask at once. */
export type Counting = {
  /** Counts until nobody needs another launch. Gives what was counted by server. Rejects only with the reason of its signal. */
  readonly until: (
    scenario: Scenario,
    needed: NeededLaunches,
    /** Seconds that the scenario takes after counting, for the progress. */
    after?: number,
  ) => Promise<ReadonlyMap<string, ServerCounts | NotCounted>>
  /** Divides one launch of a server by function. */
  readonly profile: Counter['profile']
}

export type CountingOptions = {
  readonly counter: Counter
  readonly fleet: Pick<Fleet, 'prepared'>
  readonly identify: (server: Server) => Promise<CountIdentity>
  /** Throws LoadgateError when a server's first two answers to a scenario are not right. */
  readonly look: (server: string, asking: Asking) => Promise<void>
  readonly onProgress: (progress: CountingProgress) => void
}

/** What is told of one server's launches: how many will be counted, and have been. */
type Steps = Readonly<Record<'onNeeded' | 'onCounted', (server: string, launches: number) => void>>

/** Launches that were counted since `began`, and how many there will be as far as is known. */
type Tally = { readonly began: number; launches: number; expected: number }

export function openCounting({ counter, fleet, identify, look, onProgress }: CountingOptions): Counting {
  const known = new Map<string, ServerCounts | NotCounted>()
  const lanes = new Map<string, Lanes>()
  const underWay = new Set<Tally>()

  /** Servers wait for a core by themselves, so that all may begin at once. */
  async function until(scenario: Scenario, needed: NeededLaunches, after = 0) {
    const tally: Tally = { began: monotonic(), launches: 0, expected: 0 }
    const show = (server: string) => {
      const { launches, expected } = tally
      const left = launches === 0 ? 0 : secondsLeft([...underWay], monotonic()) + after
      onProgress({ scenario: scenario.title, step: 'counting', server, launches, expected, left })
    }
    const steps: Steps = {
      onNeeded: (server, more) => ((tally.expected += more), show(server)),
      onCounted: (server, more) => ((tally.launches += more), show(server)),
    }
    underWay.add(tally)
    const counted = scenario.servers.map(async (server) => {
      return [server, await countInTurn(server, askingOf(scenario), needed, steps)] as const
    })
    return new Map(await Promise.all(counted).finally(() => underWay.delete(tally)))
  }

  /** Another scenario that asks a server the same waits for its counts. */
  function countInTurn(server: string, asking: Asking, needed: NeededLaunches, steps: Steps) {
    const key = JSON.stringify([server, asking])
    const lane = lanes.get(key) ?? openLanes(1)
    lanes.set(key, lane)
    return lane.take(() => countOne(server, asking, needed, steps))
  }

  async function countOne(server: string, asking: Asking, needed: NeededLaunches, { onNeeded, onCounted }: Steps) {
    const key = JSON.stringify([server, asking])
    let counts = known.get(key) ?? (await begin(server, asking))
    for (let more = needed(server, counts); more.head + more.base > 0; more = needed(server, counts)) {
      onNeeded(server, more.head + more.base)
      counts = await countMore(server, asking, counts, more)
      known.set(key, counts)
      onCounted(server, more.head + more.base)
    }
    return counts
  }

  async function begin(name: string, asking: Asking): Promise<ServerCounts | NotCounted> {
    return unlessBroken(async () => {
      const server = fleet.prepared(name, 'head')
      if (server.url !== undefined) return { notCounted: messages.alreadyRuns }
      await look(name, asking)
      return { identity: await identify(server), head: [], base: [] }
    })
  }

  async function prepared(name: string, side: Side): Promise<Server | NotCounted> {
    return unlessBroken(async () => fleet.prepared(name, side))
  }

  async function countMore(
    name: string,
    asking: Asking,
    counts: ServerCounts | NotCounted,
    more: Readonly<Record<Side, number>>,
  ): Promise<ServerCounts | NotCounted> {
    if ('notCounted' in counts) return counts
    const outcomes = await Promise.all(
      SIDES.filter((side) => more[side] > 0).map(async (side) => {
        const server = await prepared(name, side)
        return 'notCounted' in server ? server : counter.count({ server, side, asking, launches: more[side] })
      }),
    )
    const refusal = outcomes.find((outcome) => 'notCounted' in outcome)
    if (refusal) return refusal
    const fresh = outcomes.flatMap((outcome) => ('launches' in outcome ? outcome.launches : []))
    const ofSide = (side: Side): readonly CountedLaunch[] => fresh.filter((launch) => launch.side === side)
    return { ...counts, head: [...counts.head, ...ofSide('head')], base: [...counts.base, ...ofSide('base')] }
  }

  return { until, profile: counter.profile }
}

/** Until all scenarios under way are counted, which share the cores, at the pace since the first of them began. */
function secondsLeft(underWay: readonly Tally[], now: number): number {
  const sum = (of: 'launches' | 'expected') => underWay.reduce((total, tally) => total + tally[of], 0)
  const [launches, expected] = [sum('launches'), sum('expected')]
  const began = Math.min(...underWay.map((tally) => tally.began))
  return launches === 0 ? 0 : ((expected - launches) * (now - began)) / launches
}

/** A server that is broken is not tried again under the counter, where it would take ten times as long to say so. */
async function unlessBroken<T>(find: () => Promise<T>): Promise<T | NotCounted> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof LoadgateError) return { notCounted: error.message }
    throw error
  }
}
