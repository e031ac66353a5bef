import { isCounted } from '../model/metrics.ts'
import { formatInterval, formatWholeChange } from '../model/units.ts'
import {
  changeText,
  currentText,
  detectableText,
  isQuiet,
  pairText,
  proseText,
  spreadText,
  toleranceText,
} from './row-texts.ts'
import type { Row } from './rows.ts'
import { cut, cutMiddle, displayWidth, padded } from './screen.ts'
import { visible } from './visible.ts'

/** The table for a terminal: as many columns as fit, and lines of text. */

export type Layout = { readonly header: string; readonly lines: ReadonlyMap<Row, string> }

const GAP = '  '

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

/** How the words of a column's texts are aligned: numbers right, units left. */
type Alignments = readonly ('left' | 'right')[]

type Column = {
  readonly title: string
  /** A title for short texts: a long one would only make the column wider. */
  readonly shortTitle?: string
  /** Empty where the row has nothing to say. */
  readonly text: (row: Row) => string
  readonly alignments: Alignments
}

/** How much of a row is printed. */
type Detail = {
  readonly launches: boolean
  readonly detectable: boolean
  readonly spread: boolean
  readonly tolerance: boolean
  readonly change: keyof typeof CHANGE
  readonly values: 'both' | 'now'
  /** The widest that a server's name may be, in columns of the terminal. */
  readonly server: number
}

const CHANGE = { exact: 'change [low, high]', whole: 'change [range]', estimate: 'change' } as const

const EVERYTHING: Detail = {
  launches: true,
  detectable: true,
  spread: true,
  tolerance: true,
  change: 'exact',
  values: 'both',
  server: 32,
}

/** Each step gives up one thing more, the least important first. */
const STEPS: readonly Partial<Detail>[] = [
  {},
  { server: 24 },
  { launches: false },
  { detectable: false },
  { spread: false },
  { tolerance: false },
  { change: 'whole' },
  { server: 15 },
  // Without the baseline there is room for exact percents again.
  { values: 'now', change: 'exact' },
  { change: 'whole' },
  { change: 'estimate' },
  { server: 10 },
]

/** These steps have intervals, which are worth more than what stands behind them. */
const INTERVALS_UNTIL = STEPS.findIndex(({ change }) => change === 'estimate')

/** Room for `5 of 7 timed hold` behind the columns. */
const LEAST_PROSE = 18

/** Sets of columns, the widest first. */
function columnSets(before: string, now: string): readonly (readonly Column[])[] {
  return STEPS.map((_, step) =>
    columnsOf(
      STEPS.slice(0, step + 1).reduce<Detail>((detail, change) => ({ ...detail, ...change }), EVERYTHING),
      before,
      now,
    ),
  )
}

function columnsOf(detail: Detail, before: string, now: string): readonly Column[] {
  return [
    { title: 'verdict', text: ({ word }) => word, alignments: ['left'] },
    { title: 'server', text: ({ server }) => cutMiddle(visible(server), detail.server), alignments: ['left'] },
    { title: 'metric', text: ({ metric }) => metric, alignments: ['left'] },
    detail.values === 'both'
      ? {
          title: `${before} → ${now}`,
          text: (row) => pairText(row) ?? '',
          alignments: ['right', 'left', 'right', 'left'],
        }
      : { title: now, text: currentText, alignments: ['right', 'left'] },
    {
      title: CHANGE[detail.change],
      shortTitle: CHANGE.estimate,
      text: (row) => shortChange(row, detail),
      alignments: ['right', 'right', 'right', 'right'],
    },
    ...(detail.tolerance ? [comparedColumn('tolerance', toleranceText)] : []),
    ...(detail.detectable ? [comparedColumn('detects', detectableText)] : []),
    ...(detail.spread ? [comparedColumn('exact to', spreadText)] : []),
    ...(detail.launches ? [comparedColumn('launches', ({ cells }) => String(cells[0].launches))] : []),
  ]
}

/** A column that is empty where nothing was compared, and where a quiet server's timed metrics need the room. */
function comparedColumn(title: string, text: (row: Row) => string | null): Column {
  return {
    title,
    text: (row) => (changeText(row) === null || isQuiet(row) ? '' : (text(row) ?? '')),
    alignments: ['right'],
  }
}

function shortChange(row: Row, detail: Detail): string {
  const exact = changeText(row)
  const [{ metric, change }] = row.cells
  if (exact === null || change === null) return ''
  if (detail.change === 'exact') return exact
  // A counted change is as short as it gets: its interval says how many decimals it has.
  if (isCounted(metric)) return detail.change === 'whole' ? exact : exact.split(' ', 2).join(' ')
  const whole = formatWholeChange(change.estimate)
  return detail.change === 'whole' ? `${whole} ${formatInterval(change.low, change.high, 0)}` : whole
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
