import autocannon from 'autocannon'
import { type WatchedClient, watchClient } from './autocannon-client.ts'
import type { Load, Stretch } from './driver.ts'
import type { RunOrder } from './order.ts'
import { openTally, type Tally } from './tally.ts'
import { within } from './within.ts'

/** Called at the first and the last counted moment; the load stays on until the promise of `ended` resolves. */
export type StretchMarks = { readonly began: () => void; readonly ended: () => Promise<void> }

/** The load of one stretch. `closed` resolves when its last connection is closed. */
type OpenLoad = { readonly clients: readonly WatchedClient[]; readonly closed: Promise<void> }

/** In seconds, and longer than any stretch: when one ends is ours to say. */
const DAY = 86_400

/**
 * Runs one stretch in this process. autocannon only sends and receives: clock, counts and latencies are our own, as its
 * are whole milliseconds and values per sample. Rejects when autocannon refuses the target or has other insides.
 */
export async function runStretch(order: RunOrder, marks: StretchMarks): Promise<Load> {
  const { stretch, target } = order
  const goal = 'requests' in stretch ? stretch.requests : Infinity
  const tally = openTally(goal, 100 + 2 * target.connections)
  const load = openLoad(order, tally)
  const elapsed = await count(stretch, tally, load.closed, marks)
  const requests = tally.right
  const latencies = tally.latency.close()
  // Every connection takes its last answer along: no request's fate stays open, and a server that hangs is seen to time out.
  for (const client of load.clients) client.finish()
  await load.closed
  return {
    elapsed,
    requests,
    failures: { ...tally.failures },
    latency: latencies && { p50: latencies.p50, p90: latencies.p90, p99: latencies.p99 },
    histogram: latencies && latencies.encoded,
  }
}

function openLoad({ target, timeout }: RunOrder, tally: Tally): OpenLoad {
  const clients: WatchedClient[] = []
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>()
  const setupClient = (client: autocannon.Client) => {
    clients.push(watchClient(client, target.expect, tally))
  }
  const options: autocannon.Options = {
    url: target.origin + target.path,
    method: target.method as NonNullable<autocannon.Request['method']>,
    headers: target.headers,
    body: target.body ?? '',
    connections: target.connections,
    duration: DAY,
    timeout,
    sampleInt: 10,
    skipAggregateResult: true,
    setupClient,
  }
  autocannon(options, (error: unknown) => (error ? reject(error) : resolve()))
  return { clients, closed }
}

/** Keeps the load on for the stretch. Tells how many seconds of it were counted: 0 when the server was gone before. */
async function count(stretch: Stretch, tally: Tally, closed: Promise<void>, marks: StretchMarks): Promise<number> {
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
