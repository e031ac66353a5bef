import { checksOf } from '../model/expect.ts'
import { allFailures, failed, type Measurement, type Sample } from '../model/measurement.ts'
import { BOUND_BY_GENERATOR, isPercentile, PERCENTILES, type TimedMetric } from '../model/metrics.ts'
import { enoughFor } from '../stats/latencies.ts'
import { whyUnmeasured } from '../model/wording.ts'
import { valuesOf } from './launch-values.ts'
import { generatorLate, lateAmong } from './generator-late.ts'
import { messages } from './messages.ts'
import { atRate } from './rate-messages.ts'
import { isOffered, latenciesIn } from './offered.ts'
import { byWave, ENOUGH_ANSWERS, failedShare, medianOf } from './windows.ts'

/** Which numbers may be used: decided before anything is compared. */

/** From this share of the cores that it can use, the generator counts as the bottleneck. */
export const GENERATOR_BOUND = 0.9

/** Why the numbers of a server cannot be used, or null. A fault of a reference hits every server, a fault of base its head. */
export function faultOf(measurement: Measurement, server: string): string | null {
  const { faults, references, samples, scenario, mode } = measurement
  const own = faults.find((fault) => fault.server === server)
  if (own) return mode === 'ab' ? messages.sideAtFault({ side: own.side, reason: own.reason }) : own.reason
  const shared = faults.find((fault) => references.includes(fault.server))
  if (shared) return messages.referenceAtFault({ reference: shared.server, reason: shared.reason })
  const failures = tooManyFailures(
    samples.filter((sample) => sample.server === server),
    scenario.allowedFailures,
    statusesOf(scenario),
  )
  return failures ?? lateAmong(measurement, server)
}

/** Those that a single request gives as right; those of a mix differ from request to request. */
function statusesOf({ request }: Measurement['scenario']): readonly number[] | undefined {
  return request && checksOf(request.expect).status
}

/** A sentence when more requests failed than the scenario allows, else null. `statuses` are those that it gives as right. */
export function tooManyFailures(
  samples: readonly Pick<Sample, 'failures' | 'requests' | 'firstWrong'>[],
  allowed: number,
  statuses: readonly number[] = [],
): string | null {
  if (failedShare(samples) <= allowed) return null
  const failures = allFailures(samples)
  const answered = samples.reduce((sum, sample) => sum + sample.requests, 0)
  const wrong = samples.map(({ firstWrong }) => firstWrong ?? {})
  const status = wrong.find((one) => one.status !== undefined)?.status
  const body = wrong.find((one) => one.body !== undefined)?.body
  const first = { status, body }
  return messages.tooManyFailures({ failures, sent: failed(failures) + answered, allowed, statuses, first })
}

/** The cores that the generator kept busy, as a share of those that it can use: the median over the server's windows. */
function generatorShare(measurement: Measurement, server: string): number | null {
  const own = measurement.samples.filter((sample) => sample.server === server)
  return medianOf(own, 'generatorCores')
}

/** Why nothing could be decided on a machine that was never quiet. */
export function busyThroughout({ busyCores, busiest, seconds }: Measurement): string {
  return messages.machineBusy({ cores: busyCores, neighbour: busiest, seconds })
}

/** Metrics that are read from the server's processes. */
const OF_PROCESSES: readonly TimedMetric[] = ['cpuPerRequest', 'memory']

/** Why a metric of a server has no number in this run, or null. */
export function unusable(measurement: Measurement, server: string, metric: TimedMetric): string | null {
  if (metric === 'throughput' && isOffered(measurement, server)) return atRate.rateIsGiven
  if (metric === 'answered' && !isOffered(measurement, server)) return atRate.onlyAtRate
  if (metric === 'firstByte' && !measurement.scenario.firstByte) return messages.firstByteNotAsked
  const bound = isOffered(measurement, server)
    ? generatorLate(measurement, server, metric)
    : generatorBound(measurement, server, metric)
  if (bound) return bound
  if (valuesOf(measurement, server, metric).length > 0) return null
  const why = measurement.unmeasured[server]
  if (why && OF_PROCESSES.includes(metric)) return whyUnmeasured(why)
  if (measurement.endedBusy) return busyThroughout(measurement)
  if (isOffered(measurement, server)) return unusableAtRate(measurement, server, metric)
  const hasLatency = measurement.samples.some((sample) => sample.server === server && sample.latency !== null)
  const least = ENOUGH_ANSWERS[metric]
  return least !== undefined && hasLatency
    ? messages.tooFewAnswers({ least, metric })
    : messages.notMeasured({ metric })
}

/** The generator has no time left where it uses up its core. At a rate it turns all the time, and its lateness counts instead. */
function generatorBound(measurement: Measurement, server: string, metric: TimedMetric): string | null {
  const share = generatorShare(measurement, server)
  const isBound = share !== null && share >= GENERATOR_BOUND && BOUND_BY_GENERATOR.includes(metric)
  return isBound ? messages.generatorBound({ share }) : null
}

/** Why a metric has no number although requests were offered. */
function unusableAtRate(measurement: Measurement, server: string, metric: TimedMetric): string {
  const own = measurement.samples.filter((sample) => sample.server === server && sample.side === 'head')
  const rate = measurement.rates?.[server]
  const [launch] = byWave(own)
  if (!isPercentile(metric) || rate === undefined || !launch) return messages.notMeasured({ metric })
  const seconds = launch.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const answers = latenciesIn(launch)
  return atRate.tooFewAtRate({ metric, least: enoughFor(PERCENTILES[metric]), answers, rate, seconds })
}
