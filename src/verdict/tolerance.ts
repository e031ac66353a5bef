import { isOpenLoop } from '../model/load.ts'
import type { Measurement } from '../model/measurement.ts'
import { METRIC_NAMES, METRICS, type Metric, type TimedMetric } from '../model/metrics.ts'
import type { Scenario, Tolerance } from '../model/scenario.ts'
import { shift } from '../stats/shift.ts'
import { launchValues, type LaunchValue } from './launch-values.ts'
import type { Against, LogRatios } from './recording.ts'

/**
 * How far a metric may move before that counts: the tolerance that was asked for, and a margin for what the machine does to code
 * that has not changed.
 */

/** Times the share of failures that a scenario allows: when the share grows by more, that is a regression. */
const MAY_GROW_BY = 0.1

type Asking = Pick<Scenario, 'tolerance' | 'allowedFailures'>

/** The tolerance of one metric as a fraction, for failed requests as a difference of shares; `given` replaces the scenario's. */
export function toleranceFor(
  metric: Metric,
  scenario: Asking,
  given: Tolerance | undefined,
  mode: Measurement['mode'],
): number {
  if (metric === 'failedRequests') return MAY_GROW_BY * scenario.allowedFailures
  const chosen = given ?? scenario.tolerance
  return (typeof chosen === 'number' ? chosen : chosen?.[metric]) ?? METRICS[metric].tolerance[mode]
}

/**
 * Of all tolerances that a spec asks for one server, the strictest of each metric. An entry that is undefined stands for the
 * scenario's own, and so does an empty list. Failed requests have no tolerance to choose.
 */
export function strictest(
  tolerances: readonly (Tolerance | undefined)[],
  scenario: Asking,
  mode: Measurement['mode'],
): Readonly<Partial<Record<Metric, number>>> {
  const asked = tolerances.length === 0 ? [undefined] : tolerances
  const metrics = METRIC_NAMES.filter((metric) => metric !== 'failedRequests')
  return Object.fromEntries(
    metrics.map((metric) => [metric, Math.min(...asked.map((one) => toleranceFor(metric, scenario, one, mode)))]),
  )
}

/** In ln units, from the waves up to this one: later waves must not change what was decided. */
type UpTo = (wave: number) => number

/**
 * The furthest that a frozen reference seems to have moved against the yardstick since the baseline, in this metric, and for
 * latencies in the yardstick's own metric, too. Its code cannot have changed, so this is the machine. A single reference is its own
 * yardstick in throughput and CPU, and never moves there. At a rate, the latencies of the references, which answer in a closed loop, say
 * nothing of those of the servers: only the yardstick's metric counts.
 */
export function driftOf(measurement: Measurement, recorded: Against['references'], metric: TimedMetric): UpTo {
  const { yardstick } = METRICS[metric]
  if (yardstick === 'none') return () => 0
  const own: readonly TimedMetric[] = isOpenLoop(measurement.scenario.load) ? [] : [metric]
  const metrics: readonly TimedMetric[] = yardstick === 'requestTime' ? [...own, 'throughput'] : [metric]
  const launches = measurement.references.flatMap((name) =>
    metrics.map((one) => ({
      before: recorded[name]?.[one],
      now: launchValues(measurement.samples, name, measurement.references, one),
    })),
  )
  return (wave) =>
    Math.max(
      0,
      ...launches.map(({ before, now }) =>
        distance(
          before,
          now.filter((launch) => launch.wave <= wave),
        ),
      ),
    )
}

function distance(before: LogRatios | undefined, now: readonly LaunchValue[]): number {
  if (!before || 'unusable' in before || now.length === 0) return 0
  const after = now.map(({ relative }) => relative)
  return Math.abs(shift(before.relative, after, 0.5).estimate)
}

/** By how much a comparison with a baseline may be wrong, however much is measured today. */
export function marginOf(measurement: Measurement, against: Against, metric: TimedMetric): UpTo {
  return driftOf(measurement, against.references, metric)
}
