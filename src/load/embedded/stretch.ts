import type { Connections } from './connections.ts'
import type { Load, Stretch } from '../driver.ts'
import { openTally, type Tally } from './tally.ts'
import { within } from './within.ts'

/** Called at the first and the last counted moment; the load stays on until the promise of `ended` resolves. */
export type StretchMarks = { readonly began: () => void; readonly ended: () => Promise<void> }

/** Runs one stretch on `count` connections, which are at rest before and after it. Rejects when autocannon refuses their target. */
export async function runStretch(
  stretch: Stretch,
  connections: Connections,
  count: number,
  marks: StretchMarks,
): Promise<Load> {
  const goal = 'requests' in stretch ? stretch.requests : Infinity
  const tally = openTally(goal, 100 + 2 * count)
  connections.send(tally)
  const elapsed = await timed(stretch, tally, connections.closed, marks)
  const requests = tally.right
  const resting = connections.rest()
  const latencies = tally.latency.close()
  await resting
  return {
    elapsed,
    requests,
    failures: { ...tally.failures },
    latency: latencies && { p50: latencies.p50, p90: latencies.p90, p99: latencies.p99 },
    histogram: latencies && latencies.encoded,
  }
}

/** Keeps the load on for the stretch. Tells how many seconds of it were counted: 0 when the server was gone before. */
async function timed(stretch: Stretch, tally: Tally, closed: Promise<void>, marks: StretchMarks): Promise<number> {
  const cut = Promise.race([tally.broken, closed])
  if ('leadIn' in stretch && (await within(stretch.leadIn, cut))) return 0
  const began = process.hrtime.bigint()
  tally.counting = true
  marks.began()
  if ('leadIn' in stretch) await within(stretch.seconds, cut)
  else await within(stretch.within, Promise.race([tally.reached, cut]))
  tally.counting = false
  const elapsed = Number(process.hrtime.bigint() - began) / 1e9
  await marks.ended()
  return elapsed
}
