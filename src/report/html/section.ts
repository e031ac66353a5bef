import { formatCount } from '../../model/count-units.ts'
import type { Report } from '../../model/report.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import { WORST_FIRST, type Verdict, type Word } from '../../model/verdict.ts'
import { columnTexts, columnTitles, valueTitles } from '../row-texts.ts'
import type { Row, Section } from '../rows.ts'
import type { RowWord } from '../severity.ts'
import { scenarioDetails } from '../summary.ts'
import { formatSpread } from '../value-texts.ts'
import { latencyCurves } from './curves.ts'
import { html, type Markup } from '../safe.ts'
import { stripPlot } from './strips.ts'

/** One scenario: how it was measured, the table, and below it the figures of each server, in the order of the table. */
export function scenarioSection(section: Section, report: Report, index: number, shared: ReadonlySet<Row>): Markup {
  const { scenario, rows } = section
  const own = report.scenarios.find((one) => one.scenario === scenario)
  const names = [...new Set(rows.map(({ server }) => server))]
  const servers = names.flatMap(
    (name) => report.servers.find((one) => one.scenario === scenario && one.server === name) ?? [],
  )
  const cellsOf = (server: string) =>
    report.verdicts.filter((cell) => cell.scenario === scenario && cell.server === server)
  return html`<section aria-labelledby="scenario-${index}"><h2 id="scenario-${index}">${scenario}</h2>
<p class="details">${scenarioDetails(report, scenario, (text) => text).join(' · ')}</p>
<div class="wide" role="region" aria-label="Verdicts of ${scenario}" tabindex="0">${rowsTable(rows, report, `Verdicts of ${scenario}`, shared)}</div>
${servers.map((server) => serverFigures(report, server, cellsOf(server.server)) ?? html``)}
${own ? loadTable(own) : null}</section>`
}

/** All columns; on a narrow screen each row becomes a block that names them. */
function rowsTable(rows: readonly Row[], report: Report, caption: string, shared: ReadonlySet<Row>): Markup {
  const titles = columnTitles(report)
  return html`<table><caption class="hidden">${caption}</caption>
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => tableRow(row, titles.slice(2), shared))}</tbody></table>`
}

function tableRow(row: Row, titles: readonly string[], shared: ReadonlySet<Row>): Markup {
  const { word, server } = row
  const texts = columnTexts(row, (text) => text, shared)
  return html`<tr class="${word}"><td data-title="verdict">${wordMark(word)}</td><th scope="row">${server}</th>${texts.map(
    (text, index) => html`<td data-title="${titles[index] ?? ''}">${text}</td>`,
  )}</tr>`
}

const SIGNS: Readonly<Record<RowWord, string>> = {
  invalid: '✖',
  regressed: '▼',
  unsure: '?',
  improved: '▲',
  new: '+',
  holds: '✓',
}

/** A verdict as a word with its sign. Colours only repeat what they say. */
function wordMark(word: RowWord): Markup {
  return html`<span class="word ${word}"><span aria-hidden="true">${SIGNS[word]}</span> ${word}</span>`
}

type ServerEntry = Report['servers'][number]

/** All that is known of one server, folded unless it is red. Null where there is nothing to draw. */
function serverFigures(report: Report, server: ServerEntry, cells: readonly Verdict[]): Markup | null {
  const titles = valueTitles(report)
  const strips = stripPlot(cells, server.values ?? {}, titles)
  const curves = server.latencies ? latencyCurves(cells, server.latencies, titles) : null
  if (strips === null && curves === null) return null
  const worst = worstOf(cells)
  return html`<details${worst === 'invalid' || worst === 'regressed' ? html` open` : null}><summary><b>${server.server}</b> ${worst === null ? null : wordMark(worst)} <span>${factsOf(server, cells).join(' · ')}</span></summary>
<div class="figures">${strips}${curves}</div></details>`
}

function worstOf(cells: readonly Verdict[]): Word | null {
  return WORST_FIRST.find((word) => cells.some(({ verdict }) => verdict === word)) ?? null
}

function factsOf(
  { launches, windows, requests, errors, gc, eventLoopUtilisation, instructions }: ServerEntry,
  cells: readonly Verdict[],
): readonly string[] {
  const cpu = cells.find(({ metric, outpaces }) => metric === 'cpuPerRequest' && !outpaces)?.current ?? null
  return [
    ...countedFacts(instructions),
    ...(windows === 0 && instructions ? [] : [`${launches} launches, ${windows} windows, ${requests} requests`]),
    ...(errors === 0 ? [] : [`${errors} failed`]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, 's')} CPU per request`]),
    ...(gc === null ? [] : [`garbage collection takes ${formatShare(gc)} of a core`]),
    ...(eventLoopUtilisation === null ? [] : [`event loop ${formatShare(eventLoopUtilisation)} busy`]),
  ]
}

function countedFacts(counted: ServerEntry['instructions']): readonly string[] {
  if (!counted) return []
  const { perRequest, gc, spread, launches } = counted
  return [
    `${formatCount(perRequest, spread)} instructions per request in ${launches} counted launches`,
    ...(spread === null ? [] : [`exact to ${formatSpread(spread)}`]),
    ...(gc > 0 ? [`garbage collection adds ${formatCount(gc, null)}`] : []),
  ]
}

/** What else used the CPU, in cores. Null where nobody knows. */
function loadTable({ load = [] }: Report['scenarios'][number]): Markup | null {
  if (load.length === 0) return null
  const all = load.flatMap(({ generator, others, stolen }) => [generator ?? 0, others ?? 0, stolen ?? 0])
  const most = Math.max(...all, 1)
  const cell = (cores: number | null) =>
    cores === null
      ? html`<td>–</td>`
      : html`<td><span class="bar" style="--share:${Math.round((100 * cores) / most)}%">${cores.toFixed(2)}</span></td>`
  return html`<details class="load"><summary>Cores used beside the servers, per wave</summary><table>
<thead><tr><th scope="col">wave</th><th scope="col">load generator</th><th scope="col">other programs</th><th scope="col">taken by the hypervisor</th></tr></thead>
<tbody>${load.map(({ wave, generator, others, stolen }) => html`<tr><th scope="row">${wave + 1}</th>${cell(generator)}${cell(others)}${cell(stolen)}</tr>`)}</tbody></table></details>`
}
