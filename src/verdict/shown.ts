import type { Measurement } from '../model/measurement.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { median } from '../stats/summary.ts'
import type { Against } from './against.ts'
import { sideValues, type LaunchValue } from './launch-values.ts'
import { unusable } from './validity.ts'
import { valuesOf } from './values.ts'

/** One value a launch in base units, of what a metric is held against, and of now. */
export type Shown = { readonly before: readonly number[]; readonly now: readonly number[] }

/** The launches of a server as a reader should see them, metric by metric; those that cannot be used are left out. Pure. */
export function shownOf(
  measurement: Measurement,
  server: string,
  against: Against | null,
): Partial<Record<Metric, Shown>> {
  const metrics = (Object.keys(METRICS) as Metric[]).filter((metric) => !unusable(measurement, server, metric))
  return Object.fromEntries(
    metrics.map((metric) => {
      const now = valuesOf(measurement, server, metric)
      return [
        metric,
        { before: beforeOf(measurement, server, metric, against, now), now: now.map(({ value }) => value) },
      ]
    }),
  )
}

function beforeOf(
  { mode, samples }: Measurement,
  server: string,
  metric: Metric,
  against: Against | null,
  now: readonly LaunchValue[],
): readonly number[] {
  if (mode === 'ab') return sideValues(samples, server, 'base', metric).map(({ value }) => value)
  const recorded = against?.metrics[metric]
  if (!recorded || 'unusable' in recorded) return []
  if (metric === 'failedRequests') return recorded.relative
  const yardstick = median(now.map(({ value, relative }) => value / Math.exp(relative)))
  return recorded.relative.map((relative) => Math.exp(relative) * yardstick)
}
