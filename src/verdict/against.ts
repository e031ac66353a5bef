import { METRICS, type Metric } from '../model/metrics.ts'
import type { Measurement } from '../model/measurement.ts'
import { shift } from '../stats/shift.ts'
import { launchValues, type LaunchValue } from './launch-values.ts'

/** What is recorded of one server: ln(server ÷ yardstick) a launch, or why there is none. */
export type Recorded = { readonly relative: readonly number[] } | { readonly unusable: string }

export type RecordedMetrics = Readonly<Record<Metric, Recorded>>

/** What to hold a server against. */
export type Against = {
  readonly metrics: RecordedMetrics
  /** The references as they were then, by name. */
  readonly references: Readonly<Record<string, RecordedMetrics>>
  /** The baseline comes from another kind of machine. */
  readonly otherMachine: boolean
}

/**
 * On another kind of machine: a wider tolerance, and a margin for what ratios to the references differ by between machines.
 * 1.64 × 8 %, an assumption until captures from several machines tell.
 */
export const OTHER_MACHINE = { tolerance: 0.25, margin: 0.13 } as const

/** In ln units, from the waves up to one with this number: later ones must not change what was decided. */
type UpTo = (wave: number) => number

/**
 * What the machine of today makes of code that cannot have changed: the furthest that a frozen reference seems to have
 * moved against the yardstick since the baseline, in this metric, and for latencies in the yardstick's own metric, too. In throughput and
 * CPU a single reference is its own yardstick and never moves.
 */
export function drift(measurement: Measurement, against: Against, metric: Metric): UpTo {
  const { yardstick } = METRICS[metric]
  if (yardstick === 'none') return () => 0
  const shown: readonly Metric[] = yardstick === 'requestTime' ? [metric, 'throughput'] : [metric]
  const witnesses = measurement.references.flatMap((name) =>
    shown.map((one) => ({
      before: against.references[name]?.[one],
      now: launchValues(measurement.samples, name, measurement.references, one),
    })),
  )
  return (wave) =>
    Math.max(
      0,
      ...witnesses.map(({ before, now }) =>
        moved(
          before,
          now.filter((launch) => launch.wave <= wave),
        ),
      ),
    )
}

function moved(before: Recorded | undefined, now: readonly LaunchValue[]): number {
  if (!before || 'unusable' in before || now.length === 0) return 0
  return Math.abs(
    shift(
      before.relative,
      now.map(({ relative }) => relative),
      0.5,
    ).estimate,
  )
}

/** What the comparison with a baseline may be wrong by, whatever is measured today. */
export function marginOf(measurement: Measurement, against: Against, metric: Metric): UpTo {
  const least = against.otherMachine ? OTHER_MACHINE.margin : 0
  const drifted = drift(measurement, against, metric)
  return (wave) => Math.max(least, drifted(wave))
}
