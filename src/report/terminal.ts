import { styleText } from 'node:util'
import { layOut } from './layout.ts'
import { redOf } from './red.ts'
import { details, notes, reasonNotes, summaryOf, titleOf } from './remarks.ts'
import type { Report } from '../model/report.ts'
import { sectionsOf, valueTitles, type Row, type RowWord, type Section } from './rows.ts'
import { visible } from './visible.ts'
import { cut, wrap } from './width.ts'

export type Screen = {
  /** Of the terminal; less than 40 counts as 40. */
  readonly columns: number
  readonly colour: boolean
  /** The folder of the report files. */
  readonly scratch?: string
}

type Format = Parameters<typeof styleText>[0]

type Paint = (format: Format, text: string) => string

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
 * The report for a terminal: the table, a line of counts, what the reader should know, and, when the run is red, what to do.
 * No line is wider than `columns`, and nothing in a name can move the cursor, change colours or start a CI command.
 */
export function terminalTable(report: Report, { columns, colour, scratch = '.loadgate' }: Screen): string {
  const width = Math.max(columns, 40)
  const file = `${visible(scratch)}/report.html`
  const paint: Paint = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text)
  const sections = sectionsOf(report)
  const rows = sections.flatMap((section) => section.rows)
  const { header, lines } = layOut(rows, width, valueTitles(report))
  const hidden = rows.filter((row) => !lines.get(row)?.includes(visible(row.reason ?? '')))
  return [
    report.mode === 'update' || rows.length === 0
      ? wrap(titleOf(report), width).map((line) => paint('bold', line))
      : [],
    ...sections.map((section) =>
      [headingOf(section, report, width, paint), paint('dim', header)].concat(
        section.rows.map((row) => painted(row, lines.get(row) ?? '', paint)),
      ),
    ),
    rows.length === 0 ? [] : wrap(summaryOf(report), width, ''),
    [...reasonNotes(hidden, file, visible), ...notes(report, visible)].flatMap((note) => wrap(`- ${note}`, width)),
    written(report, width),
    redLines(report, file, width, paint),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

function headingOf({ scenario }: Section, report: Report, width: number, paint: Paint): string {
  const title = cut(visible(scenario), width)
  const whole = cut([visible(scenario), ...details(report, scenario, visible)].join(' · '), width)
  return whole.startsWith(title) ? paint('bold', title) + paint('dim', whole.slice(title.length)) : paint('bold', title)
}

/** The verdict begins the line, so that a line that was cut can be painted, too. */
function painted({ word }: Row, line: string, paint: Paint): string {
  return paint(FORMATS[word], line.slice(0, word.length)) + line.slice(word.length)
}

function written({ written: files }: Report, width: number): readonly string[] {
  return files.length === 0 ? [] : ['Written:', ...files.map((file) => cut(`  ${visible(file)}`, width))]
}

function redLines(report: Report, file: string, width: number, paint: Paint): readonly string[] {
  const red = redOf(report, file, visible)
  if (red === null) return []
  return [...red.cells.map((line) => paint('red', cut(line, width))), ...red.next.map((line) => cut(line, width))]
}
