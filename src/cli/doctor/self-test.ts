import { once } from 'node:events'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BUSY_CORES, otherCores, readMachine, stolenBetween, type MachineReading } from '../../host/machine-load.ts'
import { programBeside } from '../../host/own-package.ts'
import { listProc, processLine, readProc } from '../../host/proc.ts'
import type { Kind } from './self-test-work.ts'
import type { WorkerMessage } from './self-test-worker.ts'

/** The name and the CPU seconds so far of every process, by process id; empty without /proc. */
export type CpuByProcess = ReadonlyMap<number, { readonly name: string; readonly cpu: number }>

/** A process that used CPU while it was watched. */
export type BusyProcess = { readonly pid: number; readonly name: string; readonly cores: number }

/** Takes over the names of an earlier reading, because reading all of them again would itself be a load. */
export function readProcesses(earlier: CpuByProcess = new Map()): CpuByProcess {
  return new Map(
    listProc('').flatMap((pid) => {
      const line = processLine(pid)
      if (line === null) return []
      const name = earlier.get(pid)?.name ?? (programName(readProc(`${pid}/cmdline`) ?? '') || line.name)
      return [[pid, { name, cpu: line.cpu }] as const]
    }),
  )
}

/**
 * The program in the text of `/proc/<pid>/cmdline`, with the script that it runs: `node main.ts`. Nothing else of the
 * command is shown, because it may contain secrets. Empty for a thread of the kernel.
 */
export function programName(cmdline: string): string {
  const [program = '', ...words] = cmdline.split('\0')
  const name = basename(program.split(' ')[0] ?? '')
  const script = words.find((word) => /^[\w./][\w./-]*\.[a-z]+$/.test(word))
  return script === undefined ? name : `${name} ${basename(script)}`
}

/**
 * The processes that used more than `least` cores over readings that span `seconds`, the busiest first, without `own`. A
 * process that started in between counts from its start; one that ended counts up to the last reading that has it.
 */
export function findBusiest(
  [first = new Map(), ...later]: readonly CpuByProcess[],
  { seconds, own, least }: { readonly seconds: number; readonly own: number; readonly least: number },
): readonly BusyProcess[] {
  const last = new Map(later.flatMap((reading) => [...reading]))
  return [...last]
    .filter(([pid]) => pid !== own)
    .map(([pid, { name, cpu }]) => ({ pid, name, cores: (cpu - (first.get(pid)?.cpu ?? 0)) / seconds }))
    .filter(({ cores }) => cores > least)
    .toSorted((a, b) => b.cores - a.cores)
}

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
    busy: findBusiest(processes, { seconds, own: process.pid, least: BUSY_CORES / 2 }),
  }
}

function watchedSecond(before: Reading, after: Reading): WatchedSecond {
  return {
    others: otherCores(before.machine, after.machine, after.own - before.own),
    stolen: stolenBetween(before.machine, after.machine),
  }
}
