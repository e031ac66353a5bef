import { setTimeout as delay } from 'node:timers/promises'
import { listProc, readProc } from '../host/proc.ts'
import type { Stretch } from './background.ts'
import { notCounted } from './messages.ts'
import { isCallgrind, processesUnder } from './processes.ts'
import { type Counted, instructionsIn, tell } from './vgdb.ts'

/** What each process of a launch has executed since it counts. `processes` are their numbers, ascending; `at` is in seconds of this process' clock. */
export type CounterReading = {
  readonly processes: readonly number[]
  readonly executed: readonly number[]
  readonly at: number
}

/** The counters of one launch. */
export type Counters = {
  /**
   * Waits until the server has nothing to do, and reads. Processes that came since the last time count from now on. Throws
   * LoadgateError when one cannot be read.
   */
  readonly read: () => Promise<CounterReading>
  /** Waits until the processes that are known have nothing to do, at most two seconds. */
  readonly rest: () => Promise<void>
  /** Looks which processes there are. Throws LoadgateError when one of them is not counted. */
  readonly processes: () => readonly number[]
  /** Forgets what was counted by function so far. */
  readonly zero: () => Promise<void>
  /** Waits until the server has nothing to do, and has each process write what it counted by function into its folder. */
  readonly dump: () => Promise<void>
}

/** Seconds to wait for a server that never rests. */
const IDLE_WITHIN = 2

/** Times that a process may end while it is read. */
const TRIES = 3

/** `first` is the launch's first process, `folder` where the pipes of its valgrinds are, `valgrind` its version for sentences. */
export function countersOf(folder: string, first: number, valgrind: string): Counters {
  let known: readonly Counted[] = []

  function processes(): readonly number[] {
    const { counted, outside } = processesUnder(folder, first)
    if (counted.length === 0 || outside.length > 0) throw notCounted.outside({ pids: outside })
    known = counted.toSorted((one, other) => one.pid - other.pid)
    return known.map(({ pid }) => pid)
  }

  /** Null when it has ended meanwhile. */
  async function readOne(counted: Counted): Promise<number | null> {
    try {
      // It keeps counting where it does already.
      const text = await tell(folder, counted, ['instrumentation on', 'status internal'])
      const instructions = instructionsIn(text)
      if (instructions === null) throw notCounted.strange({ valgrind, line: text.trim().split('\n')[0] ?? '' })
      return instructions
    } catch (error) {
      if (isCallgrind(counted.pid)) throw error
      return null
    }
  }

  const rest = () =>
    untilIdle(
      known.map(({ pid }) => pid),
      IDLE_WITHIN,
    )

  async function read(): Promise<CounterReading> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const pids = processes()
      await rest()
      const at = performance.now() / 1000
      const values = await Promise.all(known.map(readOne))
      const there = values.filter((value) => value !== null)
      if (there.length === pids.length) return { processes: pids, executed: there, at }
    }
    throw notCounted.restless({ times: TRIES })
  }

  async function tellAll(command: 'zero' | 'dump'): Promise<void> {
    await rest()
    await Promise.all(known.map((one) => tell(folder, one, [command])))
  }

  return { read, rest, processes, zero: () => tellAll('zero'), dump: () => tellAll('dump') }
}

/** Null when processes came or went: what one that came executed before it was seen is not known, nor what one that went did. */
export function stretchBetween(before: CounterReading, now: CounterReading): Stretch | null {
  if (before.processes.join() !== now.processes.join()) return null
  return { executed: now.executed.map((one, index) => one - before.executed[index]!), seconds: now.at - before.at }
}

/** Seconds between two looks, and the looks in a row without a stir that mean idle. */
const LOOK_EVERY = 0.001
const STILL_LOOKS = 2

/**
 * Waits until none of the processes has run for a moment, but at most `within` seconds: what follows an answer is over then, and
 * the next request finds the server as the one before did, however fast this machine is.
 */
export async function untilIdle(pids: readonly number[], within: number): Promise<void> {
  const deadline = performance.now() + within * 1000
  let before = ''
  for (let still = 0; still < STILL_LOOKS && performance.now() < deadline;) {
    const threads = pids.flatMap((pid) => listProc(`${pid}/task`).map((thread) => `${pid}/task/${thread}`))
    const now = threads.map(turnsOf).join()
    still = now === before ? still + 1 : 0
    if (still === STILL_LOOKS && threads.some(isRunning)) still = 0
    before = now
    if (still < STILL_LOOKS) await delay(LOOK_EVERY * 1000)
  }
}

/** Changes whenever the thread gets a core: time on one, time waited for one, and how often. */
function turnsOf(thread: string): string {
  return readProc(`${thread}/schedstat`) ?? ''
}

/** Or waits for a core, or for a page of memory. */
function isRunning(thread: string): boolean {
  const line = readProc(`${thread}/stat`) ?? ''
  return /^[RD]/.test(line.slice(line.lastIndexOf(')') + 2))
}
