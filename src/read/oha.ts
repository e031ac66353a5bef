import { z } from 'zod'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import { emptyNumbers, p95Of, roundOff, sum, toReading, type Numbers, type Reading } from './reading.ts'
import { countOutside2xx, countTimeouts } from './distribution.ts'

/** oha writes null without an answer. */
const seconds = z.number().min(0).nullable()
const counts = z.record(z.string(), z.number().int().min(0))

const current = z.object({
  summary: z.object({
    total: z.number().min(0),
    /** Of all requests that ended, however they did. */
    requestsPerSec: z.number().min(0).nullish(),
    slowest: seconds,
    average: seconds,
    totalData: z.number().min(0),
    sizePerRequest: z.number().min(0).nullish(),
  }),
  latencyPercentiles: z.object({ p50: seconds, p90: seconds, p95: seconds.optional(), p99: seconds }),
  statusCodeDistribution: counts,
  errorDistribution: counts,
})

/** The first version with JSON, of 2022, had another name for the percentiles. */
export const ohaSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && 'latencyDistribution' in value
      ? { latencyPercentiles: value.latencyDistribution, ...value }
      : value,
  current,
)

type Output = z.output<typeof ohaSchema>

/** Requests that were under way when the time was up have not failed. */
const AT_THE_END = 'aborted due to deadline'

/** Reads what oha prints with --output-format json. oha's own rate includes failed requests, so this one is computed from the answers. */
export function readOha(output: Output): Reading {
  if (!isWhole(output)) return toReading(emptyNumbers('oha', 'non-2xx'), messages.cutOff({ tool: 'oha' }))
  const numbers = numbersOf(output)
  return toReading(numbers, problemIn(numbers, { 'totalData: 0': output.summary.totalData }))
}

/** Whether its rate is that of all requests in its two tables. */
function isWhole({ summary, statusCodeDistribution, errorDistribution }: Output): boolean {
  if (typeof summary.requestsPerSec !== 'number') return true
  const ended = sum([...Object.values(statusCodeDistribution), ...Object.values(errorDistribution)])
  return Math.abs(summary.requestsPerSec * summary.total - ended) < 0.5
}

function numbersOf({ summary, latencyPercentiles, statusCodeDistribution, errorDistribution }: Output): Numbers {
  const answers = sum(Object.values(statusCodeDistribution))
  const perSecond = (total: number) => (summary.total > 0 ? roundOff(total / summary.total) : null)
  const toMs = (value: number | null) => (value === null || answers === 0 ? null : roundOff(value * 1000))
  const { p50, p90, p95, p99 } = latencyPercentiles
  const { [AT_THE_END]: _, ...errors } = errorDistribution
  const timeout = countTimeouts(errors)
  return {
    tool: 'oha',
    requests: {
      completed: answers,
      failed: null,
      non2xx: countOutside2xx(statusCodeDistribution),
      non2xxRule: 'non-2xx',
    },
    socketErrors: { connect: null, read: null, write: null, timeout, other: sum(Object.values(errors)) - timeout },
    elapsedSeconds: roundOff(summary.total),
    requestsPerSecond: perSecond(answers),
    transferBytesPerSecond: perSecond(summary.totalData),
    latencyMs: {
      mean: toMs(summary.average),
      p50: toMs(p50),
      p90: toMs(p90),
      ...p95Of(toMs(p95 ?? null)),
      p99: toMs(p99),
      max: toMs(summary.slowest),
    },
    connections: null,
    documentLength: summary.sizePerRequest ?? null,
  }
}
