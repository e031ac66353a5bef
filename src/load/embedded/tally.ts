import { noFailures, type Failures } from '../../model/measurement.ts'
import { latencyHistogram, type LatencyHistogram } from '../histogram.ts'

/** Compares the bodies of one connection with the expected one, byte by byte, while they arrive. */
export type BodyCheck = {
  /** Takes the next piece of the body. Its bytes may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Ends the body, returns whether it was the expected one, and starts the next. */
  readonly matches: () => boolean
}

/** Every answer is checked, not a sample: comparing in place is cheaper than joining pieces into a string. */
export function bodyCheck(expect: string): BodyCheck {
  return isLossy(expect) ? textCheck(expect) : bytesCheck(Buffer.from(expect))
}

/** Bytes that are not UTF-8 became replacement characters in the text, so they cannot be compared as bytes. */
function isLossy(expect: string): boolean {
  return expect.includes('\uFFFD')
}

function bytesCheck(expected: Buffer): BodyCheck {
  let length = 0
  let same = true
  return {
    add: (piece) => {
      const end = length + piece.length
      same &&= end <= expected.length && piece.compare(expected, length, end) === 0
      length = end
    },
    matches: () => {
      const right = same && length === expected.length
      length = 0
      same = true
      return right
    },
  }
}

function textCheck(expect: string): BodyCheck {
  const most = Buffer.byteLength(expect)
  let pieces: Buffer[] = []
  let length = 0
  return {
    add: (piece) => {
      length += piece.length
      if (length <= most) pieces.push(Buffer.from(piece))
    },
    matches: () => {
      const right = length <= most && Buffer.concat(pieces).toString() === expect
      pieces = []
      length = 0
      return right
    },
  }
}

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
  /** Counts an answer; latency in seconds. */
  readonly answer: (status: number, bodyMatches: boolean, latency: number) => void
  /** Counts a request that was never answered. */
  readonly fail: (kind: 'connection' | 'timeout' | 'lost') => void
}

/** Broken connections end a stretch, because a server that is gone refuses thousands per second. Wrong answers do not. */
export function openTally(goal: number, limit: number): Tally {
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
      const kind = status < 200 || status > 299 ? 'status' : bodyMatches ? null : 'body'
      if (kind !== null) tally.failures[kind]++
      if (!tally.counting) return
      if (++tally.answered === goal) reached.resolve()
      if (kind !== null) return
      tally.right++
      tally.latency.add(latency)
    },
    fail: (kind) => {
      tally.failures[kind]++
      if (tally.failures.connection + tally.failures.lost > limit) broken.resolve()
    },
  }
  return tally
}
