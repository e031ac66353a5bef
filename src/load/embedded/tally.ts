import { anySuccess } from '../answer/right-answer.ts'
import { isRightStatus } from '../../model/expect.ts'
import { noFailures, type Failures, type FirstWrong } from '../../model/measurement.ts'
import type { Ends } from '../driver.ts'
import { latencyHistogram, type LatencyHistogram } from '../histogram.ts'

/** The counts of one stretch while it runs. They change in place, so that an answer costs no allocation. */
export type Tally = {
  /** Failures always count; right answers count only while this is true. */
  counting: boolean
  answered: number
  right: number
  readonly failures: FailureCounts
  readonly latency: LatencyHistogram
  /** To the first byte of the body. Empty unless that was asked for. */
  readonly firstByte: LatencyHistogram
  /** Resolves when `goal` answers were counted, right or wrong. */
  readonly reached: Promise<void>
  /** Resolves when more than `limit` connections broke. */
  readonly broken: Promise<void>
  /** The same of each request of a mix, by its place in the plan; none of a single request. */
  readonly parts: readonly TallyPart[]
  /**
   * Counts an answer, and says whether it was right; latency in seconds. `since` is the moment from which that counts, and `of` the place of
   * the request in the plan; `first`: the latency of the first byte of the body, where that is timed.
   */
  readonly answer: (
    status: number,
    bodyMatches: boolean,
    latency: number,
    since?: number,
    of?: number,
    first?: number,
  ) => boolean
  /** After how many answers connections were ended by the server. */
  readonly ends: Ends
  /** Notes that the server has ended a connection after so many answers. */
  readonly end: (how: keyof Ends, answers: number) => void
  /** The first wrong answers. */
  readonly firstWrong: { -readonly [Kind in keyof FirstWrong]: FirstWrong[Kind] }
  /** Notes how a body was wrong, where it is the first one; `how` ends a sentence. */
  readonly wrongBody: (how: () => string) => void
  /** Counts a request that was never answered. */
  readonly fail: (kind: 'connection' | 'timeout' | 'lost', since?: number, of?: number) => void
  /** Counts steps that are not sent, because one before them failed. */
  readonly skip: (steps: readonly number[]) => void
}

type FailureCounts = { -readonly [Kind in keyof Failures]: number }

/** The counts of one request of a mix. */
export type TallyPart = { right: number; readonly failures: FailureCounts; readonly latency: LatencyHistogram }

/** `statuses`: those that are right, of each request of a mix. Broken connections end a stretch, because a server that is gone refuses thousands per second. Wrong answers do not. */
export function openTally(goal: number, limit: number, statuses: readonly (readonly number[])[] = [anySuccess]): Tally {
  const reached = Promise.withResolvers<void>()
  const broken = Promise.withResolvers<void>()
  if (goal === 0) reached.resolve()
  const tally: Tally = {
    counting: false,
    answered: 0,
    right: 0,
    failures: { ...noFailures },
    latency: latencyHistogram(),
    firstByte: latencyHistogram(),
    parts: statuses.length < 2 ? [] : statuses.map(openPart),
    reached: reached.promise,
    broken: broken.promise,
    answer: (status, bodyMatches, latency, _since, of = 0, first = undefined) => {
      const part = tally.parts[of]
      const kind = isRightStatus(status, statuses[of] ?? anySuccess) ? (bodyMatches ? null : 'body') : 'status'
      if (kind !== null) count(kind, part)
      if (kind === 'status') tally.firstWrong.status ??= status
      if (!tally.counting) return kind === null
      if (++tally.answered === goal) reached.resolve()
      if (kind !== null) return false
      tally.right++
      tally.latency.add(latency)
      if (first !== undefined) tally.firstByte.add(first)
      if (part) {
        part.right++
        part.latency.add(latency)
      }
      return true
    },
    ends: {},
    end: (how, answers) => {
      const { fewest, most } = tally.ends[how] ?? { fewest: answers, most: answers }
      tally.ends[how] = { fewest: Math.min(fewest, answers), most: Math.max(most, answers) }
    },
    firstWrong: {},
    wrongBody: (how) => void (tally.firstWrong.body ??= how()),
    fail: (kind, _since, of = 0) => {
      count(kind, tally.parts[of])
      if (tally.failures.connection + tally.failures.lost > limit) broken.resolve()
    },
    skip: (steps) => {
      for (const of of steps) count('unsent', tally.parts[of])
    },
  }
  return tally

  function count(kind: keyof Failures, part: TallyPart | undefined): void {
    tally.failures[kind]++
    if (part) part.failures[kind]++
  }
}

/** As a field of the load: without it where every answer was right. */
export function firstWrongIn({ firstWrong }: Tally): { readonly firstWrong?: FirstWrong } {
  return Object.keys(firstWrong).length > 0 ? { firstWrong: { ...firstWrong } } : {}
}

function openPart(): TallyPart {
  return { right: 0, failures: { ...noFailures }, latency: latencyHistogram() }
}
