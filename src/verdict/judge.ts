import type { Measurement } from '../model/measurement.ts'
import { isShare, type TimedMetric, TIMED_METRICS } from '../model/metrics.ts'
import type { Tolerance } from '../model/scenario.ts'
import { blankVerdict, type Change, type Verdict } from '../model/verdict.ts'
import { median } from '../stats/summary.ts'
import { decideRunning, mayBecomeRed } from './decide-running.ts'
import { decide, type DecisionInput, type TimedDecision } from './decide.ts'
import type { Evidence } from './evidence.ts'
import { valuesOf, type LaunchValue } from './launch-values.ts'
import { launchesNeeded } from './launches-needed.ts'
import { launchesToShow } from './looks.ts'
import { messages } from './messages.ts'
import { atRate } from './rate-messages.ts'
import { inPoints } from './points.ts'
import type { Against } from './recording.ts'
import { marginOf, toleranceFor } from './tolerance.ts'
import { busyThroughout, faultOf, unusable } from './validity.ts'
import { metricsOf } from './windows.ts'

/** A verdict on a metric that is measured under load. */
export type TimedVerdict = Verdict & { readonly metric: TimedMetric }

/** A verdict, and whether more launches could change it. */
export type Cell = {
  readonly verdict: TimedVerdict
  /** More launches may decide it. */
  readonly open: boolean
  /** It was red at a look, and fresh launches have to confirm it. */
  readonly suspected: boolean
  /** Its estimate is worse than the tolerance by more than the references moved. */
  readonly looksWorse: boolean
}

/**
 * Every verdict on one server: one per metric, or a single `invalid` when the measurement cannot be used. `against` is the
 * baseline; an A/B run has its base in the measurement.
 */
export function judge(
  measurement: Measurement,
  server: string,
  against: Against | null,
  tolerance: Tolerance | undefined,
): readonly Verdict[] {
  return cellsOf(measurement, server, against, tolerance).map(({ verdict }) => verdict)
}

/** Like `judge`, with what the schedule needs. In an A/B run a server that only head has is not gated and has no cells. */
export function cellsOf(
  measurement: Measurement,
  server: string,
  against: Against | null,
  tolerance: Tolerance | undefined,
  /** Of these metrics alone. */
  among: readonly TimedMetric[] = TIMED_METRICS,
): readonly Cell[] {
  if (measurement.unpaired.includes(server)) return []
  const fault = faultOf(measurement, server)
  if (fault)
    return [closed({ ...blankOf(measurement, server, 'failedRequests', tolerance), verdict: 'invalid', reason: fault })]
  const metrics = judgedMetrics(measurement, server, against).filter((metric) => among.includes(metric))
  return metrics.map((metric) => cellOf(measurement, server, metric, against, tolerance))
}

/** A baseline that an earlier loadgate recorded says nothing of a p95. */
function judgedMetrics(measurement: Measurement, server: string, against: Against | null): readonly TimedMetric[] {
  const isRecorded = (metric: TimedMetric) =>
    measurement.mode === 'ab' || !against || against.metrics[metric] !== undefined
  return metricsOf(measurement, server).filter(isRecorded)
}

function cellOf(
  measurement: Measurement,
  server: string,
  metric: TimedMetric,
  against: Against | null,
  tolerance: Tolerance | undefined,
): Cell {
  const values = valuesOf(measurement, server, metric)
  const blank = { ...blankOf(measurement, server, metric, tolerance), ...currentOf(values) }
  const reason = unusable(measurement, server, metric)
  if (metric === 'failedRequests' && !reason && measurement.scenario.allowedFailures === 0)
    return closed({ ...blank, verdict: 'holds' })
  if (reason) return { ...closed({ ...blank, current: null, reason }), open: measurement.waves === 0 }
  const evidence = evidenceOf(measurement, metric, against, values)
  if ('unusable' in evidence) return closed({ ...blank, reason: evidence.unusable })
  const upTo = against && measurement.mode === 'baseline' ? marginOf(measurement, against, metric) : () => 0
  const margin = (launches: number) => upTo(values[launches - 1]?.wave ?? Infinity)
  if (measurement.running.includes(server))
    return runningCell(blank, decideRunning({ metric, tolerance: blank.tolerance, evidence, margin }), values)
  const decision = decide({ metric, tolerance: blank.tolerance, evidence, margin })
  const why = decision.verdict === 'unsure' ? whyUnsure(measurement, evidence, decision, { ...blank, margin }) : null
  const cell = decidedCell({ ...blank, reason: why }, decision, values)
  return { ...cell, verdict: { ...cell.verdict, reason: why ?? whyBehind(measurement, cell.verdict) } }
}

function evidenceOf(
  { mode }: Measurement,
  metric: TimedMetric,
  against: Against | null,
  values: readonly LaunchValue[],
): Evidence | { readonly unusable: string } {
  const relative = values.map((value) => value.relative)
  if (mode === 'ab') return { kind: 'paired', differences: relative }
  if (!against) return { unusable: messages.noBaseline }
  const before = against.metrics[metric]
  if (!before) return { unusable: messages.noBaseline }
  if ('unusable' in before) return { unusable: messages.noNumberInBaseline({ why: before.unusable }) }
  return { kind: 'independent', before: before.relative, after: relative }
}

function decidedCell(blank: TimedVerdict, decision: TimedDecision, values: readonly LaunchValue[]): Cell {
  const { suspected, looksWorse, ...decided } = decision
  const current = median(values.slice(0, decided.launches).map(({ value }) => value))
  const isOpen = decided.verdict === 'unsure' || suspected !== null
  return {
    open: isOpen,
    suspected: suspected === 'regressed',
    looksWorse,
    verdict: {
      ...blank,
      ...decided,
      current,
      ...(isShare(blank.metric)
        ? ofShares(decided.change, current)
        : { baseline: current / (1 + decided.change.estimate) }),
    },
  }
}

/** Of a server that already runs: all of its waves are of one launch. */
function runningCell(blank: TimedVerdict, decision: TimedDecision, values: readonly LaunchValue[]): Cell {
  const { verdict, ...cell } = decidedCell({ ...blank, reason: messages.ofOneProcess }, decision, values)
  return { ...cell, open: mayBecomeRed(decision), verdict: { ...verdict, launches: 1 } }
}

function ofShares(change: Change, current: number): Pick<Verdict, 'baseline' | 'change'> {
  const points = inPoints(change)
  return { change: points, baseline: Math.min(1, Math.max(0, current - points.estimate)) }
}

/** What a share of answers below the baseline's means. */
function whyBehind({ rates }: Measurement, cell: TimedVerdict): string | null {
  const { metric, verdict, server, current, baseline } = cell
  const rate = rates?.[server]
  if (metric !== 'answered' || verdict !== 'regressed' || rate === undefined) return null
  return atRate.cannotKeepUp({ rate, answered: current ?? 0, before: baseline ?? 1 })
}

/** Says what it would take, too. */
function whyUnsure(
  measurement: Measurement,
  evidence: Evidence,
  decision: TimedDecision,
  { metric, tolerance, margin }: Pick<TimedVerdict, 'metric' | 'tolerance'> & Pick<DecisionInput, 'margin'>,
): string {
  const { suspected, detectable, launches } = decision
  if (measurement.endedBusy) return busyThroughout(measurement)
  if (suspected === 'regressed') return messages.notConfirmed({ launches })
  if (detectable === null) return messages.tooFewLaunches({ launches, beside: besideRecorded(evidence) })
  const needed = launchesNeeded({ metric, tolerance, evidence, decision, margin: margin(launches) })
  return messages.tooNoisy({ launches, detectable, needed, inAb: measurement.mode === 'ab' })
}

function besideRecorded(evidence: Evidence) {
  if (evidence.kind === 'paired') return null
  const recorded = evidence.before.length
  return { recorded, needed: launchesToShow(recorded) }
}

function closed(verdict: TimedVerdict): Cell {
  return { verdict, open: false, suspected: false, looksWorse: false }
}

function currentOf(values: readonly LaunchValue[]): Pick<Verdict, 'current' | 'launches'> {
  return { current: values.length === 0 ? null : median(values.map((value) => value.value)), launches: values.length }
}

function blankOf(
  { scenario, mode }: Measurement,
  server: string,
  metric: TimedMetric,
  tolerance: Tolerance | undefined,
): TimedVerdict {
  return blankVerdict({
    scenario: scenario.title,
    server,
    metric,
    tolerance: toleranceFor(metric, scenario, tolerance, mode),
  })
}
