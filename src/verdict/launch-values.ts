import type { Measurement, Sample, Side } from '../model/measurement.ts'
import { isShare, METRICS, type ShareMetric, type TimedMetric } from '../model/metrics.ts'
import { geometricMean } from '../stats/summary.ts'
import { answeredShare } from './offered.ts'
import { byWave, failedShare, quietValue, type WindowMetric } from './windows.ts'

/** One metric of one launch. */
export type LaunchValue = {
  readonly wave: number
  /** In the metric's base unit, as in the launch's quiet windows. */
  readonly value: number
  /**
   * ln(value ÷ yardstick), the yardstick taken from launches of the same wave. For shares of requests it is the share, in an A/B run
   * less that of base.
   */
  readonly relative: number
}

/** The launches of a server's head: beside the references, or, in an A/B run, beside base. */
export function valuesOf(
  { mode, samples, references }: Measurement,
  server: string,
  metric: TimedMetric,
): readonly LaunchValue[] {
  return mode === 'ab' ? sideValues(samples, server, 'head', metric) : launchValues(samples, server, references, metric)
}

/**
 * What the launches of a server yielded beside the `references`, in the order of the waves. The launch is the unit of
 * replication, never the window or the request: n is the number of waves. Waves without a usable value are left out.
 */
export function launchValues(
  samples: readonly Sample[],
  server: string,
  references: readonly string[],
  metric: TimedMetric,
): readonly LaunchValue[] {
  return byWave(samples).flatMap((wave) => {
    const own = wave.filter((sample) => sample.server === server && sample.side === 'head')
    return valueOf(own, metric, (name) => yardstick(wave, references, name)) ?? []
  })
}

/** How many launches of a server have the references beside them. Waves that only a claim needs have none. */
export function launchesBesideReferences({ samples, references }: Measurement, server: string): number {
  return byWave(samples).filter((wave) => {
    const launched = new Set(wave.map((sample) => sample.server))
    return [server, ...references].every((name) => launched.has(name))
  }).length
}

/** The launches of one side in an A/B run; `relative` is ln(value ÷ base's value in the same wave), of `base` itself 0. */
export function sideValues(
  samples: readonly Sample[],
  server: string,
  side: Side,
  metric: TimedMetric,
): readonly LaunchValue[] {
  return byWave(samples).flatMap((wave) => {
    const windowsOf = (one: Side) => wave.filter((sample) => sample.server === server && sample.side === one)
    const base = windowsOf('base')
    return valueOf(windowsOf(side), metric, (name) => quietValue(base, name), base) ?? []
  })
}

/** The launches of a server's head by themselves, beside nothing: a claim holds them against those of another server. */
export function ownValues(
  samples: readonly Sample[],
  server: string,
  metric: TimedMetric,
): readonly Pick<LaunchValue, 'wave' | 'value'>[] {
  return byWave(samples).flatMap((wave) => {
    const own = wave.filter((sample) => sample.server === server && sample.side === 'head')
    return valueOf(own, metric, () => 1) ?? []
  })
}

function valueOf(
  own: readonly Sample[],
  metric: TimedMetric,
  yardstickOf: (metric: WindowMetric) => number | null,
  base: readonly Sample[] = [],
): LaunchValue | null {
  const wave = own[0]?.wave
  if (wave === undefined) return null
  if (isShare(metric)) return shareValue(wave, metric, own, base)
  const [value, yard] = [quietValue(own, metric), yardstickOf(metric)]
  return value === null || yard === null ? null : { wave, value, relative: Math.log(value / yard) }
}

/** Null where a side has no such share. */
function shareValue(
  wave: number,
  metric: ShareMetric,
  own: readonly Sample[],
  base: readonly Sample[],
): LaunchValue | null {
  const shareOf = metric === 'answered' ? answeredShare : failedShare
  const [value, beside] = [shareOf(own), base.length === 0 ? 0 : shareOf(base)]
  return value === null || beside === null ? null : { wave, value, relative: value - beside }
}

/** What `METRICS` holds a metric against: the geometric mean over the references. Null when one of them has no value. */
function yardstick(wave: readonly Sample[], references: readonly string[], metric: WindowMetric): number | null {
  const kind = METRICS[metric].yardstick
  if (kind === 'none') return 1
  const values = references.flatMap((name) => {
    const windows = wave.filter((sample) => sample.server === name)
    return (kind === 'same' ? quietValue(windows, metric) : requestTime(windows)) ?? []
  })
  if (values.length < references.length || values.length === 0) return null
  return geometricMean(values)
}

function requestTime(windows: readonly Sample[]): number | null {
  const throughput = quietValue(windows, 'throughput')
  return throughput === null ? null : 1 / throughput
}
