import { anySuccess } from '../answer/right-answer.ts'
import { isRightStatus } from '../../model/expect.ts'
import { noFailures, type Failures } from '../../model/measurement.ts'
import type { Ends } from '../driver.ts'
import { latencyHistogram, type LatencyHistogram } from '../histogram.ts'

/** The counts of one stretch while it runs. They change in place, so that an answer costs no allocation. */
export type Tally = {
  /** Failures always count; right answers count only while this is true. */
  counting: boolean
  answered: number
  right: number
  readonly failures: { -readonly [Kind in keyof Failures]: number }
  readonly latency: LatencyHistogram
  /** Resolves when `goal` answers were counted, right or wrong. */
  readonly reached: Promise<void>
  /** Resolves when more than `limit` connections broke. */
  readonly broken: Promise<void>
  /** Counts an answer, and says whether it was right; latency in seconds. `since` is the moment from which that counts. */
  readonly answer: (status: number, bodyMatches: boolean, latency: number, since?: number) => boolean
  /** After how many answers connections were ended by the server. */
  readonly ends: Ends
  /** Notes that the server has ended a connection after so many answers. */
  readonly end: (how: keyof Ends, answers: number) => void
  /** Counts a request that was never answered. */
  readonly fail: (kind: 'connection' | 'timeout' | 'lost', since?: number) => void
}

/** `statuses`: those that are right. Broken connections end a stretch, because a server that is gone refuses thousands per second. Wrong answers do not. */
export function openTally(goal: number, limit: number, statuses = anySuccess): Tally {
  const reached = Promise.withResolvers<void>()
  const broken = Promise.withResolvers<void>()
  if (goal === 0) reached.resolve()
  const tally: Tally = {
    counting: false,
    answered: 0,
    right: 0,
    failures: { ...noFailures },
    latency: latencyHistogram(),
    reached: reached.promise,
    broken: broken.promise,
    answer: (status, bodyMatches, latency) => {
      const kind = isRightStatus(status, statuses) ? (bodyMatches ? null : 'body') : 'status'
      if (kind !== null) tally.failures[kind]++
      if (!tally.counting) return kind === null
      if (++tally.answered === goal) reached.resolve()
      if (kind !== null) return false
      tally.right++
      tally.latency.add(latency)
      return true
    },
    ends: {},
    end: (how, answers) => {
      const { fewest, most } = tally.ends[how] ?? { fewest: answers, most: answers }
      tally.ends[how] = { fewest: Math.min(fewest, answers), most: Math.max(most, answers) }
    },
    fail: (kind) => {
      tally.failures[kind]++
      if (tally.failures.connection + tally.failures.lost > limit) broken.resolve()
    },
  }
  return tally
}
