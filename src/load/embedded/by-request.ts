import type { Load, Mix } from '../driver.ts'
import type { LatencyHistogram } from '../histogram.ts'
import type { Tally } from './tally.ts'

/** What a tally has of each request of a mix; nothing of a single request. */
export function byRequestOf({ parts }: Pick<Tally, 'parts'>, { plan }: Mix): Pick<Load, 'byRequest'> {
  if (parts.length === 0) return {}
  const each = parts.map(({ right, failures, latency }, at) => [
    plan.requests[at]?.name ?? '',
    { requests: right, failures: { ...failures }, ...latenciesIn(latency) },
  ])
  return { byRequest: Object.fromEntries(each) as NonNullable<Load['byRequest']> }
}

/** Null without a latency. */
export function latenciesIn(histogram: LatencyHistogram): Pick<Load, 'latency' | 'histogram'> {
  const latencies = histogram.close()
  if (latencies === null) return { latency: null, histogram: null }
  const { p50, p90, p95, p99, encoded } = latencies
  return { latency: { p50, p90, p95, p99 }, histogram: encoded }
}
