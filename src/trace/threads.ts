import { listProc, readProc } from '../host/proc.ts'

/** What the threads of some processes have done so far, or are doing now, as the kernel tells it. */

/** Of one thread: seconds on the CPU, seconds in which it could run and no core was free, and how often it went to sleep of its own accord. */
export type ThreadUsage = { readonly cpu: number; readonly core: number; readonly switches: number }

/** By process and thread. Empty where there is no /proc. */
export type Threads = ReadonlyMap<string, ThreadUsage>

export function readThreads(pids: readonly number[]): Threads {
  return new Map(
    pids.flatMap((pid) =>
      listProc(`${pid}/task`).flatMap((thread) => {
        const path = `${pid}/task/${thread}`
        const schedule = readProc(`${path}/schedstat`)?.split(' ').map(Number)
        if (schedule === undefined) return []
        const [cpu = 0, core = 0] = schedule
        const switches = /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readProc(`${path}/status`) ?? '')?.[1]
        return [[`${pid}/${thread}`, { cpu: cpu / 1e9, core: core / 1e9, switches: Number(switches ?? 0) }] as const]
      }),
    ),
  )
}

/** The number of the system call that each thread sleeps in; those that run, and those that may not be looked at, are left out. */
export function sleepingIn(threads: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    threads.flatMap((thread) => {
      const [pid, task] = thread.split('/')
      const number = Number.parseInt(readProc(`${pid}/task/${task}/syscall`) ?? '', 10)
      return Number.isNaN(number) || number < 0 ? [] : [[thread, number] as const]
    }),
  )
}
