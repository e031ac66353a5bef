import { formatCount, formatCountChange, formatCountPair } from '../model/count-units.ts'
import { isCounted, METRICS, type Metric } from '../model/metrics.ts'
import { formatChange, formatInterval, formatPair, formatQuantity, formatShare } from '../model/units.ts'
import type { Change, Verdict } from '../model/verdict.ts'
import type { Row } from './rows.ts'

/** The numbers of a row, each as text. */

/** `10.4k → 8.41k req/s`, `2.136 → 2.158 M`. Null for a folded row, for a claim, and where nothing was measured. */
export function pairText({ numbers }: Row): string | null {
  return numbers && formatValues(numbers)
}

/** The same of one verdict. */
export function formatValues({ metric, baseline, current, spread }: Verdict): string | null {
  if (baseline === null && current === null) return null
  return isCounted(metric)
    ? formatCountPair(baseline, current, spread ?? null)
    : formatPair(baseline, current, METRICS[metric].unit)
}

/** `8.41k req/s`, `2.158 M`: the value of today alone. Empty for a folded row and for a claim. */
export function currentText({ numbers }: Row): string {
  return numbers === null || numbers.current === null ? '' : formatCurrent(numbers)
}

/** Counts to the precision that they have. */
export function formatCurrent({ metric, current, spread }: Verdict): string {
  return isCounted(metric) ? formatCount(current, spread ?? null) : formatQuantity(current, METRICS[metric].unit)
}

/** `−19.1 % [−21, −17]`, `+1.03 % ±0.02`. Null for a folded row, for a claim, and where nothing was compared. */
export function changeText({ numbers }: Row): string | null {
  return numbers?.change ? formatEstimate(numbers.metric, numbers.change) : null
}

/** `10 %`: how much worse is allowed. Null for a folded row and for a claim. */
export function toleranceText({ numbers }: Row): string | null {
  return numbers && formatShare(numbers.tolerance)
}

/** `0.02 %`: what the launches of a counted metric differ by. Null for other rows. */
export function spreadText({ numbers }: Row): string | null {
  const spread = numbers?.spread ?? null
  return spread === null ? null : formatSpread(spread)
}

/** To one digit, and never better than 0.01 %: less means nothing. */
export function formatSpread(spread: number): string {
  return formatShare(Number(Math.max(spread, 0.0001).toPrecision(1)))
}

/** `≥ 71 %`: the slowdowns that an unsure row could have shown; `≥ 8–71 %` for several metrics. Null for other rows. */
export function detectableText({ word, cells }: Row): string | null {
  const sizes = cells.flatMap(({ detectable }) => (detectable === null ? [] : [detectable])).toSorted((a, b) => a - b)
  const [least, most] = [sizes[0], sizes.at(-1)]
  if (word !== 'unsure' || least === undefined || most === undefined) return null
  const [from, to] = [formatShare(least), formatShare(most)]
  return from === to ? `≥ ${to}` : `≥ ${from.replace(' %', '')}–${to}`
}

/** A change with its interval: `−19.1 % [−21, −17]`; of a counted metric `+1.03 % ±0.02`. */
export function formatEstimate(metric: Metric, { estimate, low, high }: Change): string {
  if (isCounted(metric)) return formatCountChange({ estimate, low, high })
  return `${formatChange(estimate)} ${formatInterval(low, high)}`
}
