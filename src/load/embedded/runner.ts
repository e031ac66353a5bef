import type { Load, Stretch, Target, Runner, RunnerMarks, RunOrder } from '../driver.ts'
import { openTally, type Tally } from './tally.ts'

/** All connections to one target. They are kept open between two stretches, at rest. */
export type Connections = {
  /** Sends on all of them, and counts the results in `tally`. */
  readonly send: (tally: Tally) => void
  /** Stops sending. Resolves when every request that is under way was answered, has failed or timed out. */
  readonly rest: () => Promise<void>
  /** Whether they can be sent on again: the server has closed none of them. */
  readonly areUsable: () => boolean
  readonly close: () => void
  /** Resolves when the last one is closed. Rejects when the generator refuses the target. */
  readonly closed: Promise<void>
}

export type ConnectionOptions = Pick<RunOrder, 'target' | 'timeout'>

/** Sends the load from this process. The connections that it opens are kept from one order to the next, as long as they are usable. */
export function embeddedRunner(version: string, open: (options: ConnectionOptions) => Connections): Runner {
  const kept = new Map<string, Connections>()

  function connectionsFor(options: ConnectionOptions): Connections {
    const key = JSON.stringify([options.target, options.timeout])
    const known = kept.get(key)
    if (known?.areUsable()) return known
    known?.close()
    const opened = open(options)
    kept.set(key, opened)
    return opened
  }

  return {
    version,
    run: ({ target, timeout, stretch }, marks) =>
      runStretch(stretch, connectionsFor({ target, timeout }), target, marks),
    release: () => {
      for (const connections of kept.values()) connections.close()
      kept.clear()
    },
  }
}

/** Runs one stretch on connections to a target, which are at rest before and after it. Rejects when the generator refuses their target. */
async function runStretch(
  stretch: Stretch,
  connections: Connections,
  { connections: count, right }: Target,
  marks: RunnerMarks,
): Promise<Load> {
  const goal = 'requests' in stretch ? stretch.requests : Infinity
  const tally = openTally(goal, 100 + 2 * count, right.statuses)
  connections.send(tally)
  const elapsed = await countThrough(stretch, tally, connections.closed, marks)
  const requests = tally.right
  const resting = connections.rest()
  const latencies = tally.latency.close()
  await resting
  return {
    elapsed,
    requests,
    failures: { ...tally.failures },
    ...(Object.keys(tally.ends).length > 0 ? { ends: tally.ends } : {}),
    latency: latencies && { p50: latencies.p50, p90: latencies.p90, p95: latencies.p95, p99: latencies.p99 },
    histogram: latencies && latencies.encoded,
  }
}

/** Counts for the length of the stretch. Returns the seconds that were counted: 0 when the server was gone before. */
async function countThrough(
  stretch: Stretch,
  tally: Tally,
  closed: Promise<void>,
  marks: RunnerMarks,
): Promise<number> {
  const cut = Promise.race([tally.broken, closed])
  if ('leadIn' in stretch && (await happensWithin(stretch.leadIn, cut))) return 0
  const began = process.hrtime.bigint()
  tally.counting = true
  marks.began()
  if ('leadIn' in stretch) await happensWithin(stretch.seconds, cut)
  else await happensWithin(stretch.within, Promise.race([tally.reached, cut]))
  tally.counting = false
  const elapsed = Number(process.hrtime.bigint() - began) / 1e9
  await marks.ended()
  return elapsed
}

/** Waits for an event, but no longer than so many seconds. Returns whether the event came; rejects when the event does. */
async function happensWithin(seconds: number, event: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), seconds * 1000)
  try {
    return await Promise.race([event.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
