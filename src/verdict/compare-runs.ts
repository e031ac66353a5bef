import { messages } from './messages.ts'
import { METRICS } from '../model/metrics.ts'
import { canDecide, shift, type Shift } from '../stats/shift.ts'
import { median } from '../stats/summary.ts'
import { reverse, toChange } from './evidence.ts'
import type { Verdict, Word } from '../model/verdict.ts'
import type { ComparedRun, Figure } from '../read/runs.ts'

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
  if (old === 1 && now === 1) return messages.oneRunASide
  return canDecide(old, now, ALPHA) ? messages.runsTooFarApart({ old, now }) : messages.tooFewRuns({ old, now })
}
