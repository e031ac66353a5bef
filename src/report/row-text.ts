import { METRICS, type Metric } from '../model/metrics.ts'
import { formatChange, formatInterval, formatPair, formatQuantity, formatShare } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { byMetric } from './severity.ts'
import { claimText } from './claim.ts'
import type { Row } from './rows.ts'

/** What the columns of a row say. Texts that a user wrote come out as they are; whoever prints them makes them safe. */

/** Metrics that a folded row tells. */
const TOLD: readonly Metric[] = ['throughput', 'cpuPerRequest']

/** Whether the row is one cell that was held against a baseline: such a row is numbers, below each other. */
function isNumbers({ cells }: Row): boolean {
  return cells.length === 1 && !cells[0].outpaces
}

/** `10.4k → 8.41k req/s`; null for a folded row, a claim, and where nothing was measured. */
export function pairText(row: Row): string | null {
  const [{ metric, baseline, current }] = row.cells
  if (!isNumbers(row) || (baseline === null && current === null)) return null
  return formatPair(baseline, current, METRICS[metric].unit)
}

/** `−19.1 % [−21, −17]`; null for a folded row, a claim, and where nothing was compared. */
export function changeText(row: Row): string | null {
  const [{ change }] = row.cells
  if (!isNumbers(row) || change === null) return null
  return `${formatChange(change.estimate)} ${formatInterval(change.low, change.high)}`
}

/** `10 %`: how much worse is allowed. Null for a folded row and a claim. */
export function toleranceText(row: Row): string | null {
  return isNumbers(row) ? formatShare(row.cells[0].tolerance) : null
}

/** `≥ 71 %`: the slowdowns that an unsure row could have shown, `≥ 8–71 %` for several metrics. Null for other rows. */
export function detectableText({ word, cells }: Row): string | null {
  const seen = cells.flatMap(({ detectable }) => (detectable === null ? [] : [detectable])).toSorted((a, b) => a - b)
  const [least, most] = [seen[0], seen.at(-1)]
  if (word !== 'unsure' || least === undefined || most === undefined) return null
  const [from, to] = [formatShare(least), formatShare(most)]
  return from === to ? `≥ ${to}` : `≥ ${from.replace(' %', '')}–${to}`
}

/** Why a row is what it is: what an unsure one could have seen, unless its reason says so, and the reason. */
export function whyText(row: Row): readonly string[] {
  const detectable = detectableText(row)
  if (row.reason === null) return []
  if (detectable === null || row.reason.includes(detectable.replace('≥', ''))) return [row.reason]
  return [`detects ${detectable}`, row.reason]
}

/** In place of numbers: what a claim says, why there are none, and for a folded row what was measured. Empty for a row of numbers. */
export function insteadOfNumbers(row: Row): string {
  if (changeText(row) !== null) return ''
  const claim = claimText(row.cells[0])
  return [...(claim === null ? [] : [claim]), ...whyText(row), ...(row.cells.length > 1 ? nowText(row) : [])].join(
    ' · ',
  )
}

/** What was measured of a folded row: its throughput and its CPU per request, or else the names of its metrics. */
export function nowText({ cells }: Row): readonly string[] {
  const told = TOLD.flatMap((metric) => {
    const now = cells.find((cell) => cell.metric === metric)?.current ?? null
    if (now === null) return []
    const text = formatQuantity(now, METRICS[metric].unit)
    return [metric === 'cpuPerRequest' ? `${text} CPU per request` : text]
  })
  return told.length > 0 ? told : [metricNames(cells)]
}

/** The labels of the metrics in their own order: `throughput, latency p50`. */
export function metricNames(cells: readonly Verdict[]): string {
  return cells
    .toSorted(byMetric)
    .map(({ metric }) => METRICS[metric].label)
    .join(', ')
}
