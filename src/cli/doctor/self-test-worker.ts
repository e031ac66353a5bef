import { parentPort, workerData } from 'node:worker_threads'
import { monotonic } from '../../host/proc.ts'
import { calculation, KINDS, memory, ringOfLines, type Kind } from './work.ts'

/**
 * The self-test's own thread: says `ready`, then works for `workerData.seconds`, one kind after the other, and tells of
 * every slice. What the work gives is sent along, so that no compiler can leave it out.
 */
export type News = 'ready' | { readonly kind: Kind; readonly seconds: number; readonly result: number }

/** Slices until the code is compiled. */
const WARM_UP = 3

const { seconds } = workerData as { readonly seconds: number }
const ring = ringOfLines()
const work = { calculation, memory: () => memory(ring) } satisfies Record<Kind, () => number>

for (let slice = 0; slice < WARM_UP; slice += 1) for (const kind of KINDS) timed(kind)
tell('ready')
const end = monotonic() + seconds
do {
  for (const kind of KINDS) tell(timed(kind))
} while (monotonic() < end)

function timed(kind: Kind): News {
  const start = monotonic()
  const result = work[kind]()
  return { kind, seconds: monotonic() - start, result }
}

function tell(news: News): void {
  parentPort?.postMessage(news, [])
}
