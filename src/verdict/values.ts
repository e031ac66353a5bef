import type { Measurement } from '../model/measurement.ts'
import type { Metric } from '../model/metrics.ts'
import { launchValues, sideValues, type LaunchValue } from './launch-values.ts'

/** The launches of a server's head: beside the references, or, in an A/B run, beside base. */
export function valuesOf(
  { mode, samples, references }: Measurement,
  server: string,
  metric: Metric,
): readonly LaunchValue[] {
  return mode === 'ab' ? sideValues(samples, server, 'head', metric) : launchValues(samples, server, references, metric)
}
