import type { Counter, Outcome, Task as CountedTask } from '../count/counter.ts'
import type { Asking } from '../model/asking.ts'
import type { CountedLaunch, CountIdentity, NotCounted, ServerCounts } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import { SIDES, type Side } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import type { Fleet } from '../server/fleet.ts'
import { messages } from './messages.ts'

/**
 * How many more launches of each side somebody needs of a server, given what was counted of it so far. With `isHalf`, launches have
 * half of their blocks, and only those are asked for that would confirm a red.
 */
export type NeededLaunches = (server: string, counts: ServerCounts | NotCounted, isHalf?: boolean) => Launches

type Launches = Readonly<Record<Side, number>>

/** What is told of one server's launches: how many will be counted, and have been. */
export type CountingSteps = Readonly<Record<'onNeeded' | 'onCounted', (server: string, launches: number) => void>>

/** One server that is counted for one scenario. */
export type Task = CountingSteps & {
  readonly server: string
  readonly asking: Asking
  readonly needed: NeededLaunches
}

/** What servers are counted with. */
export type CountingMeans = {
  readonly counter: Pick<Counter, 'count' | 'profile' | 'atOnce'>
  readonly fleet: Pick<Fleet, 'prepared'>
  readonly identify: (server: Server) => Promise<CountIdentity>
  /**
   * Launches a server of one side without the counter, which would take ten times as long to say what is wrong with its answers; once for
   * the same asking. Throws LoadgateError when its first two answers are not right.
   */
  readonly rehearse: (server: string, side: Side, asking: Asking) => Promise<void>
}

/** Counts one server on from `before` until nobody needs another launch. Rejects only with the reason of the counter's signal. */
export async function countServer(
  task: Task,
  before: ServerCounts | NotCounted | undefined,
  means: CountingMeans,
): Promise<ServerCounts | NotCounted> {
  let counts = before ?? (await begin(task, means))
  while (!('notCounted' in counts)) {
    const more = task.needed(task.server, counts)
    if (sum(more) === 0) break
    counts = await countMore(task, counts, more, means)
  }
  return counts
}

async function begin({ server: name, asking }: Task, { fleet, identify, rehearse }: CountingMeans) {
  return unlessBroken(async () => {
    const server = fleet.prepared(name, 'head')
    if (server.url !== undefined) return { notCounted: messages.alreadyRuns }
    const [identity] = await Promise.all([identify(server), rehearse(name, 'head', asking)])
    return { identity, head: [], base: [] }
  })
}

/** So many launches begin, at most, when half of the blocks look red: both that confirm a single launch, or the one that confirms two. */
const AHEAD = { ofOne: 2, ofMore: 1 }

/**
 * Launches begin before those that ask for them end: some as soon as half of the blocks look red, so that it is confirmed sooner, and
 * the others while those idle for seconds after their blocks. Launches that turn out not to be needed change no verdict, and neither
 * does the reason why one of them could not be counted.
 */
async function countMore(task: Task, counts: ServerCounts, more: Launches, means: CountingMeans) {
  const ahead: Promise<Outcome>[] = []
  let begun = 0

  function beginMore(further: Launches): void {
    if (sum(further) === 0) return
    begun += further.head
    const launches = countLaunches(task, further, means)
    // What ends these ends those before them, too, and is told there.
    launches.catch(() => {})
    ahead.push(launches)
  }

  const needed = (launches: readonly CountedLaunch[], isHalf: boolean) =>
    task.needed(task.server, withLaunches(counts, launches), isHalf)
  const atMost = sum(more) === 1 ? AHEAD.ofOne : AHEAD.ofMore
  const outcome = await countLaunches(task, more, means, {
    onHalf: once(sum(more), (launches) => beginMore({ head: Math.min(atMost, needed(launches, true).head), base: 0 })),
    onBlocks: once(sum(more), (launches) => {
      const { head, base } = needed(launches, false)
      beginMore({ head: Math.max(0, head - begun), base })
    }),
  })
  const further = together(await Promise.all(ahead))
  if ('notCounted' in outcome) return outcome
  const counted = withLaunches(counts, outcome.launches)
  if (!('notCounted' in further)) return withLaunches(counted, further.launches)
  return sum(task.needed(task.server, counted)) === 0 ? counted : further
}

/** Calls back when it was told of so many launches, with all of them. */
function once(launches: number, told: (all: readonly CountedLaunch[]) => void): (launch: CountedLaunch) => void {
  const all: CountedLaunch[] = []
  return (launch) => {
    all.push(launch)
    if (all.length === launches) told(all)
  }
}

async function countLaunches(
  { server: name, asking, onNeeded, onCounted }: Task,
  more: Launches,
  { fleet, counter, rehearse }: CountingMeans,
  told: Pick<CountedTask, 'onHalf' | 'onBlocks'> = {},
): Promise<Outcome> {
  onNeeded(name, sum(more))
  const outcomes = await Promise.all(
    SIDES.filter((side) => more[side] > 0).map(async (side) => {
      const server = await unlessBroken(async () => {
        await rehearse(name, side, asking)
        return fleet.prepared(name, side)
      })
      return 'notCounted' in server ? server : counter.count({ server, side, asking, launches: more[side], ...told })
    }),
  )
  onCounted(name, sum(more))
  return together(outcomes)
}

function sum({ head, base }: Launches): number {
  return head + base
}

function withLaunches(counts: ServerCounts, fresh: readonly CountedLaunch[]): ServerCounts {
  const ofSide = (side: Side): readonly CountedLaunch[] => fresh.filter((launch) => launch.side === side)
  return { ...counts, head: [...counts.head, ...ofSide('head')], base: [...counts.base, ...ofSide('base')] }
}

/** All their launches, or the first reason why there are none. */
function together(outcomes: readonly Outcome[]): Outcome {
  const refusal = outcomes.find((outcome) => 'notCounted' in outcome)
  return refusal ?? { launches: outcomes.flatMap((outcome) => ('launches' in outcome ? outcome.launches : [])) }
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
