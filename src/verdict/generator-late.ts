import { hasFlow } from '../model/asking.ts'
import type { Measurement, Sample } from '../model/measurement.ts'
import { isPercentile, PERCENTILES, type TimedMetric } from '../model/metrics.ts'
import { atRate } from './rate-messages.ts'
import { firstByteIn, generatorsIn, isOffered, lagAt, pooledLatency } from './offered.ts'

/** Whether the generator sent its requests in time, without which a latency at a rate says nothing of the server. */

/** Seconds by which at most one request in a hundred may have been sent late, whatever the server takes. */
const LATEST = 0.001

/**
 * The same where a late generator is one of several, and makes the measurement invalid. vegeta wakes once per millisecond and is late by so
 * much on the quietest machine (docs/fidelity.md): that makes latencies unsure, and ten times as much is another load.
 */
const ANOTHER_LOAD = 0.01

/** A latency may be the generator's own lateness by this part, at the same share of the requests; and so may the median for one in a hundred. */
const PART = 0.1

/** What else counts from when a request was due. */
const BY_THE_CLOCK: readonly TimedMetric[] = ['firstByte', 'answered']

/** Whether vegeta, which sends from several threads, could send what undici sends here. */
function isForVegeta({ driver, scenario }: Measurement): boolean {
  return !driver.startsWith('vegeta') && !scenario.firstByte && !hasFlow(scenario)
}

/** Why a metric of a server would be about the generator, or null. */
export function generatorLate(measurement: Measurement, server: string, metric: TimedMetric): string | null {
  if (!isOffered(measurement, server) || !(isPercentile(metric) || BY_THE_CLOCK.includes(metric))) return null
  const own = measurement.samples.filter((sample) => sample.server === server)
  const worst = lagAt(own, 0.99)
  const orVegeta = isForVegeta(measurement)
  const allowed = allowedIn(own, LATEST)
  if (worst !== null && worst > allowed) return atRate.generatorLate({ lag: worst, share: 0.99, allowed, orVegeta })
  if (metric === 'answered') return null
  const share = isPercentile(metric) ? PERCENTILES[metric] : 0.5
  const lag = lagAt(own, share)
  const latency = isPercentile(metric) ? pooledLatency(own, metric) : firstByteIn(own)
  if (lag === null || latency === null || lag <= PART * latency) return null
  return atRate.generatorLate({ lag, share, allowed: PART * latency, orVegeta })
}

/**
 * Why the numbers of a server cannot be used: one of several generators did not send its requests when they were due, so that the load was
 * another one than was asked for. Null where they were all in time.
 */
export function lateAmong({ samples }: Pick<Measurement, 'samples'>, server: string): string | null {
  const own = samples.filter((sample) => sample.server === server)
  const allowed = allowedIn(own, ANOTHER_LOAD)
  const late = generatorsIn(own).flatMap(({ name, lag }) => (lag !== null && lag > allowed ? [{ name, lag }] : []))
  return late.length === 0 ? null : atRate.generatorsLate({ late, allowed })
}

/** Seconds by which at most one request in a hundred may have been sent late. */
function allowedIn(windows: readonly Sample[], least: number): number {
  return Math.max(least, PART * (pooledLatency(windows, 'latencyP50') ?? 0))
}
