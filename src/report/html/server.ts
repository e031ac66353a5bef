import { METRICS } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { isStated, type Verdict } from '../../model/verdict.ts'
import { shellWord } from '../../model/wording.ts'
import { valueTitles } from '../row-texts.ts'
import { byMetric, ROWS_WORST_FIRST, wordOf } from '../severity.ts'
import { html, oneLine, type Markup } from '../safe.ts'
import { blockPlot } from './blocks.ts'
import { latencyCurves } from './curves.ts'
import { withCode, wordMark } from './marks.ts'
import { metricCard } from './metric-card.ts'
import { recordedBefore } from './recordings.ts'
import { serverFacts } from './server-facts.ts'
import type { Contents } from './contents.ts'

/**
 * All that is known of one server in one scenario, folded unless it is red: a card per metric, its latencies and counts, and how to measure it
 * again.
 */
export function serverDetails(scenario: string, name: string, { report, histories, placeOf }: Contents): Markup {
  const cells = report.verdicts
    .filter((cell) => cell.scenario === scenario && cell.server === name && !isStated(cell))
    .toSorted(byMetric)
  const words = cells.map((cell) => wordOf(cell, report.mode))
  const worst = ROWS_WORST_FIRST.find((word) => words.includes(word)) ?? 'unsure'
  const server = report.servers.find((one) => one.scenario === scenario && one.server === name)
  const titles = valueTitles(report)
  const shared = withSharedReason(cells.filter((cell) => wordOf(cell, report.mode) !== 'new'))
  const cards = cells.map((cell, index) => {
    // Of two verdicts on one metric, which a comparison of files may have, the matrix shows the first.
    const isFirst = cells.findIndex(({ metric }) => metric === cell.metric) === index
    return metricCard(shared.has(cell) ? { ...cell, reason: null } : cell, {
      mode: report.mode,
      place: isFirst ? placeOf(scenario, name, cell.metric) : null,
      launches: server?.values?.[cell.metric],
      recorded: recordedBefore(histories, cell),
    })
  })
  const open = worst === 'invalid' || worst === 'regressed' ? html` open` : null
  return html`<details class="server" id="${placeOf(scenario, name)}"${open}><summary><b>${name}</b> ${wordMark(worst)} <span>${server ? serverFacts(server, cells).join(' · ') : ''}</span></summary>
${sharedReasons(shared)}<div class="cards">${cards}</div>
<div class="figures">${server?.latencies ? latencyCurves(cells, server.latencies, titles) : null}${server?.blocks ? blockPlot(server.blocks, titles) : null}</div>
${repeat(report, name)}</details>`
}

/** How to measure this server alone again. Null where nobody knows, and where the command chose servers itself. */
function repeat({ run }: Report, server: string): Markup | null {
  if (!run || run.command.includes('LOADGATE_SERVERS=')) return null
  return html`<p class="repeat">Measure it again: <code>LOADGATE_SERVERS=${shellWord(server)} ${run.command}</code></p>`
}

/** The cells whose reason others of the server give, too: it stands above them, once. */
function withSharedReason(cells: readonly Verdict[]): ReadonlySet<Verdict> {
  const reasons = Map.groupBy(
    cells.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  )
  return new Set([...reasons.values()].filter(({ length }) => length > 1).flat())
}

function sharedReasons(cells: ReadonlySet<Verdict>): readonly Markup[] {
  return [...Map.groupBy(cells, ({ reason }) => reason)].map(([reason, group]) => {
    const labels = group.map(({ metric }) => METRICS[metric].label).join(', ')
    return html`<p class="reason"><b>${labels}</b>: ${withCode(oneLine(reason ?? ''))}</p>`
  })
}
