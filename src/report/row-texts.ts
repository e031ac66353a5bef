import { formatCount } from '../model/count-units.ts'
import { isCounted, METRICS, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { formatChange, formatQuantity } from '../model/units.ts'
import { isFirst, type Verdict } from '../model/verdict.ts'
import { statedText } from './headline.ts'
import { messages } from './messages.ts'
import type { Cells, Row } from './rows.ts'
import { byMetric, bySeverity } from './severity.ts'
import { pairText, formatCurrent, changeText, toleranceText, spreadText, detectableText } from './value-texts.ts'
import { visible, type Safe } from './safe.ts'

/** The words of a row: all of its columns, and what stands behind them. */

const VALUE_TITLES = {
  update: ['old', 'new'],
  baseline: ['baseline', 'now'],
  ab: ['base', 'head'],
  compare: ['old', 'new'],
} as const

/** The titles of the two values of a row. */
export function valueTitles({ mode }: Pick<Report, 'mode'>): readonly [string, string] {
  return VALUE_TITLES[mode]
}

/** The titles of all columns, for formats that have room for them. */
export function columnTitles(report: Pick<Report, 'mode'>): readonly string[] {
  const values = valueTitles(report).join(' → ')
  return ['verdict', 'server', 'metric', values, 'change [low, high]', 'tolerance', 'launches', 'why']
}

/** The texts of these columns from `metric` on. The reasons of `shared` rows stand below the table. */
export function columnTexts(row: Row, safe: Safe, shared: ReadonlySet<Row>): readonly string[] {
  const { word, metric, cells } = row
  const folded = cells.length > 1
  const launches = row.numbers?.launches ?? Math.max(...cells.map((cell) => cell.launches))
  const why = [...(isQuiet(row) ? timedTexts(row) : []), ...exactTexts(row), ...reasonTexts(row, shared)]
  return [
    folded && word === 'unsure' ? metricNames(cells) : metric,
    statedText(cells[0], safe) ?? pairText(row) ?? (folded ? foldedTexts(row).join(', ') : ''),
    changeText(row) ?? '',
    changeText(row) === null ? '' : (toleranceText(row) ?? ''),
    launches === 0 ? '' : String(launches),
    why.map(safe).join(' · '),
  ]
}

/** Whether the row says all of a server whose instructions hold. */
export function isQuiet({ numbers, cells }: Row): boolean {
  return numbers !== null && cells.length > 1
}

const NONE: ReadonlySet<Row> = new Set()

/** Why a row is what it is: its reason, after what an unsure row could have shown unless the reason says so itself. */
export function reasonTexts(row: Row, shared = NONE): readonly string[] {
  const { reason } = row
  const detectable = detectableText(row)
  if (reason === null) return []
  const own = shared.has(row) ? [] : [reason]
  return detectable === null || reason.includes(detectable.replace('≥', '')) ? own : [`detects ${detectable}`, ...own]
}

/**
 * What stands behind the columns of a row: the timed metrics of a quiet server; or, of a row without a change, the claim, what is known of a
 * folded row, and the reasons unless others share them. Empty for another row with a change.
 */
export function proseText(row: Row, shared = NONE): string {
  if (isQuiet(row)) {
    const texts = [...timedTexts(row), ...exactTexts(row), ...reasonTexts(row, shared)]
    return visible((isShownOnly(row) ? texts : [...texts, ...measuredTexts(row)]).join(' · '))
  }
  if (changeText(row) !== null) return ''
  const claim = statedText(row.cells[0])
  const folded = row.cells.length > 1 ? foldedTexts(row) : []
  const reasons = reasonTexts(row, shared)
  const isBlank = row.word === 'unsure' && estimateTexts(row.cells).length === 0
  const texts = isBlank ? [...reasons, ...folded] : [...folded, ...reasons]
  return visible([...(claim === null ? [] : [claim]), ...texts].join(' · '))
}

/** More would not fit into a line. */
const MOST_ESTIMATES = 3

/** What a folded row shows: what the unsure changed by, or what was measured. */
function foldedTexts(row: Row): readonly string[] {
  const { cells, word } = row
  const estimates = estimateTexts(cells).slice(0, MOST_ESTIMATES)
  return word === 'unsure' && estimates.length > 0 ? [estimates.join(', ')] : measuredTexts(row)
}

/** Of a quiet server: how its timed metrics stand, or their values, where these have no verdict. */
function timedTexts(row: Row): readonly string[] {
  return isShownOnly(row) ? measuredTexts(row) : [timedText(row.cells)]
}

function isShownOnly({ shown }: Row): boolean {
  return Object.keys(shown).length > 0
}

/**
 * `4 of 7 timed hold, 3 unsure (latency p99 +38 %)`: with the worst estimate of those that are unsure. What was just recorded is new, and
 * what had nothing to be compared with is told from what is unsure.
 */
function timedText(cells: Cells): string {
  const timed = cells.filter(({ metric }) => !isCounted(metric))
  const count = (word: Verdict['verdict']) => timed.filter(({ verdict, recorded }) => verdict === word && !recorded)
  const [holds, undecided, improved] = [count('holds'), count('unsure'), count('improved')]
  const unsure = undecided.filter((cell) => !isFirst(cell))
  const [worst] = estimateTexts(unsure)
  return messages.timed({
    all: timed.length,
    hold: holds.length,
    unsure: unsure.length,
    uncompared: undecided.length - unsure.length,
    fresh: timed.filter(({ recorded }) => recorded).length,
    worst: worst ?? null,
    improved: improved.length,
    best: estimateTexts(improved).at(-1) ?? null,
  })
}

/** `exact to 0.02 %`, and what collecting garbage adds. */
function exactTexts(row: Row): readonly string[] {
  const spread = spreadText(row)
  const { garbage } = row
  return [
    ...(spread === null ? [] : [messages.exactTo({ spread })]),
    ...(garbage === null || garbage <= 0 ? [] : [messages.garbage({ count: formatCount(garbage, null) })]),
  ]
}

/** `throughput −3.1 %, latency p50 +2 %`: what was estimated of each cell, the worst first. */
function estimateTexts(cells: readonly Verdict[]): readonly string[] {
  return cells
    .toSorted(bySeverity)
    .flatMap(({ metric, change }) => (change ? [`${METRICS[metric].label} ${formatChange(change.estimate)}`] : []))
}

/** Instructions, throughput and CPU per request, or else the names of the metrics. */
function measuredTexts({ cells, numbers, shown }: Row): readonly string[] {
  const valueOf = (metric: Metric) => cells.find((cell) => cell.metric === metric)?.current ?? shown[metric] ?? null
  const [throughput, cpu] = [valueOf('throughput'), valueOf('cpuPerRequest')]
  const counted = cells.find(({ metric, current }) => metric === 'instructions' && current !== null)
  const texts = [
    // A quiet server's instructions have a column of their own.
    ...(counted && counted !== numbers ? [`${formatCurrent(counted)} ${METRICS.instructions.label}`] : []),
    ...(throughput === null ? [] : [formatQuantity(throughput, METRICS.throughput.unit)]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, METRICS.cpuPerRequest.unit)} ${METRICS.cpuPerRequest.label}`]),
  ]
  return texts.length > 0 ? texts : [metricNames(cells)]
}

/** The labels of the metrics in their own order: `throughput, latency p50`. */
function metricNames(cells: Cells): string {
  const labels = cells.toSorted(byMetric).map(({ metric }) => METRICS[metric].label)
  return labels.join(', ')
}
