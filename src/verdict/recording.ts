import { LEAST_LAUNCHES, type Baseline } from '../model/baseline.ts'
import type { Measurement } from '../model/measurement.ts'
import { isShare, TIMED_METRICS, type TimedMetric } from '../model/metrics.ts'
import { median } from '../stats/summary.ts'
import { sideValues, valuesOf, type LaunchValue } from './launch-values.ts'
import { messages } from './messages.ts'
import { isOffered } from './offered.ts'
import { unusable } from './validity.ts'
import { metricsIn, metricsOf } from './windows.ts'

/** What a baseline keeps of a server, and what that is read back as. */

/**
 * What a baseline keeps of one metric: its typical value in base units, and one value ÷ yardstick per launch (`METRICS` has the
 * yardsticks); or the reason why it has no number.
 */
export type RecordedValues =
  | { readonly typical: number; readonly launches: readonly number[] }
  | { readonly unusable: string }

/** No p95 where an earlier loadgate recorded; answers in time only of what was asked at a rate, first bytes only where they were timed. */
export type Recording = ByMetric<RecordedValues>

type Late = 'latencyP95' | 'firstByte' | 'answered'
type ByMetric<Value> = Readonly<Record<Exclude<TimedMetric, Late>, Value> & { [metric in Late]?: Value | undefined }>

/** The same as ln(value ÷ yardstick) per launch, which verdicts are made from. */
export type LogRatios = { readonly relative: readonly number[] } | { readonly unusable: string }

export type LogRatiosByMetric = ByMetric<LogRatios>

/** What one server is held against. */
export type Against = {
  readonly metrics: LogRatiosByMetric
  /** The references as they were then, by name. */
  readonly references: Readonly<Record<string, LogRatiosByMetric>>
}

function byMetric<Value>(metrics: readonly TimedMetric[], valueFor: (metric: TimedMetric) => Value): ByMetric<Value> {
  return Object.fromEntries(metrics.map((metric) => [metric, valueFor(metric)])) as ByMetric<Value>
}

/** What this measurement would record of one server. Shares of requests are recorded as they are, not as a ratio. */
export function recordingOf(measurement: Measurement, server: string): Recording {
  const metrics = metricsIn(measurement.samples)
  const known = isOffered(measurement, server) ? metrics : metrics.filter((metric) => metric !== 'answered')
  return byMetric(known, (metric) => record(measurement, server, metric))
}

function record(measurement: Measurement, server: string, metric: TimedMetric): RecordedValues {
  const reason = unusable(withoutPids(measurement), server, metric)
  if (reason) return { unusable: reason }
  const values = valuesOf(measurement, server, metric)
  if (values.length < LEAST_LAUNCHES)
    return { unusable: messages.tooFewToRecord({ launches: values.length, least: LEAST_LAUNCHES }) }
  return {
    typical: median(values.map(({ value }) => value)),
    launches: values.map(({ relative }) => (isShare(metric) ? relative : Math.exp(relative))),
  }
}

/** The same reason in every recording of a server, whose processes have other numbers each time. */
function withoutPids(measurement: Measurement): Measurement {
  const unmeasured = Object.entries(measurement.unmeasured).map(([server, why]) => [
    server,
    why.kind === 'stranger' ? { ...why, pid: null } : why,
  ])
  return { ...measurement, unmeasured: Object.fromEntries(unmeasured) }
}

/** A recording as `judge` takes it. */
export function logRatiosOf(recording: Recording): LogRatiosByMetric {
  const metrics = TIMED_METRICS.filter((metric) => recording[metric] !== undefined)
  return byMetric(metrics, (metric) => {
    const values = recording[metric]!
    if ('unusable' in values) return values
    return { relative: isShare(metric) ? values.launches : values.launches.map(Math.log) }
  })
}

/** The references of a baseline, by name; null without one. */
export function referencesOf(baseline: Pick<Baseline, 'references'> | null): Against['references'] | null {
  if (!baseline) return null
  const references = Object.entries(baseline.references).map(([name, { metrics }]) => [name, logRatiosOf(metrics)])
  return Object.fromEntries(references)
}

/** What a baseline has of one server; null when it has nothing of it. */
export function againstOf(baseline: Pick<Baseline, 'references' | 'servers'> | null, server: string): Against | null {
  const recorded = baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : undefined
  if (!baseline || !recorded) return null
  return { metrics: logRatiosOf(recorded.metrics), references: referencesOf(baseline) ?? {} }
}

/** One value per launch in base units: of what a metric is held against, and of now. */
export type BeforeAndNow = { readonly before: readonly number[]; readonly now: readonly number[] }

/**
 * The launches of a server for a reader, by metric, without those that cannot be used. A baseline's are as this machine would have
 * measured them now.
 */
export function launchesBeforeAndNow(
  measurement: Measurement,
  server: string,
  against: Against | null,
): Partial<Record<TimedMetric, BeforeAndNow>> {
  const metrics = metricsOf(measurement, server).filter((metric) => !unusable(measurement, server, metric))
  return Object.fromEntries(
    metrics.map((metric) => {
      const values = valuesOf(measurement, server, metric)
      const before = launchesBefore(measurement, server, metric, against, values)
      return [metric, { before, now: values.map(({ value }) => value) }]
    }),
  )
}

function launchesBefore(
  { mode, samples }: Measurement,
  server: string,
  metric: TimedMetric,
  against: Against | null,
  now: readonly LaunchValue[],
): readonly number[] {
  if (mode === 'ab') return sideValues(samples, server, 'base', metric).map(({ value }) => value)
  const recorded = against?.metrics[metric]
  if (!recorded || 'unusable' in recorded) return []
  if (isShare(metric)) return recorded.relative
  const yardstick = median(now.map(({ value, relative }) => value / Math.exp(relative)))
  return recorded.relative.map((relative) => Math.exp(relative) * yardstick)
}
