import { columnSets, INTERVALS_UNTIL, type Alignments, type Column } from './columns.ts'
import { isQuiet, proseText } from './row-texts.ts'
import type { Row } from './rows.ts'
import { cut, displayWidth, padded } from './screen.ts'

/** The table for a terminal: as many columns as fit, and lines of text. */

export type Layout = { readonly header: string; readonly lines: ReadonlyMap<Row, string> }

const GAP = '  '

/** Room for `5 of 7 timed hold` behind the columns. */
const LEAST_PROSE = 18

/** The fullest table that fits into `columns`. A line that still does not fit is cut. */
export function layOut(
  rows: readonly Row[],
  columns: number,
  valueTitles: readonly [string, string],
  shared: ReadonlySet<Row>,
): Layout {
  const prose = rows.map((row) => proseText(row, shared))
  const tables = columnSets(...valueTitles).map((set) => tableOf(rows, prose, set, columns))
  const quiet = rows.some(isQuiet) ? GAP.length + LEAST_PROSE : 0
  const table =
    tables.slice(0, INTERVALS_UNTIL).find(({ width }) => width + quiet <= columns) ??
    tables.find(({ width }) => width <= columns) ??
    tables.at(-1)
  return {
    header: cut(table?.header ?? '', columns),
    lines: new Map(rows.map((row, index) => [row, cut(table?.lines[index] ?? '', columns)])),
  }
}

/** `width` is that of the columns. Prose may go beyond it, because it can be cut. */
type Table = { readonly width: number; readonly header: string; readonly lines: readonly string[] }

function tableOf(rows: readonly Row[], prose: readonly string[], set: readonly Column[], columns: number): Table {
  const shown = set
    .map(({ title, shortTitle = title, text, alignments }) => {
      const texts = alignWords(rows.map(text), alignments)
      return { title: texts.some((one) => one.includes('[')) ? title : shortTitle, alignments, texts }
    })
    .filter(({ texts }) => texts.some((text) => text !== ''))
    .map((column) => ({ ...column, width: Math.max(...[column.title, ...column.texts].map(displayWidth)) }))
  const cells = rows.map((_, index) =>
    shown.map(({ texts, width, alignments }) => padded(texts[index] ?? '', width, alignments[0] ?? 'left')),
  )
  return {
    width: shown.reduce((sum, { width }) => sum + width, GAP.length * (shown.length - 1)),
    header: joined(shown.map(({ title, width, alignments }) => padded(title, width, alignments[0] ?? 'left'))),
    lines: withProse(cells, prose, columns),
  }
}

/** The texts with their words in columns of their own. */
function alignWords(texts: readonly string[], alignments: Alignments): readonly string[] {
  const split = texts.map((text) => text.split(' '))
  const most = Math.max(...split.map(({ length }) => length))
  if (alignments.length < 2 || most < 2) return texts
  const words = alignments.slice(0, most).map((side, index) => ({
    side,
    width: Math.max(...split.map((own) => displayWidth(own[index] ?? ''))),
  }))
  return split.map((own) =>
    own[0] === '' ? '' : words.map(({ side, width }, index) => padded(own[index] ?? '', width, side)).join(' '),
  )
}

/**
 * The rows' lines, with prose in place of the last columns, all of which are empty. Prose begins where they begin, or as much further left
 * as it takes not to be cut. Rows whose prose would begin at the same place move together.
 */
function withProse(rows: readonly (readonly string[])[], prose: readonly string[], columns: number): readonly string[] {
  const lines = rows.map((cells, index) => {
    const start = cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1).join(GAP)
    return { whole: joined(cells), start: start.trimEnd(), width: displayWidth(start), prose: prose[index] ?? '' }
  })
  const groups = Map.groupBy(
    lines.filter((line) => line.prose !== ''),
    ({ width }) => width,
  )
  const widths = new Map(
    [...groups].map(([width, group]) => {
      const room = columns - GAP.length - Math.max(...group.map((line) => displayWidth(line.prose)))
      const least = Math.max(...group.map(({ start }) => displayWidth(start)))
      return [width, Math.min(width, Math.max(room, least))]
    }),
  )
  return lines.map((line) =>
    line.prose === '' ? line.whole : joined([padded(line.start, widths.get(line.width) ?? 0, 'left'), line.prose]),
  )
}

function joined(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd()
}
