import { METRICS, type Metric } from '../metrics.ts'
import { allFailures, failed, type Sample } from '../sample.ts'
import { median } from '../stats/summary.ts'

/** One metric of one launch: the median of its windows, for now and then one is hit by something that the others do not see. */
export type LaunchValue = {
  readonly wave: number
  /** In the metric's base unit. */
  readonly value: number
  /** ln(value ÷ yardstick), the yardstick taken from the reference's launch in the same wave; the share itself for failed requests. */
  readonly relative: number
}

/** Answers that a launch needs before its p99 means anything: ten beyond the quantile. */
const ENOUGH_FOR_P99 = 1000

/**
 * The launch is the unit of replication, never the window or the request: `n` is the number of waves. The reference's
 * launch that ran in the same rounds is what a launch is compared with. Waves without a usable pair are left out.
 */
export function launchValues(
  samples: readonly Sample[],
  server: string,
  reference: string,
  metric: Metric,
): readonly LaunchValue[] {
  const waves = [...new Set(samples.map((sample) => sample.wave))].toSorted((a, b) => a - b)
  return waves.flatMap((wave) => {
    const own = samples.filter((sample) => sample.wave === wave && sample.server === server)
    const beside = samples.filter((sample) => sample.wave === wave && sample.server === reference)
    return launchValue(wave, own, beside, metric) ?? []
  })
}

function launchValue(
  wave: number,
  own: readonly Sample[],
  beside: readonly Sample[],
  metric: Metric,
): LaunchValue | null {
  if (own.length === 0) return null
  if (metric === 'failedRequests') return { wave, value: failedShare(own), relative: failedShare(own) }
  if (metric === 'latencyP99' && Math.min(answers(own), answers(beside)) < ENOUGH_FOR_P99) return null
  const value = medianOf(own, metric)
  const against = yardstick(beside, metric)
  return value === null || against === null ? null : { wave, value, relative: Math.log(value / against) }
}

/** What `METRICS` says that a metric is held against; null where the reference has no value. */
function yardstick(beside: readonly Sample[], metric: Exclude<Metric, 'failedRequests'>): number | null {
  switch (METRICS[metric].yardstick) {
    case 'same':
      return medianOf(beside, metric)
    case 'requestTime': {
      const throughput = medianOf(beside, 'throughput')
      return throughput === null ? null : 1 / throughput
    }
    case 'none':
      return 1
  }
}

function medianOf(samples: readonly Sample[], metric: Exclude<Metric, 'failedRequests'>): number | null {
  const values = samples.flatMap((sample) => metricOf(sample, metric) || [])
  return values.length === 0 ? null : median(values)
}

/** One metric of one window in its base unit; null where it could not be measured. */
export function metricOf(sample: Sample, metric: Exclude<Metric, 'failedRequests'>): number | null {
  switch (metric) {
    case 'throughput':
      return sample.elapsed > 0 ? sample.requests / sample.elapsed : null
    case 'cpuPerRequest':
      return sample.cpu === null || sample.requests === 0 ? null : sample.cpu / sample.requests
    case 'latencyP50':
      return sample.latency?.p50 ?? null
    case 'latencyP90':
      return sample.latency?.p90 ?? null
    case 'latencyP99':
      return sample.latency?.p99 ?? null
    case 'memory':
      return sample.memory
    default:
      return metric satisfies never
  }
}

/** Requests without a right answer ÷ requests sent; 0 when nothing was sent. */
export function failedShare(samples: readonly Pick<Sample, 'failures' | 'requests'>[]): number {
  const failures = failed(allFailures(samples))
  const sent = failures + answers(samples)
  return sent === 0 ? 0 : failures / sent
}

function answers(samples: readonly Pick<Sample, 'requests'>[]): number {
  return samples.reduce((sum, sample) => sum + sample.requests, 0)
}
