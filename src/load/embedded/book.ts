import type { Offered } from '../../model/measurement.ts'
import type { Load } from '../driver.ts'
import { latencyHistogram, type LatencyHistogram } from '../histogram.ts'
import { countedIn, dueAt, type Pace } from '../pace.ts'
import { openQueue, type Queue } from './queue.ts'
import { firstWrongIn, openTally, type Tally } from './tally.ts'
import type { Counts } from './talk.ts'

/** What is noted of a stretch at a fixed rate while it runs. Moments are those of `performance.now()`. */
export type Book = {
  /** The answers that come between the marks, whenever their requests were due; and all failures. */
  readonly tally: Tally
  readonly counts: Counts
  /** The moments at which requests were due that wait for a connection, oldest first. */
  readonly waiting: Queue
  /** Notes that the generator has seen that a request is due, and either sent it or let it wait. */
  readonly note: (due: number, isSent: boolean) => void
  readonly noteBacklog: (when: 'halfway' | 'end') => void
  /** Resolves with true when every request is over. */
  readonly drained: () => Promise<true>
  /** Sums up. `underWay`: when the requests were due that nobody waits for any more. */
  readonly close: (elapsed: number, underWay: readonly number[]) => Load
}

/** The first request is due at `start`. Broken connections above `limit` end the stretch. */
export function openBook(pace: Pace, start: number, statuses: readonly (readonly number[])[], limit: number): Book {
  const { first, end } = countedIn(pace)
  const momentOf = (index: number) => start + dueAt(index, pace.rate) * 1000
  const [from, to] = [momentOf(first), momentOf(end)]
  const isCounted = (due: number) => due >= from && due < to
  const [latency, firstByte, lag] = [latencyHistogram(), latencyHistogram(), latencyHistogram()]
  const tally = openTally(Infinity, limit, statuses)
  const waiting = openQueue()
  const backlog = { halfway: 0, end: 0 }
  const drained = Promise.withResolvers<true>()
  let [pending, queued, isOver] = [0, 0, false]
  const finish = () => {
    pending -= 1
    if (isOver && pending === 0) drained.resolve(true)
  }
  return {
    tally,
    waiting,
    counts: {
      answer: (status, bodyMatches, seconds, due = 0, of = 0, begun = undefined) => {
        const isRight = tally.answer(status, bodyMatches, seconds, due, of)
        if (isRight && isCounted(due)) latency.add(seconds)
        if (isRight && isCounted(due) && begun !== undefined) firstByte.add(begun)
        finish()
        return isRight
      },
      fail: (kind, due, of) => {
        tally.fail(kind, due, of)
        finish()
      },
      end: tally.end,
      wrongBody: tally.wrongBody,
      skip: tally.skip,
    },
    note: (due, isSent) => {
      pending += 1
      if (!isCounted(due)) return
      lag.add((performance.now() - due) / 1000)
      if (!isSent) queued += 1
    },
    noteBacklog: (when) => (backlog[when] = pending),
    drained: () => {
      isOver = true
      if (pending === 0) drained.resolve(true)
      return drained.promise
    },
    close: (elapsed, underWay) => {
      const unanswered = [...underWay, ...waiting.all()].filter(isCounted)
      const now = performance.now()
      for (const due of unanswered) latency.add((now - due) / 1000)
      const counts = { requests: end - first, queued, unanswered: unanswered.length, backlog }
      return sumUp(
        tally,
        elapsed,
        { latency, firstByte },
        { rate: pace.rate, ...counts, lag: lag.close()?.encoded ?? null },
      )
    },
  }
}

type Times = { readonly latency: LatencyHistogram; readonly firstByte: LatencyHistogram }

function sumUp(tally: Tally, elapsed: number, times: Times, offered: Offered): Load {
  const [latencies, firstByte] = [times.latency.close(), times.firstByte.close()]
  return {
    elapsed,
    requests: tally.right,
    failures: { ...tally.failures },
    ...firstWrongIn(tally),
    ...(Object.keys(tally.ends).length > 0 ? { ends: tally.ends } : {}),
    latency: latencies && { p50: latencies.p50, p90: latencies.p90, p95: latencies.p95, p99: latencies.p99 },
    histogram: latencies && latencies.encoded,
    ...(firstByte ? { firstByte: firstByte.encoded } : {}),
    offered,
  }
}
