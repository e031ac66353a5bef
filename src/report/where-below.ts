import type { Report } from '../model/report.ts'
import { isStated } from '../model/verdict.ts'
import type { Where } from '../model/where.ts'
import { ofCauses } from './cause-messages.ts'
import type { Row } from './rows.ts'
import { visible } from './safe.ts'
import { cutMiddle, displayWidth, padded } from './screen.ts'
import { whereLines, type WhereLine } from './where-lines.ts'

/** Room for a place: the end of a path says more than what stands behind it. */
const LEAST_PLACE = 24

/** What stands below a row of a terminal's table about its instructions: a line per function, in columns. Places are cut to `width` first. */
export function whereBelow(
  { where = [] }: Report,
  scenario: string,
  { server, cells }: Row,
  width: number,
): readonly string[] {
  const isCounted = cells.some((cell) => cell.metric === 'instructions' && !isStated(cell))
  const own = isCounted ? where.find((one) => one.scenario === scenario && one.server === server) : undefined
  return own ? whereBlock(own, width) : []
}

/** The same of any server. */
export function whereBlock(where: Where, width: number): readonly string[] {
  const told = whereLines(where, visible)
  const widest = (part: keyof WhereLine) => Math.max(0, ...told.map((line) => displayWidth(line[part])))
  const room = width - [2, ofCauses.where.length, 2, widest('amount'), 2, 2, widest('what')].reduce((a, b) => a + b)
  const places = Math.min(widest('place'), Math.max(room, LEAST_PLACE))
  return told.map((line, index) => {
    const title = index === 0 ? ofCauses.where : ' '.repeat(ofCauses.where.length)
    const place = padded(cutMiddle(line.place, places), places, 'left')
    return `  ${title}  ${padded(line.amount, widest('amount'), 'right')}  ${place}  ${line.what}`.trimEnd()
  })
}
