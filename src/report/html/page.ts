import type { History } from '../../model/baseline.ts'
import type { Report } from '../../model/report.ts'
import { isRed } from '../../model/verdict.ts'
import { redLines } from '../headline.ts'
import { recordingLines, TREND_TITLES, trendsOf, trendTexts, type Trend } from '../history.ts'
import { listNotes, listReasons } from '../notes.ts'
import { rowsWithSharedReason, sectionsOf, type Row } from '../rows.ts'
import { summaryOf, titleOf } from '../summary.ts'
import { html, trusted, type Markup } from '../safe.ts'
import { scenarioSection } from './section.ts'
import { STYLE } from './style.ts'

/**
 * The report as one page that needs nothing else: no script and no network. It fits light and dark screens, phones and paper. Whatever a user
 * wrote shows as it is and does nothing. `histories` are those of the baselines that the run was held against.
 */
export function htmlReport(report: Report, histories: readonly History[] = []): string {
  const sections = sectionsOf(report)
  const shared = rowsWithSharedReason(sections.flatMap(({ rows }) => rows))
  const title = titleOf(report)
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title><style>${trusted(STYLE)}</style></head>
<body><header><p class="brand">loadgate</p><h1 class="${report.verdicts.some(isRed) ? 'red' : 'quiet'}">${title}</h1><p>${summaryOf(report)}</p>${redList(report)}</header>
${sections.length > 1 ? html`<nav aria-label="Scenarios"><ul>${sections.map(({ scenario }, index) => html`<li><a href="#scenario-${index}">${scenario}</a></li>`)}</ul></nav>` : null}
<main>${sections.map((section, index) => scenarioSection(section, report, index, shared))}${noteList(report, shared)}${historySection(histories)}</main>
<footer>${environment(report)}</footer></body></html>
`
  return page.markup
}

function redList(report: Report): Markup | null {
  const red = redLines(report, 'report.json', (text) => text)
  if (red === null) return null
  return html`<ul class="red">${red.cells.map((line) => html`<li>${line}</li>`)}</ul><ul>${red.next.map((line) => html`<li>${withCode(line)}</li>`)}</ul>`
}

/** Text between backticks becomes code. */
function withCode(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`
}

function noteList(report: Report, shared: ReadonlySet<Row>): Markup | null {
  const notes = [...listReasons([...shared], 'report.json', String), ...listNotes(report, String)]
  if (notes.length === 0) return null
  return html`<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul>${notes.map((note) => html`<li>${withCode(note)}</li>`)}</ul></section>`
}

/** Where it was measured, with what, and how to measure it again. */
function environment({ machine, startedAt, against, run, written }: Report): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}`],
    ['baselines of', machine.id],
    ['started', startedAt],
    ...(run?.commit ? [['commit', `${run.commit}${run.dirty ? ', with uncommitted changes' : ''}`] as const] : []),
    ...(against ? [['against', `${against.ref} (${against.base.commit})`] as const] : []),
    [
      'versions',
      [
        `node ${machine.node}`,
        ...Object.entries(run?.versions ?? {}).map(([name, version]) => `${name} ${version}`),
      ].join(', '),
    ],
    ...(written.length > 0 ? [['written', written.join(', ')] as const] : []),
  ]
  return html`<h2>Measured on</h2><dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${
    run ? html`<h2>Measure again</h2><pre><code>${run.command}</code></pre>` : null
  }`
}

/** What was recorded before this run. Null where git has fewer than two recordings of every baseline. */
function historySection(histories: readonly History[]): Markup | null {
  const several = histories.filter(({ entries }) => entries.length > 1)
  if (several.length === 0) return null
  return html`<section aria-labelledby="history"><h2 id="history">Earlier recordings</h2>${several.map(historyDetails)}</section>`
}

function historyDetails(history: History): Markup {
  const { recording } = history.entries[0] as History['entries'][number]
  return html`<details><summary><b>${recording.scenario}</b> <span>${recording.machine}, ${history.entries.length} recordings</span></summary>
<ul class="recordings">${recordingLines(history, (text) => text).map((line) => html`<li>${line}</li>`)}</ul>
<div class="wide" role="region" aria-label="Metrics over the recordings of ${recording.scenario}" tabindex="0"><table><thead><tr>${TREND_TITLES.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${trendsOf(history).map(trendRow)}</tbody></table></div></details>`
}

function trendRow(trend: Trend): Markup {
  const [server = '', ...texts] = trendTexts(trend)
  return html`<tr><th scope="row">${server}</th>${texts.map((text, index) => {
    const title = TREND_TITLES[index + 1] ?? ''
    // A screen reader has nothing to read in a sparkline.
    return html`<td data-title="${title}">${title === 'recordings' ? html`<span aria-hidden="true">${text}</span>` : text}</td>`
  })}</tr>`
}
