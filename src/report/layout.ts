import { columnSets, type Column, type Alignments } from './columns.ts'
import { insteadOfNumbers } from './row-text.ts'
import type { Row } from './rows.ts'
import { visible } from './visible.ts'
import { cut, displayWidth, padded } from './width.ts'

/** Rows as lines of text, for a terminal of a given width. */
export type Layout = { readonly header: string; readonly lines: ReadonlyMap<Row, string> }

const GAP = '  '

/** The fullest table that fits into `columns`. A line that still does not fit is cut. */
export function layOut(rows: readonly Row[], columns: number, valueTitles: readonly [string, string]): Layout {
  const tables = columnSets(...valueTitles).map((set) => tableOf(rows, set, columns))
  const table = tables.find(({ width }) => width <= columns) ?? tables.at(-1)
  return {
    header: cut(table?.header ?? '', columns),
    lines: new Map(rows.map((row, index) => [row, cut(table?.lines[index] ?? '', columns)])),
  }
}

/** `width` is that of the columns: the words in place of numbers may go beyond it, because they can be cut. */
type Table = { readonly width: number; readonly header: string; readonly lines: readonly string[] }

function tableOf(rows: readonly Row[], set: readonly Column[], columns: number): Table {
  const filled = set
    .map(({ title, text, sides }) => ({ title, sides, texts: aligned(rows.map(text), sides) }))
    .filter(({ texts }) => texts.some((text) => text !== ''))
    .map(({ title, sides, texts }) => ({
      sides,
      texts,
      title,
      width: Math.max(...[title, ...texts].map(displayWidth)),
    }))
  return {
    width: filled.reduce((sum, { width }) => sum + width, GAP.length * (filled.length - 1)),
    header: joined(filled.map(({ title, width, sides }) => padded(title, width, sides[0] ?? 'left'))),
    lines: withProse(
      rows.map((row, index) => ({
        cells: filled.map(({ texts, width, sides }) => padded(texts[index] ?? '', width, sides[0] ?? 'left')),
        prose: visible(insteadOfNumbers(row)),
      })),
      columns,
    ),
  }
}

type Line = { readonly cells: readonly string[]; readonly prose: string }

/**
 * Prose replaces the last columns, all of which are empty. It begins where they begin, or further left where it would be cut, the same for
 * all rows that have the same columns empty.
 */
function withProse(lines: readonly Line[], columns: number): readonly string[] {
  const rows = lines.map(({ cells, prose }) => {
    const start = cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1).join(GAP)
    return { start, prose, whole: joined(cells) }
  })
  const groups = Map.groupBy(
    rows.filter(({ prose }) => prose !== ''),
    ({ start }) => displayWidth(start),
  )
  return rows.map(({ start, prose, whole }) => {
    if (prose === '') return whole
    const group = groups.get(displayWidth(start)) ?? []
    const excess = Math.max(...group.map((one) => displayWidth(one.start + GAP + one.prose) - columns))
    const blanks = Math.min(...group.map((one) => displayWidth(one.start) - displayWidth(one.start.trimEnd())))
    return joined([padded(start.trimEnd(), displayWidth(start) - Math.max(0, Math.min(excess, blanks)), 'left'), prose])
  })
}

/** The texts with their words in columns of their own. */
function aligned(texts: readonly string[], sides: Alignments): readonly string[] {
  const split = texts.map((text) => text.split(' '))
  const most = Math.max(...split.map(({ length }) => length))
  if (sides.length < 2 || most < 2) return texts
  const used = sides.slice(0, most).map((side, index) => ({
    side,
    width: Math.max(...split.map((words) => displayWidth(words[index] ?? ''))),
  }))
  return split.map((words) =>
    words[0] === '' ? '' : used.map(({ side, width }, index) => padded(words[index] ?? '', width, side)).join(' '),
  )
}

function joined(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd()
}
