import type { Report } from '../model/report.ts'
import { redLines } from './headline.ts'
import { listReasons, listNotes } from './notes.ts'
import { valueTitles } from './row-texts.ts'
import { rowsWithSharedReason, sectionsOf, type Row, type Section } from './rows.ts'
import { messages } from './messages.ts'
import { cut, displayWidth, padded, painterFor, widthOf, wrap, type Format, type Paint, type Screen } from './screen.ts'
import type { RowWord } from './severity.ts'
import { scenarioDetails, summaryOf, titleOf } from './summary.ts'
import { layOut } from './table.ts'
import { visible } from './safe.ts'
import { whereLines, type WhereLine } from './where-lines.ts'

/** Colours only repeat what words say. */
const FORMATS: Readonly<Record<RowWord, Format>> = {
  invalid: ['bold', 'red'],
  regressed: ['bold', 'red'],
  unsure: 'yellow',
  improved: 'green',
  new: 'cyan',
  holds: 'green',
}

/**
 * The report for a terminal: the table, a line of counts, notes, and, when the run is red, what to do. No line is wider than the screen, and
 * nothing in a name can move the cursor, change colours or start a CI command. `scratch` is the folder of the report files.
 */
export function terminalTable(
  report: Report,
  { scratch = '.loadgate', ...screen }: Screen & { readonly scratch?: string },
): string {
  const width = widthOf(screen)
  const paint = painterFor(screen)
  const file = `${visible(scratch)}/report.html`
  const sections = sectionsOf(report)
  const rows = sections.flatMap((section) => section.rows)
  const shared = rowsWithSharedReason(rows)
  const { header, lines } = layOut(rows, width, valueTitles(report), shared)
  const cutShort = rows.filter((row) => !lines.get(row)?.includes(visible(row.reason ?? '')))
  const notes = [...listReasons(cutShort, file, visible), ...listNotes(report, visible)]
  return [
    report.mode === 'update' || rows.length === 0
      ? wrap(titleOf(report), width).map((line) => paint('bold', line))
      : [],
    ...sections.map((section) =>
      [headingOf(section, report, width, paint), paint('dim', header)].concat(
        section.rows.flatMap((row) => [
          paintWord(row, lines.get(row) ?? '', paint),
          ...whereBelow(report, section, row).map((line) => paint('dim', cut(line, width))),
        ]),
      ),
    ),
    rows.length === 0 ? [] : wrap(summaryOf(report), width, ''),
    notes.flatMap((note) => wrap(`- ${note}`, width)),
    writtenLines(report, width),
    paintedRed(report, file, width, paint),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

/** What is said of a row's instructions, below it. */
function whereBelow({ where = [] }: Report, { scenario }: Section, { server, cells }: Row): readonly string[] {
  const isCounted = cells.some(({ metric, outpaces }) => metric === 'instructions' && !outpaces)
  const own = isCounted ? where.find((one) => one.scenario === scenario && one.server === server) : undefined
  const told = own ? whereLines(own, visible) : []
  const widest = (part: keyof WhereLine) => Math.max(...told.map((line) => displayWidth(line[part])))
  return told.map((line, index) => {
    const [amount, place] = [
      padded(line.amount, widest('amount'), 'right'),
      padded(line.place, widest('place'), 'left'),
    ]
    return `  ${index === 0 ? messages.where : ' '.repeat(messages.where.length)}  ${amount}  ${place}  ${line.what}`.trimEnd()
  })
}

function headingOf({ scenario }: Section, report: Report, width: number, paint: Paint): string {
  const title = cut(visible(scenario), width)
  const whole = cut([visible(scenario), ...scenarioDetails(report, scenario, visible)].join(' · '), width)
  return whole.startsWith(title) ? paint('bold', title) + paint('dim', whole.slice(title.length)) : paint('bold', title)
}

/** The verdict is at the beginning of the line, so a line that was cut can be painted, too. */
function paintWord({ word }: Row, line: string, paint: Paint): string {
  return paint(FORMATS[word], line.slice(0, word.length)) + line.slice(word.length)
}

function writtenLines({ written }: Report, width: number): readonly string[] {
  return written.length === 0 ? [] : ['Written:', ...written.map((file) => cut(`  ${visible(file)}`, width))]
}

function paintedRed(report: Report, file: string, width: number, paint: Paint): readonly string[] {
  const red = redLines(report, file, visible)
  if (red === null) return []
  return [...red.cells.map((line) => paint('red', cut(line, width))), ...red.next.map((line) => cut(line, width))]
}
