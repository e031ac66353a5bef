import type { Measurement } from '../measurement.ts'
import type { Metric } from '../metrics.ts'
import type { Recorded } from './judge.ts'
import { launchValues } from './launch-values.ts'
import type { Launched } from './modes.ts'
import { runtimeOf } from './runtime.ts'
import { unusable } from './validity.ts'

/** A server's launches of today, relative to the reference; the reference's own as they are. None where the metric is not usable. */
export function launchedToday(measurement: Measurement, server: string, metric: Metric): readonly Launched[] {
  const { samples, reference } = measurement
  if (unusable(measurement, server, metric)) return []
  return launchValues(samples, server, reference, metric).map(({ wave, value, relative }) => ({
    value: server === reference ? Math.log(value) : relative,
    gc: runtimeOf(samples.filter((sample) => sample.wave === wave && sample.server === server)).gc,
  }))
}

/** The launches that a baseline keeps. */
export function launchedBefore(recorded: Recorded): readonly Launched[] {
  return 'unusable' in recorded ? [] : recorded.relative.map((value) => ({ value, gc: null }))
}
