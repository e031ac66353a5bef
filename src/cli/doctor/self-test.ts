import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { findBusiest, readProcesses, type BusyProcess, type CpuByProcess } from '../../host/busy-processes.ts'
import { BUSY_CORES, otherCores, readMachine, stolenBetween, type MachineReading } from '../../host/machine-load.ts'
import { programBeside } from '../../host/own-package.ts'
import type { Kind } from './self-test-work.ts'
import type { WorkerMessage } from './self-test-worker.ts'

/** One timed stretch of work. */
export type Slice = { readonly kind: Kind; readonly seconds: number }

/** Cores that others used during one second of the self-test; null where the machine cannot tell. */
export type WatchedSecond = { readonly others: number | null; readonly stolen: number | null }

export type SelfTest = {
  readonly slices: readonly Slice[]
  readonly watched: readonly WatchedSecond[]
  /** Other processes that used the CPU, the busiest first. */
  readonly busy: readonly BusyProcess[]
}

/**
 * Repeats fixed work on one core for a whole number of seconds, times its slices, and watches what else the machine does.
 * Calls `onSecond` with the seconds left. The work runs in a thread, so it ends with this process, however that ends.
 */
export async function selfTest(seconds: number, onSecond: (left: number) => void = () => {}): Promise<SelfTest> {
  const slices: Slice[] = []
  const ready = Promise.withResolvers<void>()
  const worker = new Worker(programBeside(import.meta.url, 'self-test-worker'), {
    workerData: { seconds },
    execArgv: [],
  })
  worker.on('message', (message: WorkerMessage) => (message === 'ready' ? ready.resolve() : slices.push(message)))
  const ended = once(worker, 'exit')
  try {
    await Promise.race([ready.promise, ended])
    const readings = await watch(seconds, onSecond, ended)
    await ended
    return { slices, ...summarize(readings, seconds) }
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

/** One reading per second. Ends early only when the worker fails. */
async function watch(
  seconds: number,
  onSecond: (left: number) => void,
  ended: Promise<unknown>,
): Promise<readonly Reading[]> {
  const readings = [takeReading()]
  for (let left = seconds; left > 0; left -= 1) {
    onSecond(left)
    await Promise.race([sleep(1000), ended])
    readings.push(takeReading(readings.at(-1)?.processes))
  }
  return readings
}

function takeReading(earlier?: CpuByProcess): Reading {
  const { user, system } = process.cpuUsage()
  return {
    machine: readMachine(),
    own: (user + system) / 1e6,
    processes: readProcesses(earlier),
  }
}

function summarize(readings: readonly Reading[], seconds: number): Omit<SelfTest, 'slices'> {
  const processes = readings.map((one) => one.processes)
  return {
    watched: readings.slice(1).map((after, index) => watchedSecond(readings[index]!, after)),
    busy: findBusiest(processes, { seconds, own: new Set([process.pid]), least: BUSY_CORES / 2 }),
  }
}

function watchedSecond(before: Reading, after: Reading): WatchedSecond {
  return {
    others: otherCores(before.machine, after.machine, after.own - before.own),
    stolen: stolenBetween(before.machine, after.machine),
  }
}
