import { METRICS, type Metric } from '../metrics.ts'
import type { Measurement } from '../measurement.ts'
import { shift } from '../stats/shift.ts'
import { launchValues } from './launch-values.ts'

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

/**
 * What the machine of today makes of code that cannot have changed, in ln units: the furthest that a frozen reference seems
 * to have moved against the yardstick since the baseline. With one reference, which is its own yardstick, that is 0.
 */
export function drift(measurement: Measurement, against: Against, metric: Metric): number {
  if (METRICS[metric].yardstick === 'none') return 0
  const moved = measurement.references.map((name) => {
    const then = against.references[name]?.[metric]
    const now = launchValues(measurement.samples, name, measurement.references, metric).map(({ relative }) => relative)
    if (!then || 'unusable' in then || now.length === 0) return 0
    return Math.abs(shift(then.relative, now, 0.5).estimate)
  })
  return Math.max(0, ...moved)
}

/** What the comparison with a baseline may be wrong by, whatever is measured today. */
export function marginOf(measurement: Measurement, against: Against, metric: Metric): number {
  return Math.max(against.otherMachine ? OTHER_MACHINE.margin : 0, drift(measurement, against, metric))
}
