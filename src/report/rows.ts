import { METRICS } from '../model/metrics.ts'
import { WORST_FIRST, type Verdict, type Word } from '../model/verdict.ts'
import { bySeverity } from './severity.ts'
import { oneLine } from './one-line.ts'
import type { Report } from '../model/report.ts'

/** The one table that all formats print, as data. */

/** A verdict, or `new` for what an update recorded for the first time. */
export type RowWord = Word | 'new'

/** One line of the table. */
export type Row = {
  readonly word: RowWord
  readonly server: string
  /** A metric's label, or how many of the server's metrics the row stands for: `all 7`, `2 of 7`. */
  readonly metric: string
  /** The cells that the row stands for, worst first. A row of one cell shows its numbers. */
  readonly cells: Cells
  /** Why, in a sentence, for all its cells; null where the numbers say it all. */
  readonly reason: string | null
}

export type Cells = readonly [Verdict, ...Verdict[]]

/** The rows of one scenario. */
export type Section = { readonly scenario: string; readonly rows: readonly Row[] }

/** As many cells of one server that are unsure for one reason are folded into one row. */
const MANY = 3

/** From what stops a build to what needs no look. */
export const ROWS_WORST_FIRST: readonly RowWord[] = WORST_FIRST.flatMap((word): RowWord[] =>
  word === 'holds' ? ['new', word] : [word],
)

/**
 * Every scenario that has a verdict: worst row first, and the scenario with the worst row first. What holds, and what is
 * new, is one row a server; a claim is always a row of its own. A lone `failed requests` that holds is left out: whatever
 * could be measured has it.
 */
export function sectionsOf({ verdicts, mode }: Pick<Report, 'verdicts' | 'mode'>): readonly Section[] {
  const scenarios = grouped(verdicts.toSorted(bySeverity), ({ scenario }) => scenario)
  return scenarios.map((cells) => ({ scenario: cells[0].scenario, rows: rowsOf(cells, mode) }))
}

const VALUE_TITLES = {
  update: ['old', 'new'],
  baseline: ['baseline', 'now'],
  ab: ['base', 'head'],
  compare: ['old', 'new'],
} as const

/** What the two values of a row are called. */
export function valueTitles({ mode }: Pick<Report, 'mode'>): readonly [string, string] {
  return VALUE_TITLES[mode]
}

function rowsOf(cells: Cells, mode: Report['mode']): readonly Row[] {
  const servers = grouped(
    cells.filter(({ outpaces }) => !outpaces),
    ({ server }) => server,
  )
  const claims = cells.filter(({ outpaces }) => outpaces)
  return [...servers.flatMap((own) => serverRows(own, mode)), ...claims.map(claimRow)].toSorted(
    (a, b) => rank(a) - rank(b) || bySeverity(a.cells[0], b.cells[0]),
  )
}

function serverRows(own: Cells, mode: Report['mode']): readonly Row[] {
  return grouped(own, (cell) => `${wordOf(cell, mode)} ${cell.reason}`)
    .flatMap((alike) => (isFolded(alike, mode) ? [alike] : alike.map((cell): Cells => [cell])))
    .filter((alike) => !saysNothing(alike, own))
    .map((alike) => ({
      word: wordOf(alike[0], mode),
      server: alike[0].server,
      metric: labelOf(alike, own),
      cells: alike,
      reason: wordOf(alike[0], mode) === 'new' ? null : reasonOf(alike[0]),
    }))
}

function claimRow(cell: Verdict): Row {
  const { verdict, server, metric } = cell
  return { word: verdict, server, metric: METRICS[metric].label, cells: [cell], reason: reasonOf(cell) }
}

function reasonOf({ reason }: Verdict): string | null {
  return reason === null ? null : oneLine(reason)
}

function rank({ word }: Row): number {
  return ROWS_WORST_FIRST.indexOf(word)
}

function isFolded(alike: Cells, mode: Report['mode']): boolean {
  const word = wordOf(alike[0], mode)
  return word === 'holds' || word === 'new' || (word === 'unsure' && alike[0].reason !== null && alike.length >= MANY)
}

function saysNothing(alike: Cells, own: Cells): boolean {
  const [{ metric, verdict }] = alike
  return alike.length === 1 && own.length > 1 && metric === 'failedRequests' && verdict === 'holds'
}

function labelOf(alike: Cells, own: Cells): string {
  const [{ metric, verdict }] = alike
  if (verdict === 'invalid' && own.length === 1) return 'all'
  if (alike.length === 1) return METRICS[metric].label
  return alike.length === own.length ? `all ${alike.length}` : `${alike.length} of ${own.length}`
}

/** What a row calls a cell. While a baseline is recorded, having none before is no doubt. */
export function wordOf({ verdict, baseline, current, outpaces }: Verdict, mode: Report['mode']): RowWord {
  return mode === 'update' && verdict === 'unsure' && !outpaces && baseline === null && current !== null
    ? 'new'
    : verdict
}

function grouped(cells: readonly Verdict[], keyOf: (cell: Verdict) => string): readonly Cells[] {
  const groups = [...Map.groupBy(cells, keyOf).values()]
  return groups.flatMap(([first, ...rest]): Cells[] => (first === undefined ? [] : [[first, ...rest]]))
}
