/** The thread of an alarm: sleeps until the moment that it is given, and says when that is. A thread can sleep to some 50 µs, and Node's timers to a millisecond. */
import { parentPort, workerData } from 'node:worker_threads'

/** What an alarm shares with its thread: whether there is an order, and for which moment, in milliseconds of `process.hrtime`. */
export type AlarmMemory = {
  readonly order: Int32Array<SharedArrayBuffer>
  readonly moment: Float64Array<SharedArrayBuffer>
}

const { order, moment } = workerData as AlarmMemory

for (;;) {
  Atomics.wait(order, 0, 0)
  Atomics.store(order, 0, 0)
  const left = (moment[0] ?? 0) - Number(process.hrtime.bigint()) / 1e6
  // Nobody ever notifies the second field.
  if (left > 0) Atomics.wait(order, 1, 0, left)
  parentPort?.postMessage(null, [])
}
