import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { programBeside } from '../../host/own-package.ts'
import type { AlarmMemory } from './alarm-worker.ts'

/** Wakes this process at a moment, while it sleeps and reads answers. */
export type Alarm = {
  /** Calls back after so many milliseconds. An alarm that was set before may ring, too. */
  readonly set: (milliseconds: number) => void
  /** Who is called from now on. */
  readonly onRing: (ring: () => void) => void
}

/** Resolves when the thread runs. It ends with the process, and does not keep it alive. */
export async function openAlarm(): Promise<Alarm> {
  const order = new Int32Array(new SharedArrayBuffer(8))
  const moment = new Float64Array(new SharedArrayBuffer(8))
  const memory: AlarmMemory = { order, moment }
  const worker = new Worker(programBeside(import.meta.url, 'alarm-worker'), { workerData: memory, execArgv: [] })
  await once(worker, 'online')
  worker.unref()
  let ring: (() => void) | undefined
  worker.on('message', () => ring?.())
  return {
    set: (milliseconds) => {
      moment[0] = Number(process.hrtime.bigint()) / 1e6 + milliseconds
      Atomics.store(order, 0, 1)
      Atomics.notify(order, 0)
    },
    onRing: (next) => (ring = next),
  }
}
