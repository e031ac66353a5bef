import { messages } from './messages.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { canDecide, shift, type Shift } from '../stats/shift.ts'
import { median } from '../stats/summary.ts'
import { reverse, toChange } from './evidence.ts'
import { isStated, type Verdict, type Word } from '../model/verdict.ts'
import type { LatencyMs, Reading } from '../read/reading.ts'

/** The value of one metric of one server in one run, in the metric's base unit. */
export type Figure = {
  readonly scenario: string
  readonly server: string
  readonly metric: Metric
  readonly value: number
}

/** One run: the output of a load generator, or a gate's report. `where` names it in messages. */
export type ComparedRun = { readonly where: string; readonly figures: readonly Figure[] }

/** Takes the rate and the latencies. The tool stands for the server, whose name it does not know. */
export function runFromReading(reading: Reading, where: string): ComparedRun {
  const { tool, connections, requestsPerSecond, latencyMs } = reading
  const scenario = connections === null ? tool : `${tool} at ${connections} connections`
  const values: Partial<Record<Metric, number | null>> = {
    throughput: requestsPerSecond,
    latencyP50: toSeconds(latencyMs, 'p50'),
    latencyP90: toSeconds(latencyMs, 'p90'),
    latencyP95: toSeconds(latencyMs, 'p95'),
    latencyP99: toSeconds(latencyMs, 'p99'),
  }
  const figures = Object.entries(values).flatMap(([metric, value]): Figure[] =>
    value === null || value === undefined || value <= 0
      ? []
      : [{ scenario, server: tool, metric: metric as Metric, value }],
  )
  return { where, figures }
}

/** Takes what the report's run measured for each server and metric. */
export function runFromReport({ verdicts }: Report, where: string): ComparedRun {
  const figures = verdicts.flatMap((cell): Figure[] => {
    const { scenario, server, metric, current } = cell
    return isStated(cell) || current === null || current <= 0 ? [] : [{ scenario, server, metric, value: current }]
  })
  return { where, figures }
}

function toSeconds(latencies: LatencyMs, quantile: keyof LatencyMs): number | null {
  const value = latencies[quantile]
  return value === null || value === undefined ? null : value / 1000
}

/** One-sided errors of calling the same code `regressed`, and of saying `holds` of what is slower by the tolerance. There is only one look. */
const ALPHA = 0.01
const BETA = 0.05

/**
 * A verdict on every cell that all runs of both sides have, by the Hodges–Lehmann shift between the sides with Mann–Whitney bounds
 * and the tolerances for a baseline. The runs were not measured side by side, so what the machine did between them is in it.
 */
export function compareRuns(before: readonly ComparedRun[], after: readonly ComparedRun[]): readonly Verdict[] {
  const [first] = before
  return (first?.figures ?? []).flatMap((figure) => {
    const [old, now] = [valuesOf(before, figure), valuesOf(after, figure)]
    return old && now ? [verdictOn(figure, old, now)] : []
  })
}

/** Null when a run does not have it. */
function valuesOf(runs: readonly ComparedRun[], { scenario, server, metric }: Figure): readonly number[] | null {
  const values = runs.map(
    ({ figures }) =>
      figures.find((one) => one.scenario === scenario && one.server === server && one.metric === metric)?.value,
  )
  return values.every((value) => value !== undefined) ? values : null
}

function verdictOn({ scenario, server, metric }: Figure, old: readonly number[], now: readonly number[]): Verdict {
  const { better, unit, tolerance } = METRICS[metric]
  const [before, after] = [old.map(Math.log), now.map(Math.log)]
  const change = shift(before, after, ALPHA)
  const limit = better === 'higher' ? -Math.log1p(-tolerance.baseline) : Math.log1p(tolerance.baseline)
  const worse = (one: Shift) => (better === 'higher' ? reverse(one) : one)
  return {
    scenario,
    server,
    metric,
    verdict: wordFor(worse(change), worse(shift(before, after, BETA)), limit),
    // The same for all cells, so it stands below the table: `whyUnsure`.
    reason: null,
    unit,
    baseline: median(old),
    current: median(now),
    change: toChange(change),
    tolerance: tolerance.baseline,
    launches: now.length,
    detectable: null,
  }
}

function wordFor({ estimate, low, high }: Shift, wide: Shift, limit: number): Word {
  if (estimate >= limit && low > 0) return 'regressed'
  if (estimate <= -limit && high < 0) return 'improved'
  return wide.high < limit ? 'holds' : 'unsure'
}

/** Why so many runs per side leave something unsure. */
export function whyUnsure(old: number, now: number): string {
  if (old === 1 && now === 1) return messages.oneRunPerSide
  return canDecide(old, now, ALPHA) ? messages.runsTooFarApart({ old, now }) : messages.tooFewRuns({ old, now })
}
