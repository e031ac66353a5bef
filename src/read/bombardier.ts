import { z } from 'zod'
import { printedDigits } from './digits.ts'
import { countTimeouts } from './distribution.ts'
import { matchLine, wholeLines } from './lines.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import { emptyNumbers, NO_LATENCIES, p95Of, roundOff, sum, toReading, type Numbers, type Reading } from './reading.ts'
import { TIME, timeOrNull, toMilliseconds } from './units.ts'

const count = z.number().int().min(0)
const microseconds = z.number().min(0)

export const bombardierSchema = z.object({
  spec: z.object({
    numberOfConnections: count,
    /** One of the two. */
    numberOfRequests: count.optional(),
    testDurationSeconds: z.number().min(0).optional(),
  }),
  result: z.object({
    bytesRead: count,
    timeTakenSeconds: z.number().min(0),
    req1xx: count,
    req2xx: count,
    req3xx: count,
    req4xx: count,
    req5xx: count,
    others: count,
    errors: z.array(z.object({ description: z.string(), count })).default([]),
    /** `percentiles` with -l only. */
    latency: z
      .object({ mean: microseconds, max: microseconds, percentiles: z.record(z.string(), microseconds).default({}) })
      .optional(),
  }),
})

/** Reads what bombardier prints with -o json -p r. */
export function readBombardierJson({ spec, result }: z.output<typeof bombardierSchema>): Reading {
  const { req1xx, req2xx, req3xx, req4xx, req5xx, latency } = result
  const errors = Object.fromEntries(result.errors.map((error) => [error.description, error.count]))
  return readingOf({
    codes: [req1xx, req2xx, req3xx, req4xx, req5xx],
    lost: Math.max(result.others, sum(Object.values(errors))),
    timeout: countTimeouts(errors),
    asked: spec.numberOfRequests ?? null,
    connections: spec.numberOfConnections,
    latencies: {
      latencyMs: {
        mean: toMs(latency?.mean),
        p50: toMs(latency?.percentiles['50']),
        p90: toMs(latency?.percentiles['90']),
        ...p95Of(toMs(latency?.percentiles['95'])),
        p99: toMs(latency?.percentiles['99']),
        max: toMs(latency?.max),
      },
    },
    timed: {
      seconds: result.timeTakenSeconds,
      asked: spec.testDurationSeconds ?? null,
      bytes: result.bytesRead,
    },
  })
}

function toMs(value: number | undefined): number | null {
  return value === undefined ? null : roundOff(value / 1000)
}

const LAST = /^Throughput:\s+[\d.]+[KMGTP]?B?\/s$/
const INTRODUCTION = /^Bombarding \S+ (?:with (\d+) request\(s\)|for \S+) using (\d+) connection\(s\)$/
const CODES = /^1xx - (\d+), 2xx - (\d+), 3xx - (\d+), 4xx - (\d+), 5xx - (\d+)$/

/** Reads the text that bombardier prints, whole or cut off. */
export function readBombardierText(text: string): Reading {
  const lines = wholeLines(text, LAST)
  const codes = matchLine(lines, CODES)?.map(Number)
  const others = matchLine(lines, /^others - (\d+)$/)
  const latencies = latenciesIn(lines)
  if (!codes || !others || !latencies || !matchLine(lines, LAST))
    return toReading(emptyNumbers('bombardier', 'non-2xx'), messages.cutOff({ tool: 'bombardier' }))
  const [asked = '', connections = ''] = matchLine(lines, INTRODUCTION) ?? []
  return readingOf({
    codes,
    lost: Number(others[0]),
    timeout: null,
    asked: asked === '' ? null : Number(asked),
    connections: connections === '' ? null : Number(connections),
    latencies,
    timed: null,
  })
}

/** Null when the lines are missing. Percentiles are printed with -l only. */
function latenciesIn(lines: readonly string[]): Run['latencies'] | null {
  if (matchLine(lines, /enough data to compute statistics for (latencies)/)) return { latencyMs: NO_LATENCIES }
  const stats = matchLine(lines, new RegExp(`^Latency\\s+(${TIME})\\s+${TIME}\\s+(${TIME})$`))
  if (!stats) return null
  const [p50 = '', p90 = '', p95 = '', p99 = ''] = [50, 90, 95, 99].map(
    (share) => matchLine(lines, new RegExp(`^${share}%\\s+(${TIME})$`))?.[0],
  )
  const [mean = '', max = ''] = stats
  const latencyMs = {
    mean: toMilliseconds(mean),
    p50: timeOrNull(p50),
    p90: timeOrNull(p90),
    ...p95Of(timeOrNull(p95)),
    p99: timeOrNull(p99),
    max: toMilliseconds(max),
  }
  return { latencyMs, ...printedDigits(latencyMs, { p50, p90, p95, p99 }) }
}

/** One run of bombardier, by its JSON or its text. */
type Run = {
  /** Answers with a status of 1xx to 5xx, in this order. */
  readonly codes: readonly number[]
  /** Requests without an answer, and how many of them timed out; null where a line that says so may be missing. */
  readonly lost: number
  readonly timeout: number | null
  /** How many requests it was asked for; null for a run by time. */
  readonly asked: number | null
  readonly connections: number | null
  readonly latencies: Pick<Numbers, 'latencyMs' | 'latencyDigitMs'>
  /** Only its JSON has a time and bytes. `asked`: the seconds it was asked for; null for a run by number. */
  readonly timed: { readonly seconds: number; readonly asked: number | null; readonly bytes: number } | null
}

/** A run of bombardier. Its own rate is a mean of samples, so it is computed from the answers, where there is a time. */
function readingOf(run: Run): Reading {
  const numbers = numbersOf(run)
  const problem = problemIn(numbers, { 'bytesRead: 0': run.timed?.bytes ?? null }) ?? unfinished(run)
  return toReading(numbers, problem, run.timed ? undefined : messages.bombardierRate)
}

function numbersOf({ codes, lost, timeout, connections, latencies, timed }: Run): Numbers {
  const answers = sum(codes)
  const perSecond = (total: number) => (timed && timed.seconds > 0 ? roundOff(total / timed.seconds) : null)
  return {
    tool: 'bombardier',
    requests: { completed: answers, failed: null, non2xx: answers - (codes[1] ?? 0), non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout, other: lost - (timeout ?? 0) },
    elapsedSeconds: timed ? roundOff(timed.seconds) : null,
    requestsPerSecond: perSecond(answers),
    transferBytesPerSecond: timed ? perSecond(timed.bytes) : null,
    ...(answers === 0 ? { latencyMs: NO_LATENCIES } : latencies),
    connections,
    documentLength: null,
  }
}

function unfinished({ codes, asked, timed }: Run): string | null {
  if (timed?.asked && timed.seconds < 0.9 * timed.asked)
    return messages.otherDuration({ asked: `${timed.asked} s`, seconds: roundOff(timed.seconds) })
  return asked === null || sum(codes) === asked ? null : messages.unfinished({ asked, done: sum(codes) })
}
