import { METRICS, type Metric } from '../model/metrics.ts'
import { formatWritten } from '../model/units.ts'
import { type Verdict, type Word } from '../model/verdict.ts'
import { canDecide, shift, type Shift } from '../stats/shift.ts'
import { median } from '../stats/summary.ts'
import { reverse, toChange } from './evidence.ts'
import { messages } from './messages.ts'
import type { ComparedRun, Figure } from './run-figures.ts'

/** One-sided errors of calling the same code `regressed`, and of saying `holds` of what is slower by the tolerance. There is only one look. */
const ALPHA = 0.01
const BETA = 0.05

/**
 * A verdict on every cell that all runs of both sides have, by the Hodges–Lehmann shift between the sides with Mann–Whitney bounds
 * and the tolerances for a baseline. A word other than `unsure` holds whatever was rounded away. The runs were not measured side by side, so what the machine did between them is in it.
 */
export function compareRuns(before: readonly ComparedRun[], after: readonly ComparedRun[]): readonly Verdict[] {
  const [first] = before
  return (first?.figures ?? []).flatMap((figure) => {
    const [old, now] = [figuresOf(before, figure), figuresOf(after, figure)]
    return old && now ? [verdictOn(figure, old, now)] : []
  })
}

/** Null when a run does not have it. */
function figuresOf(runs: readonly ComparedRun[], { scenario, server, metric }: Figure): readonly Figure[] | null {
  const all = runs.map(({ figures }) =>
    figures.find((one) => one.scenario === scenario && one.server === server && one.metric === metric),
  )
  return all.every((one) => one !== undefined) ? all : null
}

function verdictOn(figure: Figure, old: readonly Figure[], now: readonly Figure[]): Verdict {
  const { scenario, server, metric } = figure
  const { unit, tolerance } = METRICS[metric]
  const [printed, rounded] = [shiftsOf(old, now, 0), shiftsOf(old, now, 1)]
  const verdict = wordFor(metric, rounded)
  const isTooCoarse = verdict !== wordFor(metric, printed)
  return {
    scenario,
    server,
    metric,
    verdict,
    // Another one is the same for all cells, so it stands below the table: `whyUnsure`.
    reason: isTooCoarse ? messages.tooCoarse({ digit: formatWritten(largestDigit([...old, ...now]), unit) }) : null,
    unit,
    baseline: median(old.map(({ value }) => value)),
    current: median(now.map(({ value }) => value)),
    change: toChange({ ...printed.least, low: rounded.least.low, high: rounded.most.high }),
    tolerance: tolerance.baseline,
    launches: now.length,
    detectable: null,
  }
}

/** The least and the largest shift that the values may have been rounded from, and the same with wider bounds. */
type Shifts = Readonly<Record<'least' | 'most' | 'leastWide' | 'mostWide', Shift>>

/** `rounding`: 1 to allow for what the tool rounded away, 0 to take its values as they are. */
function shiftsOf(old: readonly Figure[], now: readonly Figure[], rounding: 0 | 1): Shifts {
  const between = (towards: number, alpha: number) =>
    shift(old.map(logOf(towards * rounding)), now.map(logOf(-towards * rounding)), alpha)
  return {
    least: between(1, ALPHA),
    most: between(-1, ALPHA),
    leastWide: between(1, BETA),
    mostWide: between(-1, BETA),
  }
}

/** Half a digit above or below what was printed, or there. */
function logOf(halves: number): (figure: Figure) => number {
  return ({ value, digit = 0 }) => Math.log(value + (halves * digit) / 2)
}

function wordFor(metric: Metric, { least, most, leastWide, mostWide }: Shifts): Word {
  const { better, tolerance } = METRICS[metric]
  if (better === 'lower') return wordOfWorse({ least, most, wide: mostWide }, Math.log1p(tolerance.baseline))
  const worse = { least: reverse(most), most: reverse(least), wide: reverse(leastWide) }
  return wordOfWorse(worse, -Math.log1p(-tolerance.baseline))
}

/** Of shifts in which more is worse. */
function wordOfWorse({ least, most, wide }: Readonly<Record<'least' | 'most' | 'wide', Shift>>, limit: number): Word {
  if (least.estimate >= limit && least.low > 0) return 'regressed'
  if (most.estimate <= -limit && most.high < 0) return 'improved'
  return wide.high < limit ? 'holds' : 'unsure'
}

function largestDigit(figures: readonly Figure[]): number {
  return Math.max(...figures.map(({ digit = 0 }) => digit))
}

/** Why so many runs per side leave something unsure. */
export function whyUnsure(old: number, now: number): string {
  if (old === 1 && now === 1) return messages.oneRunPerSide
  return canDecide(old, now, ALPHA) ? messages.runsTooFarApart({ old, now }) : messages.tooFewRuns({ old, now })
}
