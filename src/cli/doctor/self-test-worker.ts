import { parentPort, workerData } from 'node:worker_threads'
import { monotonic } from '../../host/proc.ts'
import { calculation, createRing, KINDS, memory, type Kind } from './self-test-work.ts'

/**
 * The thread of the self-test. It sends `ready`, then works for `workerData.seconds`, alternating between the kinds of work,
 * and sends the time of every slice. The result is sent along so that no compiler can drop the work.
 */
export type WorkerMessage = 'ready' | { readonly kind: Kind; readonly seconds: number; readonly result: number }

/** Slices of each kind until the code is compiled. */
const WARM_UP = 3

const { seconds } = workerData as { readonly seconds: number }
const ring = createRing()
const work = { calculation, memory: () => memory(ring) } satisfies Record<Kind, () => number>

for (let slice = 0; slice < WARM_UP; slice += 1) for (const kind of KINDS) time(kind)
send('ready')
const end = monotonic() + seconds
do {
  for (const kind of KINDS) send(time(kind))
} while (monotonic() < end)

function time(kind: Kind): WorkerMessage {
  const start = monotonic()
  const result = work[kind]()
  return { kind, seconds: monotonic() - start, result }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message, [])
}
