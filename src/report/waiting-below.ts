import { isCounted } from '../model/metrics.ts'
import { serverOf } from '../model/parts.ts'
import type { Report } from '../model/report.ts'
import { isStated } from '../model/verdict.ts'
import type { Waiting } from '../model/waiting.ts'
import { ofCauses } from './cause-messages.ts'
import type { Row, Section } from './rows.ts'
import { visible } from './safe.ts'
import { cutMiddle, displayWidth, padded, wrap } from './screen.ts'
import { waitingSentence, waitLines, type WaitLine } from './waiting-lines.ts'

/** Room for a place: the end of a path says more than what stands behind it. */
const LEAST_PLACE = 24

/**
 * What stands below the first red row of a terminal's table about a server's time: a sentence, and a line per wait, in columns. All requests
 * of a mix were watched together, so a row about all of them comes before one about a single request.
 */
export function waitingBelow(
  { waiting = [] }: Report,
  { scenario, rows }: Section,
  row: Row,
  width: number,
): readonly string[] {
  const whose = serverOf(row.server)
  const own = waiting.find((one) => one.scenario === scenario && one.server === whose)
  if (own === undefined) return []
  const timed = rows.filter(({ server, cells }) => serverOf(server) === whose && cells.some(isTimed))
  const red = timed.filter(({ word }) => word === 'regressed')
  const first = red.find(({ server }) => server === whose) ?? red[0] ?? timed[0]
  return row === first ? waitingBlock(own, width) : []
}

function isTimed(cell: Row['cells'][number]): boolean {
  return !isCounted(cell.metric) && !isStated(cell)
}

function waitingBlock(waiting: Waiting, width: number): readonly string[] {
  const sentence = waitingSentence(waiting)
  const indent = ' '.repeat(ofCauses.waitsTitle.length + 4)
  const [first = '', ...rest] = sentence === null ? [] : wrap(sentence, width - indent.length, '')
  if (sentence === null) return []
  return [
    `  ${ofCauses.waitsTitle}  ${first}`,
    ...rest.map((line) => indent + line),
    ...inColumns(waitLines(waiting, visible), width - indent.length).map((line) => indent + line),
  ]
}

function inColumns(lines: readonly WaitLine[], width: number): readonly string[] {
  const widest = (part: keyof WaitLine) => Math.max(0, ...lines.map((line) => displayWidth(line[part])))
  const room = Math.max(LEAST_PLACE, width - widest('amount') - widest('what') - 4)
  return lines.map(({ amount, what, place }) =>
    `${padded(amount, widest('amount'), 'right')}  ${padded(what, widest('what'), 'left')}  ${cutMiddle(place, room)}`.trimEnd(),
  )
}
