import type { Measurement } from '../model/measurement.ts'
import { LEAST_LAUNCHES } from '../model/baseline.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { median } from '../stats/summary.ts'
import { valuesOf } from './values.ts'
import type { Recorded } from './against.ts'
import { messages } from './messages.ts'
import { unusable } from './validity.ts'

/** What a baseline keeps of one metric: its usual value in base units, and one value ÷ yardstick a launch (`METRICS` has the yardsticks). */
export type Entry = { readonly typical: number; readonly launches: readonly number[] } | { readonly unusable: string }

export type Recording = Readonly<Record<Metric, Entry>>

/** What this measurement would record of one server. The share of failed requests is recorded as it is, not as a ratio. */
export function recordingOf(measurement: Measurement, server: string): Recording {
  const entries = (Object.keys(METRICS) as Metric[]).map((metric) => [metric, entryOf(measurement, server, metric)])
  return Object.fromEntries(entries) as Recording
}

/** A recording as `judge` wants it: ln(value ÷ yardstick) a launch. */
export function recordedOf(recording: Recording): Readonly<Record<Metric, Recorded>> {
  const entries = (Object.keys(METRICS) as Metric[]).map((metric) => [metric, asRecorded(metric, recording[metric])])
  return Object.fromEntries(entries) as Record<Metric, Recorded>
}

function asRecorded(metric: Metric, entry: Entry): Recorded {
  if ('unusable' in entry) return entry
  return { relative: metric === 'failedRequests' ? entry.launches : entry.launches.map(Math.log) }
}

function entryOf(measurement: Measurement, server: string, metric: Metric): Entry {
  const reason = unusable(measurement, server, metric)
  if (reason) return { unusable: reason }
  const values = valuesOf(measurement, server, metric)
  if (values.length < LEAST_LAUNCHES)
    return { unusable: messages.tooFewToRecord({ launches: values.length, least: LEAST_LAUNCHES }) }
  return {
    typical: median(values.map(({ value }) => value)),
    launches: values.map(({ relative }) => (metric === 'failedRequests' ? relative : Math.exp(relative))),
  }
}
