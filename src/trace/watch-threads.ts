import { readProc } from '../host/proc.ts'
import type { WatchedThread } from '../where/watched.ts'
import { readThreads, sleepingIn, type Threads } from './threads.ts'

/** Milliseconds between two looks at what threads sleep in. */
const LOOK_EVERY = 10

/** What the threads of a server do until `stop` is called. `notSeen`: why nobody may look at what they sleep in; null where that was seen. */
export type ThreadWatch = {
  readonly stop: () => { readonly threads: readonly WatchedThread[]; readonly notSeen: string | null }
}

export function watchThreads(pids: readonly number[]): ThreadWatch {
  const before = readThreads(pids)
  const looks = new Map<string, Map<number, number>>()
  let count = 0

  function look(): void {
    count += 1
    for (const [thread, call] of sleepingIn([...before.keys()])) {
      const calls = looks.get(thread) ?? new Map<number, number>()
      calls.set(call, (calls.get(call) ?? 0) + 1)
      looks.set(thread, calls)
    }
  }

  const timer = setInterval(look, LOOK_EVERY)
  return {
    stop() {
      clearInterval(timer)
      const after = readThreads(pids)
      return { threads: threadsBetween(before, after, looks, count), notSeen: whyNotSeen(pids) }
    },
  }
}

function threadsBetween(
  before: Threads,
  after: Threads,
  looks: ReadonlyMap<string, ReadonlyMap<number, number>>,
  count: number,
): readonly WatchedThread[] {
  return [...after].map(([name, now]) => {
    const [pid, task] = name.split('/')
    // A thread that came later began with nothing.
    const was = before.get(name) ?? { cpu: 0, core: 0, switches: 0 }
    const sleeps = [...(looks.get(name) ?? [])].map(([call, times]) => [call, times / count] as const)
    return {
      pid: Number(pid),
      isMain: pid === task,
      cpu: now.cpu - was.cpu,
      core: now.core - was.core,
      switches: now.switches - was.switches,
      sleeps: new Map(sleeps),
    }
  })
}

function whyNotSeen(pids: readonly number[]): string | null {
  if (readProc('self/stat') === null) return 'there is no /proc on this system'
  return pids.length === 0 || pids.some((pid) => readProc(`${pid}/syscall`) !== null)
    ? null
    : 'the kernel does not let loadgate read /proc/PID/syscall'
}
