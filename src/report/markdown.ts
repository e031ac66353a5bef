import { claimText } from './claim.ts'
import { markdownText } from './markdown-escape.ts'
import { redOf } from './red.ts'
import { details, notes, summaryOf, titleOf } from './remarks.ts'
import type { Report } from '../model/report.ts'
import { changeText, metricNames, nowText, pairText, toleranceText, whyText } from './row-text.ts'
import { sectionsOf, valueTitles, type Row, type Section } from './rows.ts'

/**
 * The report as GitHub Markdown: what came out, what to do when it is red, then the same rows as in a terminal with all
 * their columns. Whatever a user wrote shows as it is and does nothing.
 */
export function markdownReport(report: Report): string {
  const red = redOf(report, 'report.json', markdownText)
  const blocks = [
    `## ${titleOf(report)}`,
    summaryOf(report),
    list([...(red?.cells ?? []).map((line) => `**Red:** ${line}`), ...(red?.next ?? [])]),
    ...sectionsOf(report).map((section) => sectionText(section, report)),
    list(notes(report, markdownText).map((note) => `Note: ${note}`)),
    list(report.written.map((file) => `Written: ${markdownText(file)}`)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function sectionText({ scenario, rows }: Section, report: Report): string {
  const values = valueTitles(report).join(' → ')
  const lines = [
    tableLine(['verdict', 'server', 'metric', values, 'change [low, high]', 'tolerance', 'launches', 'why']),
    tableLine(['---', '---', '---', '--:', '--:', '--:', '--:', '---']),
    ...rows.map((row) => tableLine(cellsOf(row))),
  ]
  return [`### ${markdownText(scenario)}`, details(report, scenario, markdownText).join(' · '), lines.join('\n')]
    .filter((block) => block !== '')
    .join('\n\n')
}

function cellsOf(row: Row): readonly string[] {
  const { word, server, metric, cells } = row
  return [
    word === 'regressed' || word === 'invalid' ? `**${word}**` : word,
    markdownText(server),
    // Here is room to name the metrics of a folded row that leaves a doubt.
    cells.length > 1 && word === 'unsure' ? metricNames(cells) : metric,
    valuesText(row),
    changeText(row) ?? '',
    toleranceText(row) ?? '',
    String(Math.max(...cells.map(({ launches }) => launches))),
    whyText(row).map(markdownText).join(' · '),
  ]
}

function valuesText(row: Row): string {
  const [cell, ...more] = row.cells
  const claim = claimText(cell, markdownText)
  if (claim !== null) return claim
  return pairText(row) ?? (more.length > 0 ? nowText(row).join(', ') : '')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
