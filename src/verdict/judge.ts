import type { Measurement } from '../measurement.ts'
import { METRICS, type Metric } from '../metrics.ts'
import type { Tolerance } from '../options.ts'
import { median } from '../stats/summary.ts'
import { decide } from './decide.ts'
import { launchValues, type LaunchValue } from './launch-values.ts'
import { reasons } from './reasons.ts'
import { faultOf, unusable } from './validity.ts'
import type { Verdict } from './verdict.ts'

/** What is recorded of one server: ln(server ÷ reference) a launch, or why there is none. */
export type Recorded =
  | { readonly relative: readonly number[] }
  | { readonly unusable: string }

/** What to hold a server against. */
export type Against = {
  readonly metrics: Readonly<Record<Metric, Recorded>>
  /** The baseline comes from another kind of machine. */
  readonly otherMachine: boolean
}

/**
 * On another kind of machine: a wider tolerance, and a margin for what ratios to the reference differ by between machines.
 * 1.64 × 8 %, an assumption until captures from several machines tell.
 */
export const OTHER_MACHINE = { tolerance: 0.25, margin: 0.13 } as const

const ALL = Object.keys(METRICS) as readonly Metric[]

/**
 * Every verdict on one server: one a metric, or a single `invalid` when the measurement cannot be used.
 * Pure: the same measurement and baseline give the same verdicts.
 */
export function judge(
  measurement: Measurement,
  server: string,
  against: Against | null,
  tolerance: Tolerance | undefined,
): readonly Verdict[] {
  const fault = faultOf(measurement, server)
  if (fault) return [{ ...cell(measurement, server, 'failedRequests', tolerance), verdict: 'invalid', reason: fault }]
  return ALL.map((metric) => judgeMetric(measurement, server, metric, against, tolerance))
}

function judgeMetric(
  measurement: Measurement,
  server: string,
  metric: Metric,
  against: Against | null,
  tolerance: Tolerance | undefined,
): Verdict {
  const values = launchValues(measurement.samples, server, measurement.reference, metric)
  const blank = { ...cell(measurement, server, metric, tolerance, against?.otherMachine), ...now(values) }
  const reason = unusable(measurement, server, metric)
  if (metric === 'failedRequests' && !reason) return { ...blank, verdict: 'holds' }
  if (reason) return { ...blank, current: null, reason }
  if (!against) return { ...blank, reason: reasons.noBaseline }
  const recorded = against.metrics[metric]
  if ('unusable' in recorded) return { ...blank, reason: reasons.noNumberInBaseline(recorded.unusable) }
  return compare(blank, measurement, recorded.relative, values, against.otherMachine)
}

function compare(
  blank: Verdict,
  measurement: Measurement,
  before: readonly number[],
  values: readonly LaunchValue[],
  otherMachine: boolean,
): Verdict {
  const after = values.map((value) => value.relative)
  const margin = otherMachine ? OTHER_MACHINE.margin : 0
  const answer = decide({ metric: blank.metric, tolerance: blank.tolerance, before, after, margin })
  const current = median(values.map((value) => value.value))
  return {
    ...blank,
    ...answer,
    current,
    baseline: current / (1 + answer.change.estimate),
    reason: answer.verdict === 'unsure' ? whyUnsure(measurement, answer.detectable, after.length) : null,
  }
}

function whyUnsure(measurement: Measurement, detectable: number | null, launches: number): string {
  if (measurement.endedBusy) return reasons.machineBusy(measurement.busyCores, measurement.seconds)
  return detectable === null ? reasons.tooFewLaunches(launches) : reasons.tooNoisy(launches, detectable)
}

function now(values: readonly LaunchValue[]): Pick<Verdict, 'current' | 'launches'> {
  return { current: values.length === 0 ? null : median(values.map((value) => value.value)), launches: values.length }
}

function cell(
  { scenario }: Measurement,
  server: string,
  metric: Metric,
  tolerance: Tolerance | undefined,
  otherMachine = false,
): Verdict {
  return {
    scenario: scenario.title,
    server,
    metric,
    verdict: 'unsure',
    reason: null,
    unit: METRICS[metric].unit,
    baseline: null,
    current: null,
    change: null,
    tolerance: toleranceFor(metric, scenario.allowedFailures, tolerance ?? scenario.tolerance, otherMachine),
    launches: 0,
    detectable: null,
  }
}

function toleranceFor(metric: Metric, allowed: number, given: Tolerance | undefined, otherMachine: boolean): number {
  if (metric === 'failedRequests') return allowed
  const chosen = (typeof given === 'number' ? given : given?.[metric]) ?? METRICS[metric].tolerance
  return otherMachine ? Math.max(chosen, OTHER_MACHINE.tolerance) : chosen
}
