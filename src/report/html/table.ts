import { claimText } from '../claim.ts'
import type { Report } from '../../model/report.ts'
import { changeText, metricNames, nowText, pairText, toleranceText, whyText } from '../row-text.ts'
import { valueTitles, type Row, type RowWord } from '../rows.ts'
import { html, type Markup } from './markup.ts'

/** Colours only repeat what words and signs say. */
const SIGNS: Readonly<Record<RowWord, string>> = {
  invalid: '✖',
  regressed: '▼',
  unsure: '?',
  improved: '▲',
  new: '+',
  holds: '✓',
}

/** The rows of a scenario, with all their columns; on a narrow screen each becomes a block that names them. */
export function rowsTable(rows: readonly Row[], report: Report, caption: string): Markup {
  const [before, now] = valueTitles(report)
  const titles = [
    'verdict',
    'server',
    'metric',
    `${before} → ${now}`,
    'change [low, high]',
    'tolerance',
    'launches',
    'why',
  ]
  return html`<table><caption class="hidden">${caption}</caption>
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => line(row, titles))}</tbody></table>`
}

function line(row: Row, titles: readonly string[]): Markup {
  const { word, server, metric, cells } = row
  const texts = [
    cells.length > 1 && word === 'unsure' ? metricNames(cells) : metric,
    valuesOf(row),
    changeText(row) ?? '',
    toleranceText(row) ?? '',
    String(Math.max(...cells.map(({ launches }) => launches))),
    whyText(row).join(' · '),
  ]
  return html`<tr class="${word}"><td data-title="verdict">${wordMark(word)}</td><th scope="row">${server}</th>${texts.map(
    (text, index) => html`<td data-title="${titles[index + 2] ?? ''}">${text}</td>`,
  )}</tr>`
}

/** A verdict as a word with its sign. */
export function wordMark(word: RowWord): Markup {
  return html`<span class="word ${word}"><span aria-hidden="true">${SIGNS[word]}</span> ${word}</span>`
}

function valuesOf(row: Row): string {
  const [cell, ...more] = row.cells
  return claimText(cell) ?? pairText(row) ?? (more.length > 0 ? nowText(row).join(', ') : '')
}
