import type { Report } from '../model/report.ts'
import { isRed } from '../model/verdict.ts'
import { redLines, redTexts } from './headline.ts'
import { listReasons, listNotes } from './notes.ts'
import { valueTitles } from './row-texts.ts'
import { rowsWithSharedReason, sectionsOf, type Row, type Section } from './rows.ts'
import { messages } from './messages.ts'
import { requestTable } from './request-table.ts'
import { cut, painterFor, widthOf, wrap, type Format, type Paint, type Screen } from './screen.ts'
import type { RowWord } from './severity.ts'
import { scenarioDetails, summaryOf, titleOf } from './summary.ts'
import { layOut } from './table.ts'
import { visible } from './safe.ts'
import { waitingBelow } from './waiting-below.ts'
import { whereBelow } from './where-below.ts'

/** Colours only repeat what words say. */
const FORMATS: Readonly<Record<RowWord, Format>> = {
  invalid: ['bold', 'red'],
  regressed: ['bold', 'red'],
  unsure: 'yellow',
  improved: 'green',
  new: 'cyan',
  holds: 'green',
}

/** Lines of a screen that the table leaves to the prompt and to what Vitest prints below it. */
const PROMPT = 2

/**
 * The report for a terminal: the table, a line of counts, notes, and, when the run is red, what to do. No line is wider than the screen, and
 * nothing in a name can move the cursor, change colours or start a CI command. A table in which nothing is red or explained and that is taller than
 * the screen says of what holds that it does, in a line per scenario. `scratch` is the folder of the report files.
 */
export function terminalTable(
  report: Report,
  { scratch = '.loadgate', ...screen }: Screen & { readonly scratch?: string },
): string {
  const file = `${visible(scratch)}/report.html`
  const sections = sectionsOf(report).map((section) => ({ ...section, holding: [] }))
  const whole = tableText(report, sections, file, screen)
  const isTall = screen.rows !== undefined && whole.split('\n').length > screen.rows - PROMPT
  const isQuiet = !report.verdicts.some(isRed) && (report.where ?? []).length + (report.waiting ?? []).length === 0
  return isTall && isQuiet ? tableText(report, sections.map(fold), file, screen) : whole
}

/** A scenario's rows, and the servers of which nothing is said but that they hold. */
type Folded = Section & { readonly holding: readonly string[] }

function fold(section: Section): Folded {
  const holding = section.rows.filter(({ word }) => word === 'holds')
  return {
    ...section,
    rows: section.rows.filter((row) => !holding.includes(row)),
    holding: [...new Set(holding.map(({ server }) => server))],
  }
}

function tableText(report: Report, sections: readonly Folded[], file: string, screen: Screen): string {
  const width = widthOf(screen)
  const paint = painterFor(screen)
  const rows = sections.flatMap((section) => section.rows)
  const shared = rowsWithSharedReason(rows)
  const { header, lines } = layOut(rows, width, valueTitles(report), shared)
  const cutShort = rows.filter((row) => !lines.get(row)?.includes(visible(row.reason ?? '')))
  const notes = [...listReasons(cutShort, file, visible), ...listNotes(report, visible)]
  return [
    report.mode === 'update' || sections.length === 0
      ? wrap(titleOf(report), width).map((line) => paint('bold', line))
      : [],
    ...sections
      .filter((section) => section.rows.length > 0)
      .map((section) => [
        headingOf(section, report, width, paint),
        paint('dim', header),
        ...section.rows.flatMap((row) => [
          paintWord(row, lines.get(row) ?? '', paint),
          ...[...whereBelow(report, section.scenario, row, width), ...waitingBelow(report, section, row, width)].map(
            (line) => paint('dim', cut(line, width)),
          ),
        ]),
        ...holdingLine(section, width),
        ...requestTable(report, section.scenario, width).map((line) => paint('dim', line)),
      ]),
    sections
      .filter((section) => section.rows.length === 0)
      .flatMap((section) => holdingLine(section, width, `${visible(section.scenario)}: `)),
    sections.length === 0 ? [] : wrap(summaryOf(report), width, ''),
    notes.flatMap((note) => wrap(`- ${note}`, width)),
    writtenLines(report, width),
    paintedRed(report, file, width, paint),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

function holdingLine({ holding }: Folded, width: number, scenario = ''): readonly string[] {
  return holding.length === 0 ? [] : [cut(scenario + messages.hold({ servers: holding.map(visible) }), width)]
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
  return [...redTexts(red).map((line) => paint('red', cut(line, width))), ...red.next.map((line) => cut(line, width))]
}
