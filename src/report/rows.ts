import { isCounted, METRICS, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { isStated, type Verdict } from '../model/verdict.ts'
import { median } from '../stats/summary.ts'
import { bySeverity, isSuspect, ROWS_WORST_FIRST, wordOf, type RowWord } from './severity.ts'
import { oneLine } from './safe.ts'

/** The one table that all formats print, as data: `row-texts.ts` has its words, `value-texts.ts` its numbers. */

export type Row = {
  readonly word: RowWord
  readonly server: string
  /** A metric's label, or how many of the server's metrics the row stands for: `all 7`, `2 of 7`. */
  readonly metric: string
  /** The cells that the row stands for, worst first. */
  readonly cells: Cells
  /** The cell whose numbers the row shows: its only one, or the instructions of a quiet server. Null for a claim, a limit and a folded row. */
  readonly numbers: Verdict | null
  /** Why, in a sentence, for all its cells. Null where the numbers are enough. */
  readonly reason: string | null
  /** Instructions per request that collecting garbage adds, beside the server's own in the same row; null elsewhere. */
  readonly garbage: number | null
  /** Medians of what was timed without a verdict, beside the server's instructions; empty elsewhere. */
  readonly shown: Readonly<Partial<Record<Metric, number>>>
}

export type Cells = readonly [Verdict, ...Verdict[]]

/** The rows of one scenario. */
export type Section = { readonly scenario: string; readonly rows: readonly Row[] }

/** So many cells of one server that are unsure for the same reason become one row. */
const FOLDED_FROM = 3

type Shown = Pick<Report, 'verdicts' | 'mode'> & Partial<Pick<Report, 'servers'>>

/**
 * Every scenario that has a verdict, the one with the worst row first, and its rows, worst first. What holds and what is new becomes one row
 * per server. A server whose instructions hold and whose timed metrics show nothing bad is one row, however many of them are unsure. A claim
 * and a limit always have their own row. A lone `failed requests` that holds is left out, because every server that was measured has it.
 */
export function sectionsOf({ verdicts, mode, servers = [] }: Shown): readonly Section[] {
  const scenarios = groupCells(verdicts.toSorted(bySeverity), ({ scenario }) => scenario)
  return scenarios.map((cells) => ({ scenario: cells[0].scenario, rows: rowsOf(cells, mode, servers) }))
}

function rowsOf(cells: Cells, mode: Report['mode'], numbers: Report['servers']): readonly Row[] {
  const servers = groupCells(
    cells.filter((cell) => !isStated(cell)),
    ({ server }) => server,
  )
  const claims = cells.filter(isStated).map((cell) => rowOf([cell], METRICS[cell.metric].label, mode))
  const rows = [...servers.flatMap((own) => serverRows(own, mode)), ...claims]
  return rows
    .map((row) => ({ ...row, garbage: garbageIn(row, numbers), shown: shownIn(row, numbers) }))
    .toSorted(
      (a, b) =>
        ROWS_WORST_FIRST.indexOf(a.word) - ROWS_WORST_FIRST.indexOf(b.word) || bySeverity(a.cells[0], b.cells[0]),
    )
}

function serverRows(own: Cells, mode: Report['mode']): readonly Row[] {
  const instructions = own.find(({ metric }) => metric === 'instructions')
  if (instructions && isQuiet(instructions, own)) return [quietRow(instructions, own, mode)]
  return groupCells(own, (cell) => groupOf(cell, own, mode))
    .flatMap((group) => (isFolded(group, mode) ? [group] : group.map((cell): Cells => [cell])))
    .filter((group) => !isLoneFailedRequests(group, own))
    .map((group) => rowOf(group, metricText(group, own), mode))
}

/** Whether one line says all of a server: its instructions hold or are the first ever counted, and nothing else looks bad. */
function isQuiet(instructions: Verdict, own: Cells): boolean {
  if (own.length === 1 || !(instructions.verdict === 'holds' || isUncompared(instructions))) return false
  return own.every((cell) => {
    if (cell === instructions) return true
    if (cell.verdict === 'unsure') return !isCounted(cell.metric) && !isSuspect(cell)
    return cell.verdict === 'holds' || cell.verdict === 'improved'
  })
}

/** Measured or counted, with nothing to compare with. */
function isUncompared({ verdict, change, current }: Verdict): boolean {
  return verdict === 'unsure' && change === null && current !== null
}

function quietRow(instructions: Verdict, own: Cells, mode: Report['mode']): Row {
  const row = rowOf([instructions], METRICS.instructions.label, mode)
  return { ...row, cells: [instructions, ...own.filter((cell) => cell !== instructions)] }
}

/** Cells that may share a row. Where instructions were counted, it does not matter why each timed metric is unsure. */
function groupOf(cell: Verdict, own: Cells, mode: Report['mode']): string {
  const word = wordOf(cell, mode)
  if (cell.metric === 'instructions' && cell.change !== null) return word + cell.metric
  const isCountedServer = own.some(({ metric, current }) => metric === 'instructions' && current !== null)
  if (word === 'unsure' && cell.change !== null && isCountedServer && !isSuspect(cell)) return word
  return `${word} ${cell.reason}`
}

function rowOf(cells: Cells, metric: string, mode: Report['mode']): Row {
  const [first] = cells
  const word = wordOf(first, mode)
  const reason = word === 'new' || first.reason === null ? null : oneLine(first.reason)
  const numbers = cells.length === 1 && !isStated(first) ? first : null
  return { word, server: first.server, metric, cells, numbers, reason, garbage: null, shown: {} }
}

function garbageIn(row: Row, numbers: Report['servers']): number | null {
  return numbersOf(row, numbers)?.instructions?.gc ?? null
}

/** Of a server whose only timed verdict is that no request failed. */
function shownIn(row: Row, numbers: Report['servers']): Row['shown'] {
  const isShownOnly = row.cells.every(({ metric }) => isCounted(metric) || metric === 'failedRequests')
  const values = isShownOnly ? numbersOf(row, numbers)?.values : undefined
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([metric, { now }]) =>
      isCounted(metric as Metric) || now.length === 0 ? [] : [[metric, median(now)]],
    ),
  )
}

/** The numbers of the server whose instructions are in the row. */
function numbersOf({ server, cells }: Row, numbers: Report['servers']): Report['servers'][number] | undefined {
  const counted = cells.find((cell) => cell.metric === 'instructions' && !isStated(cell))
  return counted && numbers.find((one) => one.scenario === counted.scenario && one.server === server)
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

/** Rows that give the same reason are this many before it is said once for all of them. */
const SHARED_FROM = 3

/** The rows whose reason others give as well, to the letter: it stands below the table, once. */
export function rowsWithSharedReason(rows: readonly Row[]): ReadonlySet<Row> {
  const withReason = rows.filter(({ reason }) => reason !== null)
  const reasons = Map.groupBy(withReason, ({ reason }) => reason)
  return new Set([...reasons.values()].filter((same) => same.length >= SHARED_FROM).flat())
}
