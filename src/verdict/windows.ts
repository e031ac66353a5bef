import {
  isPercentile,
  METRICS,
  TIMED_METRICS,
  timedMetrics,
  type ShareMetric,
  type TimedMetric,
} from '../model/metrics.ts'
import { allFailures, failed, type Measurement, type Sample } from '../model/measurement.ts'
import { geometricMean, median } from '../stats/summary.ts'
import { firstByteIn, isOffered, pooledLatency } from './offered.ts'

/** What windows show together: those of one launch, or all of a server, or all of a wave. */

/** Right answers that a launch needs before such a quantile means anything: ten beyond it. */
export const ENOUGH_ANSWERS: Readonly<Partial<Record<TimedMetric, number>>> = { latencyP95: 200, latencyP99: 1000 }

/**
 * Rounds that every budget has, except for `quick`, which has one less. Memory is measured in these rounds only: it grows with
 * every request, so that long waves would show more of it than short ones.
 */
export const COMMON_ROUNDS = 6

/** Metrics that a single window has. */
export type WindowMetric = Exclude<TimedMetric, ShareMetric>

/** The metrics that windows may have: those that an earlier loadgate recorded have no p95, and first bytes are timed where that was asked for. */
export function metricsIn(windows: readonly Pick<Sample, 'latency' | 'firstByte'>[]): readonly TimedMetric[] {
  const isOld = windows.some(({ latency }) => latency !== null && latency.p95 === undefined)
  const hasFirst = windows.some(({ firstByte }) => firstByte !== undefined)
  return TIMED_METRICS.filter((metric) => !(isOld && metric === 'latencyP95') && !(!hasFirst && metric === 'firstByte'))
}

/** The metrics of one server, by the loop in which it is asked. */
export function metricsOf(measurement: Measurement, server: string): readonly TimedMetric[] {
  const known = metricsIn(measurement.samples)
  const loop = isOffered(measurement, server) ? 'open' : 'closed'
  return timedMetrics(loop, measurement.scenario.firstByte).filter((metric) => known.includes(metric))
}

/** One metric of one window in its base unit; null where it could not be measured. */
export function metricOf(sample: Sample, metric: WindowMetric): number | null {
  switch (metric) {
    case 'throughput':
      return sample.elapsed > 0 ? sample.requests / sample.elapsed : null
    case 'cpuPerRequest':
      return sample.cpu === null || sample.requests === 0 ? null : sample.cpu / sample.requests
    case 'latencyP50':
      return sample.latency?.p50 ?? null
    case 'latencyP90':
      return sample.latency?.p90 ?? null
    case 'latencyP95':
      return sample.latency?.p95 ?? null
    case 'latencyP99':
      return sample.latency?.p99 ?? null
    case 'firstByte':
      return firstByteIn([sample])
    case 'memory':
      return sample.memory
    default:
      return metric satisfies never
  }
}

/**
 * What a launch shows when the machine leaves it alone: the geometric mean of the better half of its windows.
 *
 * A neighbour on a shared core only ever makes a window slower, by up to 90 % and for about a second, and no clock of this machine
 * shows it. So half of the windows may be disturbed, and all of the others count. This is a trimmed mean (Tukey & McLaughlin,
 * Sankhyā A 25, 1963) with one side trimmed; docs/how-it-decides.md compares its spread with that of others. Null when no window
 * has the metric, or when there are too few answers for a p95 or p99. Latencies at a fixed rate are those of all requests together.
 */
export function quietValue(windows: readonly Sample[], metric: WindowMetric): number | null {
  if (isPercentile(metric) && windows[0]?.offered) return pooledLatency(windows, metric)
  if (metric === 'firstByte' && windows[0]?.offered) return firstByteIn(windows)
  if (answersIn(windows) < (ENOUGH_ANSWERS[metric] ?? 0)) return null
  const comparable = metric === 'memory' ? windows.filter(({ round }) => round < COMMON_ROUNDS) : windows
  const values = comparable.flatMap((sample) => metricOf(sample, metric) || [])
  if (values.length === 0) return null
  // A peak, which no neighbour changes.
  return metric === 'memory' ? Math.max(...values) : meanOfBetterHalf(values, METRICS[metric].better)
}

function meanOfBetterHalf(values: readonly number[], better: 'higher' | 'lower'): number {
  const sorted = values.toSorted((a, b) => (better === 'higher' ? b - a : a - b))
  return geometricMean(sorted.slice(0, Math.ceil(sorted.length / 2)))
}

/** Requests without a right answer ÷ requests sent; 0 when nothing was sent. */
export function failedShare(windows: readonly Pick<Sample, 'failures' | 'requests'>[]): number {
  const failures = failed(allFailures(windows))
  const sent = failures + answersIn(windows)
  return sent === 0 ? 0 : failures / sent
}

function answersIn(windows: readonly Pick<Sample, 'requests'>[]): number {
  return windows.reduce((sum, sample) => sum + sample.requests, 0)
}

/** What windows tell of a server's runtime, in the units of a sample; null where nothing was reported. */
export type Runtime = Pick<Sample, 'gc' | 'eventLoopUtilisation'>

/** Medians: a few windows hold a collection of the whole heap, most do not. */
export function runtimeOf(windows: readonly Runtime[]): Runtime {
  return { gc: medianOf(windows, 'gc'), eventLoopUtilisation: medianOf(windows, 'eventLoopUtilisation') }
}

/** Cores at work beside the servers in one wave: medians over its windows, null where the machine cannot tell. */
export type WaveLoad = {
  readonly wave: number
  readonly generator: number | null
  readonly others: number | null
  readonly stolen: number | null
}

/** In the order of the waves. */
export function loadByWave(samples: readonly Sample[]): WaveLoad[] {
  return byWave(samples).map((windows) => ({
    wave: windows[0].wave,
    generator: medianOf(windows, 'generatorCores'),
    others: medianOf(windows, 'otherCores'),
    stolen: medianOf(windows, 'stolenCores'),
  }))
}

/** The windows of each wave, in the order of the waves. */
export function byWave(samples: readonly Sample[]): readonly (readonly [Sample, ...Sample[]])[] {
  const waves = [...Map.groupBy(samples, ({ wave }) => wave)].toSorted(([a], [b]) => a - b)
  return waves.map(([, windows]) => windows as [Sample, ...Sample[]])
}

/** The median of a field over the windows that have it; null when none does. */
export function medianOf<Field extends string>(
  windows: readonly Readonly<Record<Field, number | null>>[],
  field: Field,
): number | null {
  const values = windows.flatMap((window) => window[field] ?? [])
  return values.length === 0 ? null : median(values)
}
