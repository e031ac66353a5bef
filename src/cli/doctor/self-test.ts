import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { programBeside } from '../../host/child.ts'
import { BUSY_CORES, otherCores, readMachine, stolenBetween, type MachineReading } from '../../host/machine-load.ts'
import { busiest, readProcesses, type Busy, type CpuByProcess } from './processes.ts'
import type { News } from './self-test-worker.ts'
import type { Kind } from './work.ts'

/** One timed stretch of work. */
export type Slice = { readonly kind: Kind; readonly seconds: number }

/** What a second of the self-test saw of the rest of the machine, in cores; null where the machine cannot tell. */
export type Watched = { readonly others: number | null; readonly stolen: number | null }

export type SelfTest = {
  readonly slices: readonly Slice[]
  readonly watched: readonly Watched[]
  /** Who else used the machine, the busiest first. */
  readonly busy: readonly Busy[]
}

/**
 * Keeps one core at fixed work for some whole seconds, in slices, and watches how long they take and what else the
 * machine does. `onSecond` hears the seconds left. The thread that works ends with this process, however it ends.
 */
export async function selfTest(seconds: number, onSecond: (left: number) => void = () => {}): Promise<SelfTest> {
  const slices: Slice[] = []
  const ready = Promise.withResolvers<void>()
  const worker = new Worker(programBeside(import.meta.url, 'self-test-worker'), {
    workerData: { seconds },
    execArgv: [],
  })
  worker.on('message', (news: News) => (news === 'ready' ? ready.resolve() : slices.push(news)))
  const ended = once(worker, 'exit')
  try {
    await Promise.race([ready.promise, ended])
    const readings = await watch(seconds, onSecond, ended)
    await ended
    return { slices, ...seenIn(readings, seconds) }
  } finally {
    await worker.terminate()
  }
}

type Reading = {
  readonly machine: MachineReading
  /** CPU seconds of this process. */
  readonly own: number
  readonly processes: CpuByProcess
}

/** A reading a second. Ends earlier when the work does, which it does only by failing. */
async function watch(
  seconds: number,
  onSecond: (left: number) => void,
  ended: Promise<unknown>,
): Promise<readonly Reading[]> {
  const readings = [reading()]
  for (let left = seconds; left > 0; left -= 1) {
    onSecond(left)
    await Promise.race([sleep(1000), ended])
    readings.push(reading(readings.at(-1)?.processes))
  }
  return readings
}

function reading(earlier?: CpuByProcess): Reading {
  const { user, system } = process.cpuUsage()
  return {
    machine: readMachine(),
    own: (user + system) / 1e6,
    processes: readProcesses(earlier),
  }
}

function seenIn(readings: readonly Reading[], seconds: number): Omit<SelfTest, 'slices'> {
  const processes = readings.map((one) => one.processes)
  return {
    watched: readings.slice(1).map((after, index) => between(readings[index]!, after)),
    busy: busiest(processes, { seconds, own: process.pid, least: BUSY_CORES / 2 }),
  }
}

function between(before: Reading, after: Reading): Watched {
  return {
    others: otherCores(before.machine, after.machine, after.own - before.own),
    stolen: stolenBetween(before.machine, after.machine),
  }
}
