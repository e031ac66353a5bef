import { z } from 'zod'
import { messages } from './messages.ts'
import { roundOff, toReading, type Numbers, type Reading } from './reading.ts'

/** The values of one metric: plain numbers in a summary export, and under `values` when a script's handleSummary wrote it. */
const values = z.record(z.string(), z.unknown())

/** `--summary-export` and `handleSummary`: metrics by name. */
const exported = z.object({ metrics: z.record(z.string(), values) })

/** `--new-machine-readable-summary`: a list of them. */
const listed = z.object({ results: z.object({ metrics: z.array(z.object({ name: z.string(), values })) }) })

export const k6Schema = z.union([listed, exported])

type Output = z.output<typeof k6Schema>
type Metrics = (metric: string, key: string) => number | null

/** Reads what k6 writes with --summary-export, from handleSummary, or with --new-machine-readable-summary (which has no p99). */
export function readK6(output: Output): Reading {
  const metrics = metricsOf(output)
  const numbers = numbersOf(metrics)
  return toReading(numbers, problemOf(metrics, numbers))
}

function metricsOf(output: Output): Metrics {
  const byName: Readonly<Record<string, Readonly<Record<string, unknown>>>> =
    'results' in output
      ? Object.fromEntries(output.results.metrics.map((metric) => [metric.name, metric.values]))
      : Object.fromEntries(
          Object.entries(output.metrics).map(([name, metric]) => [
            name,
            (metric['values'] ?? metric) as Record<string, unknown>,
          ]),
        )
  return (metric, key) => {
    const value = byName[metric]?.[key]
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
  }
}

function numbersOf(metric: Metrics): Numbers {
  const [completed, rate] = [metric('http_reqs', 'count'), metric('http_reqs', 'rate')]
  const latency = (key: string) => (completed === null || completed === 0 ? null : metric('http_req_duration', key))
  return {
    tool: 'k6',
    // k6 counts a status of 400 or above and a missing answer as failed, and does not tell them apart.
    requests: { completed, failed: null, non2xx: failuresIn(metric), non2xxRule: '>=400' },
    socketErrors: null,
    elapsedSeconds: completed !== null && rate ? roundOff(completed / rate) : null,
    requestsPerSecond: rate,
    transferBytesPerSecond: metric('data_received', 'rate'),
    latencyMs: {
      mean: latency('avg'),
      p50: latency('med') ?? latency('p(50)'),
      p90: latency('p(90)') ?? latency('p90'),
      p99: latency('p(99)') ?? latency('p99'),
      max: latency('max'),
    },
    connections: metric('vus_max', 'value') ?? metric('vus_max', 'max'),
    documentLength: null,
  }
}

/** `passes` of a rate counts how often it was true. Here true means failed. */
function failuresIn(metric: Metrics): number | null {
  return metric('http_req_failed', 'passes') ?? metric('http_req_failed', 'matches')
}

function problemOf(metric: Metrics, { requests, requestsPerSecond, transferBytesPerSecond }: Numbers): string | null {
  const { completed, non2xx } = requests
  if (completed === null || requestsPerSecond === null) return messages.noMetric({ name: 'http_reqs' })
  if (completed === 0) return messages.noRequests
  if (non2xx === null) return messages.noMetric({ name: 'http_req_failed' })
  if (non2xx > 0) return messages.badStatus({ count: non2xx, completed, which: 'of 400 or above, or no answer' })
  const dropped = metric('dropped_iterations', 'count') ?? 0
  if (dropped > 0) return messages.dropped({ count: dropped })
  return transferBytesPerSecond === 0 ? messages.noDocument({ seen: 'data_received: 0' }) : null
}
