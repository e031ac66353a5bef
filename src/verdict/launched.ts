import type { Measurement } from '../model/measurement.ts'
import type { Metric } from '../model/metrics.ts'
import type { Side } from '../model/sample.ts'
import type { Recorded } from './against.ts'
import { launchValues, sideValues } from './launch-values.ts'
import type { Launched } from './modes.ts'
import { runtimeOf } from './runtime.ts'
import { unusable } from './validity.ts'

/**
 * A server's launches of today, in ln units: relative to the references, or, for a reference and in an A/B run, as they are.
 * None where the metric is not usable.
 */
export function launchedToday(measurement: Measurement, server: string, metric: Metric): readonly Launched[] {
  const { samples, references, mode } = measurement
  if (mode === 'ab') return launchedOf(measurement, server, 'head', metric)
  if (unusable(measurement, server, metric)) return []
  return launchValues(samples, server, references, metric).map(({ wave, value, relative }) => ({
    value: references.includes(server) ? Math.log(value) : relative,
    gc: gcIn(measurement, server, 'head', wave),
  }))
}

/** The launches of one side in an A/B run. */
export function launchedOf(measurement: Measurement, server: string, side: Side, metric: Metric): readonly Launched[] {
  if (unusable(measurement, server, metric)) return []
  return sideValues(measurement.samples, server, side, metric).map(({ wave, value }) => ({
    value: Math.log(value),
    gc: gcIn(measurement, server, side, wave),
  }))
}

/** The launches that a baseline keeps. */
export function launchedBefore(recorded: Recorded): readonly Launched[] {
  return 'unusable' in recorded ? [] : recorded.relative.map((value) => ({ value, gc: null }))
}

function gcIn({ samples }: Measurement, server: string, side: Side, wave: number): number | null {
  return runtimeOf(samples.filter((one) => one.wave === wave && one.server === server && one.side === side)).gc
}
