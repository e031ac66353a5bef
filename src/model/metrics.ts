/** What is measured: one row per metric. Tolerances are fractions of the baseline. */

/**
 * Instructions that the server executes per request, under valgrind: the program's own work, and what collecting garbage adds. They do
 * not depend on the machine's speed or neighbours.
 */
const COUNTED = {
  instructions: {
    label: 'instructions',
    unit: 'instructions',
    better: 'lower',
    tolerance: { baseline: 0.02, ab: 0.02 },
  },
  gcInstructions: {
    label: 'GC instructions',
    unit: 'instructions',
    better: 'lower',
    tolerance: { baseline: 0.1, ab: 0.1 },
  },
} as const satisfies Record<string, MetricRow>

/**
 * Metrics of a server under load. A launch's value is divided by the `yardstick`, so that a slower hour or machine is no change. That is the reference's value of the same metric; or the time that the reference takes
 * per request, where its own value varies too much (two launches at 400 connections differed by 80 % in their median latency, but
 * by 2 % in throughput); or nothing, where the speed of the machine does not matter.
 */
const TIMED = {
  throughput: {
    label: 'throughput',
    unit: 'req/s',
    better: 'higher',
    tolerance: { baseline: 0.1, ab: 0.05 },
    yardstick: 'same',
  },
  cpuPerRequest: {
    label: 'CPU per request',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.1, ab: 0.05 },
    yardstick: 'same',
  },
  latencyP50: {
    label: 'latency p50',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.1, ab: 0.05 },
    yardstick: 'requestTime',
  },
  latencyP90: {
    label: 'latency p90',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.2, ab: 0.1 },
    yardstick: 'requestTime',
  },
  latencyP95: {
    label: 'latency p95',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.3, ab: 0.15 },
    yardstick: 'requestTime',
  },
  latencyP99: {
    label: 'latency p99',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.5, ab: 0.25 },
    yardstick: 'requestTime',
  },
  firstByte: {
    label: 'first byte p50',
    unit: 's',
    better: 'lower',
    tolerance: { baseline: 0.1, ab: 0.05 },
    yardstick: 'requestTime',
  },
  answered: {
    label: 'answered in time',
    unit: 'share',
    better: 'higher',
    tolerance: { baseline: 0.01, ab: 0.01 },
    yardstick: 'none',
  },
  memory: { label: 'memory', unit: 'bytes', better: 'lower', tolerance: { baseline: 0.2, ab: 0.2 }, yardstick: 'none' },
  failedRequests: {
    label: 'failed requests',
    unit: 'share',
    better: 'lower',
    tolerance: { baseline: 0, ab: 0 },
    yardstick: 'none',
  },
} as const satisfies Record<string, TimedRow>

/** Counted metrics first: they are the sharpest. */
export const METRICS = { ...COUNTED, ...TIMED }

export type CountedMetric = keyof typeof COUNTED
export type TimedMetric = keyof typeof TIMED
export type Metric = CountedMetric | TimedMetric

export const METRIC_NAMES = Object.keys(METRICS) as [Metric, ...Metric[]]
export const TIMED_METRICS = Object.keys(TIMED) as [TimedMetric, ...TimedMetric[]]

export function isCounted(metric: Metric): metric is CountedMetric {
  return metric in COUNTED
}

export type MetricRow = {
  readonly label: string
  readonly unit: Unit
  readonly better: 'higher' | 'lower'
  readonly tolerance: { readonly baseline: number; readonly ab: number }
}

type TimedRow = MetricRow & { readonly yardstick: 'same' | 'requestTime' | 'none' }

/** Base units, inside and in every file; `units.ts` makes them readable. */
export type Unit = 'req/s' | 's' | 'bytes' | 'share' | 'instructions'

/** Metrics that are shares of requests: compared by their difference. */
export type ShareMetric = 'answered' | 'failedRequests'

export function isShare(metric: Metric): metric is ShareMetric {
  return METRICS[metric].unit === 'share'
}

/** Latencies by the share of answers that they stand for. */
export const PERCENTILES = {
  latencyP50: 0.5,
  latencyP90: 0.9,
  latencyP95: 0.95,
  latencyP99: 0.99,
} as const satisfies Partial<Record<TimedMetric, number>>

export type Percentile = keyof typeof PERCENTILES

export function isPercentile(metric: Metric): metric is Percentile {
  return metric in PERCENTILES
}

/**
 * Throughput is what a closed loop comes to. At a rate it is given, and what counts is whether requests are answered as fast as they come,
 * and the tail, in which waiting shows.
 */
const CLOSED_LOOP_ONLY: readonly TimedMetric[] = ['throughput', 'latencyP90']
const OPEN_LOOP_ONLY: readonly TimedMetric[] = ['answered']

/** The timed metrics of a scenario. `firstByte`: whether it times first bytes. */
export function timedMetrics(loop: 'open' | 'closed', firstByte = false): readonly TimedMetric[] {
  const others = loop === 'open' ? CLOSED_LOOP_ONLY : OPEN_LOOP_ONLY
  return TIMED_METRICS.filter((metric) => !others.includes(metric) && (firstByte || metric !== 'firstByte'))
}

/** Metrics that describe the generator and not the server while the generator is the bottleneck. */
export const BOUND_BY_GENERATOR: readonly TimedMetric[] = [
  'throughput',
  'latencyP50',
  'latencyP90',
  'latencyP95',
  'latencyP99',
  'firstByte',
]
