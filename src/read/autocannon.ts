import { z } from 'zod'
import { sameDigit } from './digits.ts'
import { messages } from './messages.ts'
import { problemIn } from './problem.ts'
import { roundOff, toReading, type Numbers, type Reading } from './reading.ts'

const count = z.number().int().min(0)
const milliseconds = z.number().min(0)

export const autocannonSchema = z.object({
  connections: count,
  /** Seconds: to two digits, and to whole ones before version 3. */
  duration: z.number().min(0),
  start: z.string().optional(),
  finish: z.string().optional(),
  /** One per second, before version 5 said how many. */
  samples: count.optional(),
  errors: count,
  timeouts: count,
  mismatches: count.default(0),
  non2xx: count,
  latency: z.object({
    average: milliseconds,
    p50: milliseconds,
    p90: milliseconds,
    p99: milliseconds,
    max: milliseconds,
  }),
  requests: z.object({ total: count }),
  throughput: z.object({ total: z.number().min(0) }),
})

type Output = z.output<typeof autocannonSchema>

/** Milliseconds. autocannon cuts latencies to whole ones, so smaller values say too little: 0.9 ms reads as 0. */
const LEAST_LATENCY = 10

/** A run by a count of requests lasts until autocannon's next sample, however early its last answer came. */
const ENOUGH_SAMPLES = 10

/** Reads what autocannon 2 to 9 print with --json. */
export function readAutocannon(output: Output): Reading {
  const numbers = numbersOf(output)
  return toReading(numbers, problemOf(output, numbers))
}

function numbersOf(output: Output): Numbers {
  const { connections, errors, timeouts, non2xx, latency, requests, throughput } = output
  const seconds = secondsOf(output)
  const perSecond = (total: number) => (seconds > 0 ? roundOff(total / seconds) : null)
  const measurable = (value: number) => (requests.total > 0 && value >= LEAST_LATENCY ? value : null)
  const { average, p50, p90, p99, max } = latency
  const latencyMs = {
    mean: measurable(average),
    p50: measurable(p50),
    p90: measurable(p90),
    p99: measurable(p99),
    max: measurable(max),
  }
  return {
    tool: 'autocannon',
    requests: { completed: requests.total, failed: null, non2xx, non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout: timeouts, other: Math.max(0, errors - timeouts) },
    elapsedSeconds: seconds,
    requestsPerSecond: perSecond(requests.total),
    transferBytesPerSecond: perSecond(throughput.total),
    latencyMs,
    ...sameDigit(latencyMs, 1),
    connections,
    documentLength: null,
  }
}

function secondsOf({ duration, start = '', finish = '' }: Output): number {
  const seconds = (Date.parse(finish) - Date.parse(start)) / 1000
  return Number.isInteger(duration) && Number.isFinite(seconds) ? roundOff(seconds) : duration
}

function problemOf(output: Output, numbers: Numbers): string | null {
  const { requests, mismatches, samples = Math.round(output.duration), throughput } = output
  const problem = problemIn(numbers, { 'throughput.total: 0': throughput.total })
  if (problem !== null) return problem
  if (mismatches > 0) return messages.wrongBodies({ count: mismatches, completed: requests.total })
  return samples < ENOUGH_SAMPLES ? messages.fewSamples({ samples, enough: ENOUGH_SAMPLES }) : null
}
