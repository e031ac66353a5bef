import type { CpuProfile } from './cpu-profile.ts'
import type { Folders } from './frame.ts'

/** What was seen of one side of a server, while it answered the requests of a scenario. Times are seconds. */
export type Watched = {
  /** Of the side: files below them are the project's own. */
  readonly folders: Folders
  /** Right answers of the stretch that was watched, how long it was, and from a request to its answer, as a mean. */
  readonly requests: number
  readonly elapsed: number
  readonly latency: number
  /** CPU seconds of all processes in it; null where nobody can tell. */
  readonly cpu: number | null
  readonly threads: readonly WatchedThread[]
  /** Processes of Node that told what they did. */
  readonly processes: readonly WatchedProcess[]
  /** Of another stretch, in which they noted what requests waited for: how many were followed, and how many times as long each took. */
  readonly traced: { readonly requests: number; readonly slowdown: number; readonly waits: readonly TracedWait[] }
  /** Per request, in another stretch; null where they were not counted. */
  readonly systemCalls: number | null
}

/** `core`: could have run, and no core was free. `sleeps`: by the number of the system call, in which share of the looks it slept there. */
export type WatchedThread = {
  readonly pid: number
  readonly isMain: boolean
  readonly cpu: number
  readonly core: number
  readonly switches: number
  readonly sleeps: ReadonlyMap<number, number>
}

export type WatchedProcess = {
  readonly pid: number
  readonly profile: CpuProfile | null
  readonly loopDelay: number | null
}

/** Where in its code a request began to wait. `path` is as Node names it: a URL or a path; `line` counts from 1. */
export type CallSite = { readonly name: string; readonly path: string; readonly line: number }

/**
 * All waits of a kind from one place. `type`: what Node calls the thing that ended them, such as `Timeout` or `TCPWRAP`. `cause`: of
 * a promise, what resolved it; `REQUEST` for another request.
 */
export type TracedWait = {
  readonly type: string
  readonly cause: string | null
  readonly site: CallSite | null
  readonly seconds: number
}
