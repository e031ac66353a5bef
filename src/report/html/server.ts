import { formatCount } from '../../model/count-units.ts'
import { METRICS } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { valueTitles } from '../row-texts.ts'
import { byMetric, ROWS_WORST_FIRST, wordOf } from '../severity.ts'
import { html, oneLine, type Markup } from '../safe.ts'
import { formatSpread } from '../value-texts.ts'
import { latencyCurves } from './curves.ts'
import { wordMark } from './marks.ts'
import { metricCard } from './metric-card.ts'
import type { Places } from './places.ts'

type ServerEntry = Report['servers'][number]

/** All that is known of one server in one scenario, folded unless it is red: a card per metric, and its latencies. */
export function serverDetails(report: Report, scenario: string, name: string, places: Places): Markup {
  const cells = report.verdicts
    .filter((cell) => cell.scenario === scenario && cell.server === name && !cell.outpaces)
    .toSorted(byMetric)
  const words = cells.map((cell) => wordOf(cell, report.mode))
  const worst = ROWS_WORST_FIRST.find((word) => words.includes(word)) ?? 'unsure'
  const server = report.servers.find((one) => one.scenario === scenario && one.server === name)
  const titles = valueTitles(report)
  const shared = withSharedReason(cells.filter((cell) => wordOf(cell, report.mode) !== 'new'))
  const cardOf = (cell: Verdict, index: number) => {
    // Of two verdicts on one metric, which a comparison of files may have, the matrix shows the first.
    const isFirst = cells.findIndex(({ metric }) => metric === cell.metric) === index
    const place = isFirst ? places.of(scenario, name, cell.metric) : null
    return metricCard(shared.has(cell) ? { ...cell, reason: null } : cell, report, server?.values?.[cell.metric], place)
  }
  const isRed = worst === 'invalid' || worst === 'regressed'
  return html`<details class="server" id="${places.of(scenario, name)}"${isRed ? html` open` : null}><summary><b>${name}</b> ${wordMark(worst)} <span>${server ? factsOf(server, cells).join(' · ') : ''}</span></summary>
${sharedReasons(shared)}<div class="cards">${cells.map(cardOf)}</div>
${server?.latencies ? latencyCurves(cells, server.latencies, titles) : null}</details>`
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
    return html`<p class="reason"><b>${labels}</b>: ${oneLine(reason ?? '')}</p>`
  })
}

function factsOf(
  { launches, windows, requests, errors, gc, eventLoopUtilisation, instructions }: ServerEntry,
  cells: readonly Verdict[],
): readonly string[] {
  const cpu = cells.find(({ metric }) => metric === 'cpuPerRequest')?.current ?? null
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
