import { availableParallelism } from 'node:os'
import { LoadgateError } from '../model/error.ts'
import type { Asking } from '../model/asking.ts'
import type { Server } from '../model/server.ts'
import type { Watchdog } from '../host/watchdog.ts'
import type { LaunchContext } from '../server/launch.ts'
import { planTo } from '../server/plan-to.ts'
import { countLaunch, type Counts } from './count-launch.ts'
import type { CountedLaunch, NotCounted } from '../model/count.ts'
import { launchCounted } from './launch-counted.ts'
import { openLanes, type Lanes } from './lanes.ts'
import { NODE_PLAN, PLAN, type Plan } from './method.ts'
import { nodeIn } from './node-flags.ts'
import { rehearsed } from './rehearsal.ts'
import { profileLaunch, type ProfiledLaunch, type Profiling } from './profile-launch.ts'

/** What to count: so many launches of a server of one side, asked this. */
export type Task = {
  readonly server: Server
  readonly side: 'base' | 'head'
  readonly asking: Asking
  readonly launches: number
  /** Told of each launch when half of its blocks are counted, with what it executed by the clock in them. */
  readonly onHalf?: Told
  /** The same when all are, some seconds before it ends. */
  readonly onBlocks?: Told
}

type Told = (launch: CountedLaunch) => void

/** The launches of a task; or why one of them could not be counted, in words that end `not counted: …`. */
export type Outcome = { readonly launches: readonly CountedLaunch[] } | { readonly notCounted: string }

/** One launch of a server, divided by function. `root` and `usual` as in `Profiling`. */
export type ProfileTask = Pick<Task, 'server' | 'asking'> & Pick<Profiling, 'root' | 'usual'>

/** Counts servers; two launches more at a time than there are cores, whoever asks for them. */
export type Counter = {
  /** Rejects only with the reason of `signal`, and with bugs. Nothing of the server is left when it settles. */
  readonly count: (task: Task) => Promise<Outcome>
  /** The same for one launch whose instructions are divided by function. */
  readonly profile: (task: ProfileTask) => Promise<ProfiledLaunch | NotCounted>
  /** As what a server is to be launched once before it is counted, without the counter. */
  readonly rehearsed: (server: Server) => Server
  /** Runs a task when no launch of a server with the same port is under way. */
  readonly alone: <T>(server: Server, task: () => Promise<T>) => Promise<T>
  /** At most so many launches run at a time. */
  readonly atOnce: number
}

/** `valgrind` is the version that `counterHere` found. `within`: seconds of warm-up and blocks after which a launch that has the fewest blocks is over. */
export type CounterOptions = {
  readonly watchdog: Watchdog
  readonly signal: AbortSignal
  readonly valgrind: string
  /** The environment, from which requests are filled in. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Learns what `prepare` returns. */
  readonly secrets?: LaunchContext['secrets']
  /** The folder for what Node compiles in rehearsals; without it, it compiles it in every launch. */
  readonly code?: string
  /** That of the server's runtime by default. */
  readonly plan?: Plan
  readonly within?: number
  readonly atOnce?: number
}

const WITHIN = 12

/** A launch waits for its server to rest, and for what that executes by the clock: four at a time keep two cores busy for nine tenths of the time. */
const MORE_THAN_CORES = 2

export function openCounter({
  watchdog,
  signal,
  valgrind,
  env = {},
  secrets,
  code,
  plan,
  within = WITHIN,
  atOnce = availableParallelism() + MORE_THAN_CORES,
}: CounterOptions): Counter {
  const lanes = openLanes(atOnce)
  const lanesOfPorts = new Map<number, Lanes>()

  async function one({ server, side, asking, onHalf, onBlocks }: Task, giveUp: AbortSignal): Promise<CountedLaunch> {
    giveUp.throwIfAborted()
    const began = performance.now()
    const launchOf = (counts: Counts): CountedLaunch => ({
      server: server.name,
      side,
      ...counts,
      seconds: (performance.now() - began) / 1000,
    })
    const launched = await launchCounted(server, { watchdog, signal: giveUp, valgrind, secrets, code })
    try {
      const asked = planTo(launched, asking, env)
      const telling = (told: Told | undefined) => told && ((counts: Counts) => told(launchOf(counts)))
      const toTell = { onHalf: telling(onHalf), onBlocks: telling(onBlocks) }
      return launchOf(
        await countLaunch(launched, { asked, plan: plan ?? planFor(server), within, signal: giveUp, ...toTell }),
      )
    } finally {
      await launched.stop()
    }
  }

  async function profileOne({ server, asking, root, usual }: ProfileTask): Promise<ProfiledLaunch> {
    signal.throwIfAborted()
    const launched = await launchCounted(server, { watchdog, signal, valgrind, secrets, profile: true })
    try {
      return await profileLaunch(launched, { asked: planTo(launched, asking, env), root, usual, signal })
    } finally {
      await launched.stop()
    }
  }

  async function profile(task: ProfileTask): Promise<ProfiledLaunch | NotCounted> {
    try {
      return await aloneOnPort(task.server)(() => lanes.take(() => profileOne(task)))
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof LoadgateError) return { notCounted: error.message }
      throw error
    }
  }

  /** Launches of servers with the same port run one after the other, and wait without keeping a core. */
  function aloneOnPort({ port }: Server): <T>(task: () => Promise<T>) => Promise<T> {
    if (typeof port !== 'number') return (task) => task()
    const known = lanesOfPorts.get(port) ?? openLanes(1)
    lanesOfPorts.set(port, known)
    return known.take
  }

  async function count(task: Task): Promise<Outcome> {
    const failed = new AbortController()
    const giveUp = AbortSignal.any([signal, failed.signal])
    const alone = aloneOnPort(task.server)
    const launchNext = () => alone(() => lanes.take(() => one(task, giveUp)))
    const launches = Array.from({ length: task.launches }, launchNext)
    // One launch that cannot be counted is enough to know, and the first problem is the one to tell.
    for (const launch of launches) launch.catch((error: unknown) => failed.abort(error))
    const settled = await Promise.allSettled(launches)
    signal.throwIfAborted()
    if (!failed.signal.aborted)
      return { launches: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])) }
    const reason: unknown = failed.signal.reason
    if (reason instanceof LoadgateError) return { notCounted: reason.message }
    throw reason
  }

  return {
    count,
    profile,
    rehearsed: (server) => (code === undefined ? server : rehearsed(server, code)),
    alone: (server, task) => aloneOnPort(server)(task),
    atOnce,
  }
}

/** How a launch of a server is counted: something else that starts Node may be more than Node. */
export function planFor(server: Server): Plan {
  return nodeIn(server) === 'itself' ? NODE_PLAN : PLAN
}
