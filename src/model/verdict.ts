import { z } from 'zod'
import { METRIC_NAMES, METRICS, type Metric } from './metrics.ts'

/** A change of a metric as a fraction of the baseline: −0.19 is 19 % less. Bounds are `null` where too few launches leave them open. */
export const changeSchema = z.object({
  estimate: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

/** One cell: one metric of one server in one scenario, or one claim about it, as it stands in `.loadgate/report.json`. */
export const verdictSchema = z.object({
  scenario: z.string(),
  server: z.string(),
  metric: z.enum(METRIC_NAMES),
  verdict: z.enum(['holds', 'regressed', 'improved', 'unsure', 'invalid']),
  /** Why, in a sentence; null where the numbers say it all. */
  reason: z.string().nullable(),
  unit: z.string(),
  /**
   * In `unit`, as this machine would have measured the baseline now (the recorded ratio to the reference × the reference today).
   * For a claim, what it asks for: the other server's value × `by`, or ÷ `by` where less is better. For a limit, the limit.
   */
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  change: changeSchema.nullable(),
  tolerance: z.number(),
  /** Launches behind `current`. */
  launches: z.int(),
  /** The smallest slowdown that these launches would have shown, as a fraction; null when none, or none below 1000 %. */
  detectable: z.number().nullable(),
  /** Of a counted metric, what launches differ by: a standard deviation as a fraction; null when they are too few to tell. */
  spread: z.number().nullable().optional(),
  /** In a claim, what the server is said to outpace, and how many times at least; absent in a cell that is held against a baseline. */
  outpaces: z.object({ server: z.string(), by: z.number() }).optional(),
  /** The limit that the cell is about, in `unit`; absent in a cell that is held against a baseline. `baseline` is the same number. */
  limit: z.union([z.strictObject({ below: z.number() }), z.strictObject({ above: z.number() })]).optional(),
  /** Whether this run recorded `current` as the first baseline of its metric; absent where it did not. */
  recorded: z.literal(true).optional(),
})

export type Change = z.output<typeof changeSchema>
export type Verdict = z.output<typeof verdictSchema>
export type Word = Verdict['verdict']

/** Whether a cell is about what a spec says of a server, and not about what the server was before. */
export function isStated({ outpaces, limit }: Pick<Verdict, 'outpaces' | 'limit'>): boolean {
  return outpaces !== undefined || limit !== undefined
}

/** Whether a metric was measured or counted, and there is no value to compare it with. */
export function isFirst(cell: Verdict): boolean {
  const { verdict, baseline, current } = cell
  return verdict === 'unsure' && !isStated(cell) && baseline === null && current !== null
}

/** A verdict before anything is known: `unsure`, without a number. */
export function blankVerdict<M extends Metric>(
  asked: Pick<Verdict, 'scenario' | 'server' | 'tolerance'> & { readonly metric: M },
): Verdict & { readonly metric: M } {
  return {
    ...asked,
    verdict: 'unsure',
    reason: null,
    unit: METRICS[asked.metric].unit,
    baseline: null,
    current: null,
    change: null,
    launches: 0,
    detectable: null,
  }
}

/** From what stops a build to what needs no look. */
export const WORST_FIRST: readonly Word[] = ['invalid', 'regressed', 'unsure', 'improved', 'holds']

export function isRed(verdict: Pick<Verdict, 'verdict'>): boolean {
  return verdict.verdict === 'regressed' || verdict.verdict === 'invalid'
}

/** While a baseline is recorded, a change is what was meant, and a claim is only shown; what cannot be used is never meant. */
export function stops(
  verdict: Pick<Verdict, 'verdict'>,
  gate: { readonly update: boolean; readonly unsure: 'pass' | 'fail' },
): boolean {
  if (gate.update) return verdict.verdict === 'invalid'
  return isRed(verdict) || (gate.unsure === 'fail' && verdict.verdict === 'unsure')
}
