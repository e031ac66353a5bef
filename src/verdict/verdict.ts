import { z } from 'zod'
import { METRICS, type Metric } from '../metrics.ts'

const metricNames = Object.keys(METRICS) as [Metric, ...Metric[]]

/** A change of a metric as a fraction of the baseline: −0.19 is 19 % less. Bounds are `null` where too few launches leave them open. */
export const changeSchema = z.object({
  estimate: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

/** One cell: one metric of one server in one scenario, as it stands in `.loadgate/report.json`. */
export const verdictSchema = z.object({
  scenario: z.string(),
  server: z.string(),
  metric: z.enum(metricNames),
  verdict: z.enum(['holds', 'regressed', 'improved', 'unsure', 'invalid']),
  /** Why, in a sentence; null where the numbers say it all. */
  reason: z.string().nullable(),
  unit: z.string(),
  /** In `unit`, as this machine would have measured the baseline now (the recorded ratio to the reference × the reference today). */
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  change: changeSchema.nullable(),
  tolerance: z.number(),
  /** Launches behind `current`. */
  launches: z.int(),
  /** The smallest slowdown that these launches would have shown, as a fraction; null when none. */
  detectable: z.number().nullable(),
})

export type Change = z.output<typeof changeSchema>
export type Verdict = z.output<typeof verdictSchema>
export type Word = Verdict['verdict']

/** From what stops a build to what needs no look. */
export const WORST_FIRST: readonly Word[] = ['invalid', 'regressed', 'unsure', 'improved', 'holds']

export function isRed(verdict: Verdict): boolean {
  return verdict.verdict === 'regressed' || verdict.verdict === 'invalid'
}
