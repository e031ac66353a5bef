import type { History } from '../../model/baseline.ts'
import type { Report } from '../../model/report.ts'
import { isRed, isStated } from '../../model/verdict.ts'
import { redLines } from '../headline.ts'
import { listNotes } from '../notes.ts'
import { html, trusted, type Markup } from '../safe.ts'
import { summaryOf } from '../summary.ts'
import { verdictSentence } from '../verdict-sentence.ts'
import { environment } from './environment.ts'
import { withCode } from './marks.ts'
import { overview } from './overview.ts'
import { contentsOf, type Contents } from './contents.ts'
import { recordingsSection } from './recordings.ts'
import { SCRIPT, SCRIPT_SOURCE } from './script.ts'
import { scenarioSection } from './section.ts'
import { STYLE } from './style.ts'
import { waitingSection } from './waiting.ts'
import { whereSection } from './where.ts'

/**
 * The report as one page that needs nothing else: no network, and no program but its own, without which everything can be read, too. It fits light and dark screens, phones and paper. Whatever a user
 * wrote shows as it is and does nothing. `histories` are those of the baselines that the run was held against.
 */
export function htmlReport(report: Report, histories: readonly History[] = []): string {
  const contents = contentsOf(report, histories)
  const title = verdictSentence(report, String)
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${trusted(SCRIPT_SOURCE)}">
<link rel="icon" href="data:,">
<title>${title}</title><style>${trusted(STYLE)}</style></head>
<body><header><p class="brand">loadgate</p><h1 class="${report.verdicts.some(isRed) ? 'red' : 'quiet'}">${title}</h1><p>${summaryOf(report)}</p>${redList(contents)}</header>
<main>${overview(contents)}${whereSection(contents)}${waitingSection(contents)}
${contents.sections.length === 0 ? null : html`<section aria-labelledby="numbers"><h2 id="numbers">Every number and reason</h2>${contents.sections.map((section) => scenarioSection(section, contents))}</section>`}${noteList(report)}${recordingsSection(histories)}</main>
<footer>${environment(report)}</footer><script>${trusted(SCRIPT)}</script></body></html>
`
  return page.markup
}

/** What is red, each with a way to all that is known of it, and what to do. */
function redList({ report, placeOf }: Contents): Markup | null {
  const red = redLines(report, null, String)
  if (red === null) return null
  const item = (line: string, index: number) => {
    const cell = red.named[index]
    const place = cell && !isStated(cell) ? placeOf(cell.scenario, cell.server, cell.metric) : null
    return place === null ? html`<li>${line}</li>` : html`<li><a href="#${place}">${line}</a></li>`
  }
  return html`<ul class="red">${red.cells.map(item)}${red.more ? html`<li>${red.more}</li>` : null}</ul><p>${red.next.map((line) => html`${withCode(line)} `)}</p>`
}

function noteList(report: Report): Markup | null {
  const notes = listNotes(report, String)
  if (notes.length === 0) return null
  return html`<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul>${notes.map((note) => html`<li>${withCode(note)}</li>`)}</ul></section>`
}
