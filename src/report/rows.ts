import { METRICS, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatPair, formatQuantity, formatShare } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { claimText, formatEstimate } from './headline.ts'
import { byMetric, bySeverity, ROWS_WORST_FIRST, wordOf, type RowWord } from './severity.ts'
import { oneLine, visible, type Safe } from './visible.ts'

/** The one table that all formats print: its rows as data, and the texts of their columns. */

export type Row = {
  readonly word: RowWord
  readonly server: string
  /** A metric's label, or how many of the server's metrics the row stands for: `all 7`, `2 of 7`. */
  readonly metric: string
  /** The cells that the row stands for, worst first. A row of one cell shows its numbers. */
  readonly cells: Cells
  /** Why, in a sentence, for all its cells. Null where the numbers are enough. */
  readonly reason: string | null
}

export type Cells = readonly [Verdict, ...Verdict[]]

/** The rows of one scenario. */
export type Section = { readonly scenario: string; readonly rows: readonly Row[] }

/** So many cells of one server that are unsure for the same reason become one row. */
const FOLDED_FROM = 3

/**
 * Every scenario that has a verdict, the one with the worst row first, and its rows, worst first. What holds and what is new becomes one row
 * per server. A claim always has its own row. A lone `failed requests` that holds is left out, because every server that was measured has it.
 */
export function sectionsOf({ verdicts, mode }: Pick<Report, 'verdicts' | 'mode'>): readonly Section[] {
  const scenarios = groupCells(verdicts.toSorted(bySeverity), ({ scenario }) => scenario)
  return scenarios.map((cells) => ({ scenario: cells[0].scenario, rows: rowsOf(cells, mode) }))
}

function rowsOf(cells: Cells, mode: Report['mode']): readonly Row[] {
  const servers = groupCells(
    cells.filter((cell) => !isClaim(cell)),
    ({ server }) => server,
  )
  const claims = cells.filter(isClaim).map((cell) => rowOf([cell], METRICS[cell.metric].label, mode))
  return [...servers.flatMap((own) => serverRows(own, mode)), ...claims].toSorted(
    (a, b) => ROWS_WORST_FIRST.indexOf(a.word) - ROWS_WORST_FIRST.indexOf(b.word) || bySeverity(a.cells[0], b.cells[0]),
  )
}

function isClaim({ outpaces }: Verdict): boolean {
  return outpaces !== undefined
}

function serverRows(own: Cells, mode: Report['mode']): readonly Row[] {
  return groupCells(own, (cell) => `${wordOf(cell, mode)} ${cell.reason}`)
    .flatMap((group) => (isFolded(group, mode) ? [group] : group.map((cell): Cells => [cell])))
    .filter((group) => !isLoneFailedRequests(group, own))
    .map((group) => rowOf(group, metricText(group, own), mode))
}

function rowOf(cells: Cells, metric: string, mode: Report['mode']): Row {
  const [{ server, reason }] = cells
  const word = wordOf(cells[0], mode)
  return { word, server, metric, cells, reason: word === 'new' || reason === null ? null : oneLine(reason) }
}

function isFolded(group: Cells, mode: Report['mode']): boolean {
  const word = wordOf(group[0], mode)
  if (word === 'unsure') return group[0].reason !== null && group.length >= FOLDED_FROM
  return word === 'holds' || word === 'new'
}

function isLoneFailedRequests(group: Cells, own: Cells): boolean {
  const [{ metric, verdict }] = group
  return group.length === 1 && own.length > 1 && metric === 'failedRequests' && verdict === 'holds'
}

function metricText(group: Cells, own: Cells): string {
  const [{ metric, verdict }] = group
  if (verdict === 'invalid' && own.length === 1) return 'all'
  if (group.length === 1) return METRICS[metric].label
  return group.length === own.length ? `all ${group.length}` : `${group.length} of ${own.length}`
}

function groupCells(cells: readonly Verdict[], keyOf: (cell: Verdict) => string): readonly Cells[] {
  const groups = [...Map.groupBy(cells, keyOf).values()]
  return groups.flatMap(([first, ...rest]): Cells[] => (first === undefined ? [] : [[first, ...rest]]))
}

const VALUE_TITLES = {
  update: ['old', 'new'],
  baseline: ['baseline', 'now'],
  ab: ['base', 'head'],
  compare: ['old', 'new'],
} as const

/** The titles of the two values of a row. */
export function valueTitles({ mode }: Pick<Report, 'mode'>): readonly [string, string] {
  return VALUE_TITLES[mode]
}

/** The titles of all columns, for formats that have room for them. */
export function columnTitles(report: Pick<Report, 'mode'>): readonly string[] {
  const values = valueTitles(report).join(' → ')
  return ['verdict', 'server', 'metric', values, 'change [low, high]', 'tolerance', 'launches', 'why']
}

/** The texts of these columns from `metric` on. */
export function columnTexts(row: Row, safe: Safe): readonly string[] {
  const { word, metric, cells } = row
  const folded = cells.length > 1
  return [
    folded && word === 'unsure' ? metricNames(cells) : metric,
    claimText(cells[0], safe) ?? pairText(row) ?? (folded ? measuredTexts(cells).join(', ') : ''),
    changeText(row) ?? '',
    toleranceText(row) ?? '',
    String(Math.max(...cells.map(({ launches }) => launches))),
    reasonTexts(row).map(safe).join(' · '),
  ]
}

/** `10.4k → 8.41k req/s`. Null for a folded row, for a claim, and where nothing was measured. */
export function pairText(row: Row): string | null {
  const [{ metric, baseline, current }] = row.cells
  if (!hasNumbers(row) || (baseline === null && current === null)) return null
  return formatPair(baseline, current, METRICS[metric].unit)
}

/** `−19.1 % [−21, −17]`. Null for a folded row, for a claim, and where nothing was compared. */
export function changeText(row: Row): string | null {
  const [{ change }] = row.cells
  return hasNumbers(row) && change !== null ? formatEstimate(change) : null
}

/** `10 %`: how much worse is allowed. Null for a folded row and for a claim. */
export function toleranceText(row: Row): string | null {
  return hasNumbers(row) ? formatShare(row.cells[0].tolerance) : null
}

/** `≥ 71 %`: the slowdowns that an unsure row could have shown; `≥ 8–71 %` for several metrics. Null for other rows. */
export function detectableText({ word, cells }: Row): string | null {
  const sizes = cells.flatMap(({ detectable }) => (detectable === null ? [] : [detectable])).toSorted((a, b) => a - b)
  const [least, most] = [sizes[0], sizes.at(-1)]
  if (word !== 'unsure' || least === undefined || most === undefined) return null
  const [from, to] = [formatShare(least), formatShare(most)]
  return from === to ? `≥ ${to}` : `≥ ${from.replace(' %', '')}–${to}`
}

/** Why a row is what it is: its reason, after what an unsure row could have shown unless the reason says so itself. */
export function reasonTexts(row: Row): readonly string[] {
  const detectable = detectableText(row)
  if (row.reason === null) return []
  if (detectable === null || row.reason.includes(detectable.replace('≥', ''))) return [row.reason]
  return [`detects ${detectable}`, row.reason]
}

/** What a row without a change says instead: the claim, the reasons, and what was measured of a folded row. Empty for a row with a change. */
export function proseText(row: Row): string {
  if (changeText(row) !== null) return ''
  const claim = claimText(row.cells[0])
  const measured = row.cells.length > 1 ? measuredTexts(row.cells) : []
  return visible([...(claim === null ? [] : [claim]), ...reasonTexts(row), ...measured].join(' · '))
}

/** Whether the row is one cell that was held against a baseline. */
function hasNumbers({ cells }: Row): boolean {
  return cells.length === 1 && !cells[0].outpaces
}

/** What a folded row shows: throughput and CPU per request, or else the names of its metrics. */
function measuredTexts(cells: Cells): readonly string[] {
  const valueOf = (metric: Metric) => cells.find((cell) => cell.metric === metric)?.current ?? null
  const [throughput, cpu] = [valueOf('throughput'), valueOf('cpuPerRequest')]
  const texts = [
    ...(throughput === null ? [] : [formatQuantity(throughput, METRICS.throughput.unit)]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, METRICS.cpuPerRequest.unit)} ${METRICS.cpuPerRequest.label}`]),
  ]
  return texts.length > 0 ? texts : [metricNames(cells)]
}

/** The labels of the metrics in their own order: `throughput, latency p50`. */
function metricNames(cells: Cells): string {
  const labels = cells.toSorted(byMetric).map(({ metric }) => METRICS[metric].label)
  return labels.join(', ')
}
