import type { CpuProfile } from '../where/cpu-profile.ts'
import type { TracedWait } from '../where/watched.ts'

/** What the gate and the program that Node loads into a server say to each other, over a socket per process. */

/** The variable with the folder of the sockets. */
export const TRACE_VARIABLE = 'LOADGATE_TRACE'

/** `profile`: begin to sample functions, and how late the event loop is. `trace`: begin to note what requests wait for. `stop`: end either, and answer with it. */
export type Order = 'profile' | 'trace' | 'stop'

/** What one process answers to `stop`. `requests`: so many were followed while it traced. `loopDelay`: seconds, the 99th percentile. */
export type ProcessTrace = {
  readonly pid: number
  readonly profile: CpuProfile | null
  readonly loopDelay: number | null
  readonly requests: number
  readonly waits: readonly TracedWait[]
}
