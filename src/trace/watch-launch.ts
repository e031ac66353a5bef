import type { Care } from '../host/child.ts'
import { cpuBetween, type Usage } from '../host/usage.ts'
import type { Driver, Load, Marks, Stretch, Target } from '../load/driver.ts'
import type { Launch } from '../server/launch.ts'
import { distributionOf } from '../stats/latencies.ts'
import type { Folders } from '../where/frame.ts'
import type { Watched } from '../where/watched.ts'
import { tellProcesses } from './ask-processes.ts'
import { messages } from './messages.ts'
import { countSystemCalls } from './strace.ts'
import { watchThreads, type ThreadWatch } from './watch-threads.ts'

/** How long a launch is watched: seconds of load while functions are sampled and while waits are noted, and requests while system calls are counted. */
export type WatchPlan = { readonly sampled: number; readonly traced: number; readonly counted: number }

export const WATCH_PLAN: WatchPlan = { sampled: 1.5, traced: 1, counted: 200 }

/** Seconds of load before a stretch that counts, and for the requests whose system calls are counted. */
const LEAD_IN = 0.1
const COUNTED_WITHIN = 3

/** A launch under the load of its scenario. `folder`: where its processes of Node listen. `folders`: below which files are its own. */
export type Watching = Care & {
  readonly launch: Launch
  readonly driver: Driver
  readonly target: Target
  readonly folder: string
  readonly folders: Folders
  readonly plan: WatchPlan
  /** Requests per second of an open loop. */
  readonly rate?: number | undefined
}

/** `notes`: what could not be seen, in sentences. */
export type WatchedLaunch = Watched & { readonly notes: readonly string[] }

/**
 * Watches a warm launch: first what its threads and functions do, then what its requests wait for, then its system calls. Throws
 * LoadgateError when the load generator refuses the load.
 */
export async function watchLaunch(watching: Watching): Promise<WatchedLaunch> {
  const { folders } = watching
  const { notSeen, ...seen } = await watchClosely(watching)
  const traced = await trace(watching, seen.latency)
  const counted = await countCalls(watching)
  const notes = [
    ...(notSeen === null || traced.requests > 0 ? [] : [messages.sleepsNotSeen({ reason: notSeen })]),
    ...('notSeen' in counted ? [messages.callsNotCounted({ reason: counted.notSeen })] : []),
  ]
  return { folders, ...seen, traced, systemCalls: 'notSeen' in counted ? null : counted.perRequest, notes }
}

type Seen = Omit<Watched, 'folders' | 'traced' | 'systemCalls'> & { readonly notSeen: string | null }

async function watchClosely({ launch, driver, target, folder, plan, rate }: Watching): Promise<Seen> {
  await tellProcesses(folder, 'profile')
  const clocks = clocksOf(launch)
  const load = await driver.run(target, spanOf(plan.sampled, rate), clocks.marks).finally(clocks.stop)
  const processes = await tellProcesses(folder, 'stop')
  return {
    requests: load.requests,
    elapsed: load.elapsed,
    latency: latencyOf(load),
    ...clocks.seen(),
    processes,
  }
}

/** Reads the CPU time of a launch at both ends of a stretch, and watches its threads in between, however the stretch ends. */
function clocksOf(launch: Launch): {
  readonly marks: Marks
  readonly stop: () => void
  readonly seen: () => Pick<Seen, 'cpu' | 'threads' | 'notSeen'>
} {
  let before: Usage | null = null
  let after: Usage | null = null
  let watch: ThreadWatch | null = null
  let threads: ReturnType<ThreadWatch['stop']> = { threads: [], notSeen: null }
  const stop = () => {
    threads = watch?.stop() ?? threads
    watch = null
  }
  return {
    marks: {
      began() {
        before = launch.usage()
        watch = watchThreads(before?.pids ?? [])
      },
      ended() {
        after = launch.usage()
        stop()
      },
    },
    stop,
    seen: () => ({
      cpu: before && after && launch.unmeasured() === null ? cpuBetween(before, after) : null,
      ...threads,
    }),
  }
}

/** `usual`: the latency without tracing. */
async function trace({ driver, target, folder, plan, rate }: Watching, usual: number): Promise<Watched['traced']> {
  await tellProcesses(folder, 'trace')
  const load = await driver.run(target, spanOf(plan.traced, rate))
  const processes = await tellProcesses(folder, 'stop')
  return {
    requests: processes.reduce((sum, { requests }) => sum + requests, 0),
    slowdown: Math.max(1, usual > 0 ? latencyOf(load) / usual : 1),
    waits: processes.flatMap(({ waits }) => waits),
  }
}

async function countCalls(watching: Watching): Promise<{ readonly perRequest: number } | { readonly notSeen: string }> {
  const { launch, driver, target, plan } = watching
  let requests = 0
  const counted = await countSystemCalls(launch.usage()?.pids ?? [], watching, async () => {
    requests = (await driver.run(target, { requests: plan.counted, within: COUNTED_WITHIN })).requests
  })
  if ('notSeen' in counted) return counted
  return requests === 0 ? { notSeen: messages.noAnswers } : { perRequest: counted.calls / requests }
}

function spanOf(seconds: number, rate: number | undefined): Stretch {
  return { leadIn: LEAD_IN, seconds, ...(rate === undefined ? {} : { rate }) }
}

/** The mean in seconds; 0 where nothing was answered. */
function latencyOf({ histogram }: Load): number {
  return histogram === null ? 0 : (distributionOf([histogram])?.mean ?? 0)
}
