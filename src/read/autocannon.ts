import { z } from 'zod'
import { messages } from './messages.ts'
import { roundOff, toReading, type Numbers, type Reading } from './reading.ts'

const count = z.number().int().min(0)
const milliseconds = z.number().min(0)

export const autocannonSchema = z.object({
  connections: count,
  /** Seconds, to two digits. */
  duration: z.number().min(0),
  samples: count,
  errors: count,
  timeouts: count,
  mismatches: count.default(0),
  non2xx: count,
  latency: z.object({ mean: milliseconds, p50: milliseconds, p90: milliseconds, p99: milliseconds, max: milliseconds }),
  requests: z.object({ total: count }),
  throughput: z.object({ total: z.number().min(0) }),
})

type Output = z.output<typeof autocannonSchema>

/** Milliseconds. autocannon cuts latencies to whole ones, so smaller values say too little: 0.9 ms reads as 0. */
const LEAST_LATENCY = 10

/** A run by a count of requests lasts until autocannon's next sample, however early its last answer came. */
const ENOUGH_SAMPLES = 10

/** Reads what autocannon 9 prints with --json. */
export function readAutocannon(output: Output): Reading {
  return toReading(numbersOf(output), problemOf(output))
}

function numbersOf({
  connections,
  duration,
  errors,
  timeouts,
  non2xx,
  latency,
  requests,
  throughput,
}: Output): Numbers {
  const perSecond = (total: number) => (duration > 0 ? roundOff(total / duration) : null)
  const measurable = (value: number) => (requests.total > 0 && value >= LEAST_LATENCY ? value : null)
  const { mean, p50, p90, p99, max } = latency
  return {
    tool: 'autocannon',
    requests: { completed: requests.total, failed: null, non2xx, non2xxRule: 'non-2xx' },
    socketErrors: { connect: null, read: null, write: null, timeout: timeouts, other: Math.max(0, errors - timeouts) },
    elapsedSeconds: duration,
    requestsPerSecond: perSecond(requests.total),
    transferBytesPerSecond: perSecond(throughput.total),
    latencyMs: {
      mean: measurable(mean),
      p50: measurable(p50),
      p90: measurable(p90),
      p99: measurable(p99),
      max: measurable(max),
    },
    connections,
    documentLength: null,
  }
}

function problemOf({ requests, errors, timeouts, non2xx, mismatches, samples, throughput }: Output): string | null {
  if (errors > 0) return messages.socketErrors({ errors, timeouts, completed: requests.total })
  if (requests.total === 0) return messages.noRequests
  if (non2xx > 0) return messages.badStatus({ count: non2xx, completed: requests.total, which: 'outside 2xx' })
  if (mismatches > 0) return messages.wrongBodies({ count: mismatches, completed: requests.total })
  if (throughput.total === 0) return messages.noDocument({ seen: 'throughput.total: 0' })
  return samples < ENOUGH_SAMPLES ? messages.fewSamples({ samples, enough: ENOUGH_SAMPLES }) : null
}
