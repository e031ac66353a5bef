import { METRICS, type Metric } from '../model/metrics.ts'
import { allFailures, failed, type Sample, type Side } from '../model/sample.ts'
import { geometricMean } from '../stats/summary.ts'

/** One metric of one launch. */
export type LaunchValue = {
  readonly wave: number
  /** In the metric's base unit, as in the launch's quiet windows. */
  readonly value: number
  /** ln(value ÷ yardstick), the yardstick taken from launches of the same wave; for failed requests the share, in an A/B run less base's. */
  readonly relative: number
}

/** Answers that a launch needs before its p99 means anything: ten beyond the quantile. */
export const ENOUGH_FOR_P99 = 1000

/** Rounds that budgets have at least, but for `quick`, which has one less. Memory is that of these: it grows with every request, in longer waves beyond what short ones can show. */
export const COMMON_ROUNDS = 6

/** Metrics that a single window has. */
export type Numeric = Exclude<Metric, 'failedRequests'>

/**
 * What the launches of a server yielded beside the `references`, in the order of the waves. The launch is the unit of
 * replication, never the window or the request: n is the number of waves. Waves without a usable value are left out.
 */
export function launchValues(
  samples: readonly Sample[],
  server: string,
  references: readonly string[],
  metric: Metric,
): readonly LaunchValue[] {
  return wavesOf(samples).flatMap((wave) => {
    const own = wave.filter((sample) => sample.server === server && sample.side === 'head')
    return valueOf(own, metric, (name) => yardstick(wave, references, name)) ?? []
  })
}

/** The launches of one side in an A/B run; `relative` is ln(value ÷ base's value in the same wave), of `base` itself 0. */
export function sideValues(
  samples: readonly Sample[],
  server: string,
  side: Side,
  metric: Metric,
): readonly LaunchValue[] {
  return wavesOf(samples).flatMap((wave) => {
    const of = (wanted: Side) => wave.filter((sample) => sample.server === server && sample.side === wanted)
    return valueOf(of(side), metric, (name) => quietValue(of('base'), name), failedShare(of('base'))) ?? []
  })
}

function wavesOf(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const numbers = [...new Set(samples.map(({ wave }) => wave))].toSorted((a, b) => a - b)
  return numbers.map((wave) => samples.filter((sample) => sample.wave === wave))
}

function valueOf(
  own: readonly Sample[],
  metric: Metric,
  against: (metric: Numeric) => number | null,
  failedBeside = 0,
): LaunchValue | null {
  const wave = own[0]?.wave
  if (wave === undefined) return null
  if (metric === 'failedRequests') return { wave, value: failedShare(own), relative: failedShare(own) - failedBeside }
  const [value, yard] = [quietValue(own, metric), against(metric)]
  return value === null || yard === null ? null : { wave, value, relative: Math.log(value / yard) }
}

/**
 * What a launch shows when the machine leaves it alone: the geometric mean of the better half of its windows.
 * Neighbours on a shared core only ever make a window slower, by up to 90 % and for a second or so, where no clock of this
 * machine shows it; so half of the windows may be theirs, and the others are all made use of. A trimmed mean (Tukey &
 * McLaughlin, Sankhyā A 25, 1963) with one side trimmed; docs/how-it-decides.md has the spreads of this and of others. Null
 * without a window that has the metric, or with too few answers for it.
 */
function quietValue(windows: readonly Sample[], metric: Numeric): number | null {
  if (metric === 'latencyP99' && answers(windows) < ENOUGH_FOR_P99) return null
  const comparable = metric === 'memory' ? windows.filter(({ round }) => round < COMMON_ROUNDS) : windows
  const values = comparable.flatMap((sample) => metricOf(sample, metric) || [])
  if (values.length === 0) return null
  // A peak: nothing of the machine is in it.
  return metric === 'memory' ? Math.max(...values) : meanOfBetterHalf(values, METRICS[metric].better)
}

function meanOfBetterHalf(values: readonly number[], better: 'higher' | 'lower'): number {
  const sorted = values.toSorted((a, b) => (better === 'higher' ? b - a : a - b))
  return geometricMean(sorted.slice(0, Math.ceil(sorted.length / 2)))
}

/** What `METRICS` says that a metric is held against: the geometric mean over the references. Null when one of them has no value. */
function yardstick(wave: readonly Sample[], references: readonly string[], metric: Numeric): number | null {
  const kind = METRICS[metric].yardstick
  if (kind === 'none') return 1
  const values = references.flatMap((name) => {
    const beside = wave.filter((sample) => sample.server === name)
    return (kind === 'same' ? quietValue(beside, metric) : requestTime(beside)) ?? []
  })
  if (values.length < references.length || values.length === 0) return null
  return geometricMean(values)
}

function requestTime(beside: readonly Sample[]): number | null {
  const throughput = quietValue(beside, 'throughput')
  return throughput === null ? null : 1 / throughput
}

/** One metric of one window in its base unit; null where it could not be measured. */
export function metricOf(sample: Sample, metric: Numeric): number | null {
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
