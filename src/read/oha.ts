import { z } from 'zod'
import { messages } from './messages.ts'
import { roundOff, toReading, type Numbers, type Reading } from './reading.ts'

/** oha writes null without an answer. */
const seconds = z.number().min(0).nullable()
const counts = z.record(z.string(), z.number().int().min(0))

export const ohaSchema = z.object({
  summary: z.object({
    total: z.number().min(0),
    slowest: seconds,
    average: seconds,
    totalData: z.number().min(0),
    sizePerRequest: z.number().min(0).nullish(),
  }),
  latencyPercentiles: z.object({ p50: seconds, p90: seconds, p99: seconds }),
  statusCodeDistribution: counts,
  errorDistribution: counts,
})

type Output = z.output<typeof ohaSchema>

/** Requests that were under way when the time was up have not failed. */
const AT_THE_END = 'aborted due to deadline'

/** Reads what oha prints with --output-format json. oha's own rate includes failed requests, so this one is computed from the answers. */
export function readOha(output: Output): Reading {
  const answers = sum(Object.values(output.statusCodeDistribution))
  const numbers = numbersOf(output, answers)
  return toReading(numbers, problemOf(output, numbers, answers))
}

function numbersOf(
  { summary, latencyPercentiles, statusCodeDistribution, errorDistribution }: Output,
  answers: number,
): Numbers {
  const perSecond = (total: number) => (summary.total > 0 ? roundOff(total / summary.total) : null)
  const toMs = (value: number | null) => (value === null || answers === 0 ? null : roundOff(value * 1000))
  const { p50, p90, p99 } = latencyPercentiles
  const errors = Object.entries(errorDistribution).filter(([message]) => message !== AT_THE_END)
  const timeouts = errors.filter(([message]) => /time(d )?\s?out/i.test(message))
  const [all, late] = [errors, timeouts].map((some) => sum(some.map(([, count]) => count))) as [number, number]
  return {
    tool: 'oha',
    requests: {
      completed: answers,
      failed: null,
      non2xx: countOutside2xx(statusCodeDistribution),
      non2xxRule: 'non-2xx',
    },
    socketErrors: { connect: null, read: null, write: null, timeout: late, other: all - late },
    elapsedSeconds: roundOff(summary.total),
    requestsPerSecond: perSecond(answers),
    transferBytesPerSecond: perSecond(summary.totalData),
    latencyMs: {
      mean: toMs(summary.average),
      p50: toMs(p50),
      p90: toMs(p90),
      p99: toMs(p99),
      max: toMs(summary.slowest),
    },
    connections: null,
    documentLength: summary.sizePerRequest ?? null,
  }
}

function problemOf({ summary }: Output, { requests, socketErrors }: Numbers, answers: number): string | null {
  const errors = (socketErrors?.other ?? 0) + (socketErrors?.timeout ?? 0)
  if (errors > 0) return messages.socketErrors({ errors, timeouts: socketErrors?.timeout ?? 0, completed: answers })
  if (answers === 0) return messages.noRequests
  if ((requests.non2xx ?? 0) > 0)
    return messages.badStatus({ count: requests.non2xx as number, completed: answers, which: 'outside 2xx' })
  return summary.totalData === 0 ? messages.noDocument({ seen: 'totalData: 0' }) : null
}

function countOutside2xx(distribution: Readonly<Record<string, number>>): number {
  return sum(Object.entries(distribution).flatMap(([status, count]) => (/^2\d\d$/.test(status) ? [] : [count])))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
