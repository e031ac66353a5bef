import { isCounted } from '../model/metrics.ts'
import { formatInterval, formatWholeChange } from '../model/units.ts'
import { isQuiet } from './row-texts.ts'
import type { Row } from './rows.ts'
import { cutMiddle } from './screen.ts'
import { changeText, currentText, detectableText, pairText, spreadText, toleranceText } from './value-texts.ts'
import { visible } from './safe.ts'

/** The columns of the table for a terminal: what to give up, step by step, where they do not all fit. */

/** How the words of a column's texts are aligned: numbers right, units left. */
export type Alignments = readonly ('left' | 'right')[]

export type Column = {
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
export const INTERVALS_UNTIL = STEPS.findIndex(({ change }) => change === 'estimate')

/** Sets of columns, the widest first. */
export function columnSets(before: string, now: string): readonly (readonly Column[])[] {
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
