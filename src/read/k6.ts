import { digitsOf } from './digits.ts'
import { messages } from './messages.ts'
import {
  p95Of,
  roundOff,
  toReading,
  type LatencyDigitMs,
  type LatencyMs,
  type Numbers,
  type Reading,
} from './reading.ts'

/** What all summaries of k6 say, whatever their form. Times are in milliseconds. */
export type K6Summary = {
  /** By metric and by key, such as `http_reqs` and `count`. Of a rate, `passes` counts how often it was true. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Of `http_req_duration`, where the form rounds it. */
  readonly digits?: LatencyDigitMs
  /** The thresholds that were crossed, each as words; null where the form does not say. */
  readonly crossed: readonly string[] | null
  /** Whether it was stopped before its end, where the form says so. */
  readonly stopped?: boolean
  /** How long the run took, where the form says so. */
  readonly seconds: number | null
}

type Metrics = (metric: string, key: string) => number | null

/** A run of k6 by its summary. */
export function readK6(summary: K6Summary): Reading {
  const metric: Metrics = (name, key) => {
    const value = summary.values[name]?.[key]
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
  }
  const numbers = numbersOf(summary, metric)
  return toReading(numbers, problemOf(summary, metric, numbers), summary.crossed ? undefined : messages.noThresholds)
}

function numbersOf({ seconds, digits = {} }: K6Summary, metric: Metrics): Numbers {
  const rateOf = (name: string) => metric(name, 'rate') ?? perSecond(metric(name, 'count'), seconds)
  const [completed, rate] = [metric('http_reqs', 'count'), rateOf('http_reqs')]
  const latencyMs = latenciesIn(metric)
  return {
    tool: 'k6',
    // k6 counts a status of 400 or above and a missing answer as failed, and does not tell them apart.
    requests: { completed, failed: null, non2xx: metric('http_req_failed', 'passes'), non2xxRule: '>=400' },
    socketErrors: null,
    elapsedSeconds: seconds ?? (completed !== null && rate ? roundOff(completed / rate) : null),
    requestsPerSecond: rate,
    transferBytesPerSecond: rateOf('data_received'),
    latencyMs,
    ...digitsOf(latencyMs, digits),
    connections: metric('vus_max', 'value'),
    documentLength: null,
  }
}

/** Of what was rounded to 0, as in a summary in whole seconds, nothing is known. */
function latenciesIn(metric: Metrics): LatencyMs {
  const latency = (key: string) => (metric('http_reqs', 'count') ? metric('http_req_duration', key) || null : null)
  return {
    mean: latency('avg'),
    p50: latency('med') ?? latency('p(50)'),
    p90: latency('p(90)') ?? latency('p90'),
    ...p95Of(latency('p(95)') ?? latency('p95')),
    p99: latency('p(99)') ?? latency('p99'),
    max: latency('max'),
  }
}

function perSecond(count: number | null, seconds: number | null): number | null {
  return count === null || !seconds ? null : roundOff(count / seconds)
}

function problemOf(
  { crossed, stopped }: K6Summary,
  metric: Metrics,
  { requests, requestsPerSecond }: Numbers,
): string | null {
  const { completed, non2xx } = requests
  if (completed === null || requestsPerSecond === null) return messages.noMetric({ name: 'http_reqs' })
  if (completed === 0) return messages.noRequests
  if (non2xx === null) return messages.noFailureMetric
  if (non2xx > 0) return messages.badStatus({ count: non2xx, completed, which: 'of 400 or above, or no answer' })
  const failed = metric('checks', 'fails') ?? 0
  if (failed > 0 || crossed?.length)
    return messages.checksFailed({
      failed,
      checks: failed + (metric('checks', 'passes') ?? 0),
      crossed: crossed ?? [],
    })
  if (stopped === true) return messages.k6Stopped
  const dropped = metric('dropped_iterations', 'count') ?? 0
  if (dropped > 0) return messages.dropped({ count: dropped })
  const received = metric('data_received', 'count') ?? metric('data_received', 'rate')
  return received === 0 ? messages.noDocument({ seen: 'data_received: 0' }) : null
}
