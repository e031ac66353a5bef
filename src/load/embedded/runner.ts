import type { Load, Stretch, Target, Runner, RunnerMarks, RunOrder } from '../driver.ts'
import { mixOf } from '../mix.ts'
import { openTurnCounts, type TurnCounts } from '../turn-counts.ts'
import type { ConnectionOptions, Connections } from './connections.ts'
import { byRequestOf, latenciesIn } from './by-request.ts'
import { runOpenLoop } from './open-loop.ts'
import { firstWrongIn, openTally, type Tally } from './tally.ts'

/** Sends the load from this process. The connections that it opens are kept from one order to the next, as long as they are usable. */
export function embeddedRunner(
  version: string,
  open: (options: ConnectionOptions) => Connections,
  turns: TurnCounts = openTurnCounts(),
): Runner {
  const kept = new Map<string, Connections>()

  function connectionsFor({ target, timeout }: Pick<RunOrder, 'target' | 'timeout'>): Connections {
    const key = JSON.stringify([target, timeout])
    const known = kept.get(key)
    if (known?.areUsable()) return known
    known?.close()
    // New connections go on where the old ones were.
    const connections = open({ target, timeout, mix: mixOf(target), nextTurn: turns.of(target).take })
    kept.set(key, connections)
    return connections
  }

  return {
    version,
    run: ({ target, timeout, stretch }, marks) => {
      const connections = connectionsFor({ target, timeout })
      if (!('rate' in stretch) || stretch.rate === undefined) return runStretch(stretch, connections, target, marks)
      const pace = { leadIn: stretch.leadIn, seconds: stretch.seconds, rate: stretch.rate }
      return runOpenLoop(pace, connections, target, marks)
    },
    release: () => {
      for (const connections of kept.values()) connections.close()
      kept.clear()
      turns.forget()
    },
  }
}

/** Runs one stretch on connections to a target, which are at rest before and after it. Rejects when the generator refuses their target. */
async function runStretch(
  stretch: Stretch,
  connections: Connections,
  target: Target,
  marks: RunnerMarks,
): Promise<Load> {
  const goal = 'requests' in stretch ? stretch.requests : Infinity
  const mix = mixOf(target)
  const statuses = mix.rights.map((right) => right.statuses)
  const tally = openTally(goal, 100 + 2 * target.connections, statuses)
  connections.send(tally)
  const elapsed = await countThrough(stretch, tally, connections.closed, marks)
  const requests = tally.right
  const resting = connections.rest()
  const latencies = latenciesIn(tally.latency)
  const firstByte = tally.firstByte.close()
  await resting
  return {
    elapsed,
    requests,
    failures: { ...tally.failures },
    ...firstWrongIn(tally),
    ...(Object.keys(tally.ends).length > 0 ? { ends: tally.ends } : {}),
    ...latencies,
    ...(firstByte ? { firstByte: firstByte.encoded } : {}),
    ...byRequestOf(tally, mix),
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
