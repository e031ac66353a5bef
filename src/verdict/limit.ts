import { boundOf, limitsIn, type Limit, type Limits } from '../model/limits.ts'
import type { Measurement } from '../model/measurement.ts'
import { isCounted, isShare, type TimedMetric } from '../model/metrics.ts'
import { blankVerdict, type Verdict } from '../model/verdict.ts'
import { median } from '../stats/summary.ts'
import { decide, type Decision, type TimedDecision } from './decide.ts'
import type { Cell, TimedVerdict } from './judge.ts'
import { valuesOf, type LaunchValue } from './launch-values.ts'
import { messages } from './messages.ts'
import { inPoints } from './points.ts'
import { busyThroughout, faultOf, unusable } from './validity.ts'

/** A limit on what is measured under load. */
export type TimedLimit = Limit & { readonly metric: TimedMetric }

/**
 * Whether a server meets its limits on what is measured under load. The launches of today, in base units, stand beside the limit as
 * those of head beside base in an A/B run, with the looks of `decide` and a tolerance of nothing.
 *
 * `holds`: the interval for it stays on the right side. `regressed`: the estimate is on the wrong side, so is the whole interval, and fresh
 * launches confirmed it. Otherwise `unsure`; never `improved`. `invalid`, once, when the measurement cannot be used.
 */
export function limitCells(measurement: Measurement, server: string, limits: Limits): readonly Cell[] {
  if (measurement.unpaired.includes(server)) return []
  const timed = limitsIn(limits).filter(isTimed)
  const fault = faultOf(measurement, server)
  if (fault === null) return timed.map((limit) => cellOf(measurement, server, limit))
  return timed.slice(0, 1).map((limit) => ({
    open: false,
    suspected: false,
    looksWorse: false,
    verdict: { ...limitBlank(measurement.scenario.title, server, limit), verdict: 'invalid', reason: fault },
  }))
}

export function isTimed(limit: Limit): limit is TimedLimit {
  return !isCounted(limit.metric)
}

/** A verdict on a limit before anything is known. */
export function limitBlank<One extends Limit>(
  scenario: string,
  server: string,
  limit: One,
): Verdict & { readonly metric: One['metric'] } {
  const { metric } = limit
  const stated = 'below' in limit ? { below: limit.below } : { above: limit.above }
  return { ...blankVerdict({ scenario, server, metric, tolerance: 0 }), baseline: boundOf(limit), limit: stated }
}

function cellOf(measurement: Measurement, server: string, limit: TimedLimit): Cell {
  const { metric } = limit
  const blank = limitBlank(measurement.scenario.title, server, limit)
  const values = valuesOf(measurement, server, metric)
  const reason = unusable(measurement, server, metric)
  if (reason)
    return { verdict: { ...blank, reason }, open: measurement.waves === 0, suspected: false, looksWorse: false }
  const [launches, current] = [values.length, median(values.map(({ value }) => value))]
  // Where no failure is allowed, one is invalid.
  if (metric === 'failedRequests' && measurement.scenario.allowedFailures === 0)
    return {
      verdict: { ...blank, verdict: 'holds', launches, current },
      open: false,
      suspected: false,
      looksWorse: false,
    }
  return decidedCell(measurement, blank, decideBeside(limit, values), values)
}

function decideBeside(limit: TimedLimit, values: readonly LaunchValue[]): TimedDecision {
  const { metric } = limit
  const bound = boundOf(limit)
  const beyond = (value: number) => (isShare(metric) ? value - bound : Math.log(value / bound))
  const differences = values.map(({ value }) => beyond(value))
  return decide({ metric, tolerance: 0, evidence: { kind: 'paired', differences }, margin: () => 0, improves: false })
}

function decidedCell(
  measurement: Measurement,
  blank: TimedVerdict,
  { suspected, looksWorse, ...decided }: TimedDecision,
  values: readonly LaunchValue[],
): Cell {
  const { verdict, change, launches } = decided
  const running = measurement.running.includes(blank.server)
    ? messages.claimOfRunning({ servers: [blank.server] })
    : null
  return {
    open: verdict === 'unsure' || suspected !== null,
    suspected: suspected === 'regressed',
    looksWorse,
    verdict: {
      ...blank,
      ...decided,
      reason: verdict === 'unsure' ? whyUnsure(measurement, { ...decided, suspected }) : running,
      current: median(values.slice(0, launches).map(({ value }) => value)),
      change: isShare(blank.metric) ? inPoints(change) : change,
      detectable: null,
    },
  }
}

function whyUnsure(measurement: Measurement, { suspected, detectable, launches }: Decision): string {
  if (measurement.endedBusy) return busyThroughout(measurement)
  if (suspected === 'regressed') return messages.notConfirmed({ launches })
  return detectable === null ? messages.tooFewLaunches({ launches, beside: null }) : messages.limitTooNear({ launches })
}
