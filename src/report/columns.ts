import { METRICS } from '../model/metrics.ts'
import { formatInterval, formatQuantity, formatWholeChange } from '../model/units.ts'
import { changeText, detectableText, pairText, toleranceText } from './row-text.ts'
import type { Row } from './rows.ts'
import { visible } from './visible.ts'
import { cutMiddle } from './width.ts'

/** The columns of the table in a terminal, from all of them to the fewest that still say what happened. */

/** How the words of a column's texts stand below each other: numbers right, units left. Later words stand left. */
export type Alignments = readonly ('left' | 'right')[]

export type Column = {
  readonly title: string
  /** Empty where the row has nothing to say. */
  readonly text: (row: Row) => string
  readonly sides: Alignments
}

/** What is printed of a row. */
type Detail = {
  readonly launches: boolean
  readonly detectable: boolean
  readonly tolerance: boolean
  readonly change: keyof typeof CHANGE
  readonly values: 'both' | 'now'
  /** Columns for a server's name, at most. */
  readonly server: number
}

const EVERYTHING: Detail = {
  launches: true,
  detectable: true,
  tolerance: true,
  change: 'exact',
  values: 'both',
  server: 32,
}

const CHANGE = { exact: 'change [low, high]', whole: 'change [range]', estimate: 'change' } as const

/** Each step gives up one thing more, the least missed first. */
const STEPS: readonly Partial<Detail>[] = [
  {},
  { server: 24 },
  { launches: false },
  { detectable: false },
  { tolerance: false },
  { change: 'whole' },
  { server: 15 },
  // Without the baseline there is room for exact percents again.
  { values: 'now', change: 'exact' },
  { change: 'whole' },
  { change: 'estimate' },
  { server: 10 },
]

/** Sets of columns, the widest first. `before` and `now` are the titles of the two values. */
export function columnSets(before: string, now: string): readonly (readonly Column[])[] {
  return STEPS.map((_, step) => columnsOf(STEPS.slice(0, step + 1).reduce<Detail>(withStep, EVERYTHING), before, now))
}

function withStep(detail: Detail, step: Partial<Detail>): Detail {
  return { ...detail, ...step }
}

function columnsOf(detail: Detail, before: string, now: string): readonly Column[] {
  return [
    { title: 'verdict', text: ({ word }) => word, sides: ['left'] },
    { title: 'server', text: ({ server }) => cutMiddle(visible(server), detail.server), sides: ['left'] },
    { title: 'metric', text: ({ metric }) => metric, sides: ['left'] },
    detail.values === 'both'
      ? { title: `${before} → ${now}`, text: (row) => pairText(row) ?? '', sides: ['right', 'left', 'right', 'left'] }
      : { title: now, text: (row) => nowText(row), sides: ['right', 'left'] },
    { title: CHANGE[detail.change], text: (row) => changeIn(row, detail), sides: ['right', 'right', 'right', 'right'] },
    ...(detail.tolerance ? [column('tolerance', toleranceText)] : []),
    ...(detail.detectable ? [column('detects', detectableText)] : []),
    ...(detail.launches ? [column('launches', ({ cells }) => String(cells[0].launches))] : []),
  ]
}

function column(title: string, text: (row: Row) => string | null): Column {
  return { title, text: (row) => (changeText(row) === null ? '' : (text(row) ?? '')), sides: ['right'] }
}

function nowText({ cells }: Row): string {
  const [{ metric, current, outpaces }] = cells
  return cells.length > 1 || outpaces || current === null ? '' : formatQuantity(current, METRICS[metric].unit)
}

function changeIn(row: Row, detail: Detail): string {
  const exact = changeText(row)
  const [{ change }] = row.cells
  if (exact === null || change === null) return ''
  if (detail.change === 'exact') return exact
  const whole = formatWholeChange(change.estimate)
  return detail.change === 'whole' ? `${whole} ${formatInterval(change.low, change.high, 0)}` : whole
}
