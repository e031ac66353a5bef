import type { Measurement } from '../../src/model/measurement.ts'
import type { Metric } from '../../src/model/metrics.ts'
import { launchValues, sideValues, type LaunchValue } from '../../src/verdict/launch-values.ts'
import { GATED } from './pool.ts'
import type { RunRecord, Values } from './record.ts'
import { BASE, HEAD, viewOf } from './view.ts'

/** What a run's record keeps of its launches: one value a wave, by metric. Pure. */
export function valuesOf(measurement: Measurement, server: string): RunRecord['values'] {
  return Object.fromEntries(GATED.map((metric) => [metric, ofMetric(measurement, server, metric)]))
}

function ofMetric(measurement: Measurement, server: string, metric: Metric): Values {
  const { references, waves } = measurement
  const pairs = viewOf(measurement, 'A/B', server).samples
  const perWave = (launches: readonly LaunchValue[], of: 'value' | 'relative') =>
    Array.from({ length: waves }, (_, wave) => significant(launches.find((one) => one.wave === wave)?.[of]))
  const relative = (name: string) => perWave(launchValues(measurement.samples, name, references, metric), 'relative')
  const heads = sideValues(pairs, server, 'head', metric)
  return {
    base: perWave(sideValues(pairs, server, 'base', metric), 'value'),
    head: perWave(heads, 'value'),
    difference: perWave(heads, 'relative'),
    relative: { base: relative(BASE), head: relative(HEAD) },
    references: Object.fromEntries(
      references.map((name) => [name, perWave(launchValues(measurement.samples, name, [name], metric), 'value')]),
    ),
  }
}

/** Six digits: a record is read for years, and more would be noise. */
function significant(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(6))
}
