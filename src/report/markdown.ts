import { messages } from './messages.ts'
import { ofCauses } from './cause-messages.ts'
import type { Report } from '../model/report.ts'
import type { Waiting } from '../model/waiting.ts'
import type { Where } from '../model/where.ts'
import { redLines } from './headline.ts'
import { listNotes, listReasons } from './notes.ts'
import { columnTexts, columnTitles } from './row-texts.ts'
import { requestLines, requestTitles } from './request-lines.ts'
import { rowsWithSharedReason, sectionsOf, type Row, type Section } from './rows.ts'
import { scenarioDetails, summaryOf, titleOf } from './summary.ts'
import { markdownText } from './safe.ts'
import { waitingSentence, waitLines } from './waiting-lines.ts'
import { whereLines } from './where-lines.ts'

/**
 * The report as GitHub Markdown: the outcome, what to do when it is red, then the same rows as in a terminal with all
 * their columns. Whatever a user wrote shows as it is and does nothing.
 */
export function markdownReport(report: Report): string {
  const sections = sectionsOf(report)
  const shared = rowsWithSharedReason(sections.flatMap(({ rows }) => rows))
  const notes = [...listReasons([...shared], 'report.json', markdownText), ...listNotes(report, markdownText)]
  return `${joinBlocks([
    ...outcome(report),
    ...(report.where ?? []).map(whereText),
    ...(report.waiting ?? []).map(waitingText),
    ...sections.map((section) => sectionText(section, report, shared)),
    list(notes.map((note) => `Note: ${note}`)),
    list(report.written.map((file) => `Written: ${markdownText(file)}`)),
  ])}\n`
}

/** GitHub takes 65,536 characters. The rest is for the mark that the comment is found by. */
const LONGEST_COMMENT = 65_000

/** The report as a comment on a pull request, with a link to the run. Without its tables where they would be too long. */
export function commentText(report: Report, run: string): string {
  const link = messages.linkToRun({ run })
  const whole = `${markdownReport(report)}\n${link}\n`
  if (whole.length <= LONGEST_COMMENT) return whole
  return `${joinBlocks(outcome(report)).slice(0, LONGEST_COMMENT - 1000)}\n\n${messages.tooLongForComment} ${link}\n`
}

/** The comment on a pull request whose run produced no report. */
export function commentWithoutReport(run: string): string {
  return `## ${messages.noReport}\n\n${messages.linkToRun({ run })}\n`
}

function whereText(where: Where): string {
  const lines = whereLines(where, markdownText).map(({ amount, place, what }) => [amount, place, what].join(' · '))
  const title = ofCauses.whereOf({ server: markdownText(where.server), scenario: markdownText(where.scenario) })
  return lines.length === 0 ? '' : joinBlocks([`### ${title}`, list(lines.map((line) => line.replace(/ · $/, '')))])
}

function waitingText(waiting: Waiting): string {
  const sentence = waitingSentence(waiting)
  if (sentence === null) return ''
  const title = ofCauses.waitsOf({
    server: markdownText(waiting.server),
    scenario: markdownText(waiting.scenario),
  })
  const lines = waitLines(waiting, markdownText).map(({ amount, what, place }) =>
    [amount, what, place].filter(Boolean).join(' · '),
  )
  return joinBlocks([`### ${title}`, list([sentence, ...lines])])
}

function outcome(report: Report): readonly string[] {
  const red = redLines(report, 'report.json', markdownText)
  return [
    `## ${titleOf(report)}`,
    summaryOf(report),
    red ? list([...red.cells.map((line) => `**Red:** ${line}`), ...(red.more ? [red.more] : []), ...red.next]) : '',
  ]
}

function sectionText({ scenario, rows }: Section, report: Report, shared: ReadonlySet<Row>): string {
  const lines = [
    tableLine(columnTitles(report)),
    tableLine(['---', '---', '---', '--:', '--:', '--:', '--:', '---']),
    ...rows.map((row) => rowLine(row, shared)),
  ]
  const details = scenarioDetails(report, scenario, markdownText).join(' · ')
  return joinBlocks([`### ${markdownText(scenario)}`, details, lines.join('\n'), requestText(report, scenario)])
}

/** The requests of a mix, each with its own latencies. */
function requestText(report: Report, scenario: string): string {
  const lines = requestLines(report, scenario)
  if (lines.length === 0) return ''
  const titles = requestTitles()
  const ruler = titles.map((_, at) => (at === 0 ? '---' : '--:'))
  return [titles, ruler, ...lines.map((line) => line.map(markdownText))].map(tableLine).join('\n')
}

function rowLine(row: Row, shared: ReadonlySet<Row>): string {
  const { word, server } = row
  const verdict = word === 'regressed' || word === 'invalid' ? `**${word}**` : word
  return tableLine([verdict, markdownText(server), ...columnTexts(row, markdownText, shared)])
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== '').join('\n\n')
}
