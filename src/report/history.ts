import type { History, HistoryEntry } from '../model/baseline.ts'
import { shortHash } from '../model/commits.ts'
import { formatCount } from '../model/count-units.ts'
import { isCounted, METRIC_NAMES, METRICS, type Metric } from '../model/metrics.ts'
import { formatChange, formatQuantity } from '../model/units.ts'
import { messages } from './messages.ts'
import { cut, displayWidth, padded, widthOf } from './screen.ts'
import { visible, type Safe } from './safe.ts'

/** What was recorded in baselines over the commits, as text: the recordings, and a trend per metric. */

/** The histories for a terminal `columns` wide. */
export function historyText(histories: readonly History[], columns: number, server?: string): string {
  const width = widthOf({ columns })
  return histories.map((history) => sectionText(history, width, server)).join('\n\n')
}

function sectionText(history: History, width: number, server?: string): string {
  const [first] = history.entries
  const title = first
    ? `${visible(first.recording.scenario)} · ${visible(first.recording.machine)}`
    : visible(history.file)
  const rows = trendsOf(history, server).map((trend) => trendTexts(trend).map(visible))
  return [
    title,
    ...recordingLines(history, visible).map((line) => `  ${line}`),
    '',
    ...alignRows([TREND_TITLES, ...rows]),
  ]
    .map((line) => cut(line, width))
    .join('\n')
}

/** `2  2026-11-20  1a2b3c4d5  Record both baselines anew (Ann) · another yardstick, node 24.1.0 → 24.2.0`, one per recording. */
export function recordingLines({ entries }: History, safe: Safe): readonly string[] {
  return entries.map((entry, index) => {
    const { date, commit, subject, author } = entry
    const line = `${index + 1}  ${date.slice(0, 10)}  ${shortHash(commit)}  ${safe(subject)} (${safe(author)})`
    const changes = changesBeside(entry, entries[index - 1])
    return changes.length === 0 ? line : `${line} · ${changes.map(safe).join(', ')}`
  })
}

/** What changed besides the code. */
function changesBeside({ recording }: HistoryEntry, before: HistoryEntry | undefined): readonly string[] {
  if (!before) return []
  return [
    ...(before.recording.yardstick === recording.yardstick ? [] : [messages.otherYardstick(recording)]),
    ...(before.recording.machine === recording.machine ? [] : [`now on ${recording.machine}`]),
    ...(before.recording.node === recording.node ? [] : [`node ${before.recording.node} → ${recording.node}`]),
  ]
}

export const TREND_TITLES = ['server', 'metric', 'now', 'recordings', 'since last', 'since first'] as const

/** What counts usually repeat to, as a fraction: a history does not know how exact each one was. */
const COUNTED_PRECISION = 0.0002

/** The texts of a trend, in the order of TREND_TITLES. */
export function trendTexts(trend: Trend): readonly string[] {
  const { label, unit } = METRICS[trend.metric]
  return [
    trend.server,
    label,
    isCounted(trend.metric) ? formatCount(trend.latest, COUNTED_PRECISION) : formatQuantity(trend.latest, unit),
    sparkline(trend.points, trend.breaks),
    formatChange(trend.sincePrevious),
    formatChange(trend.sinceFirst),
  ]
}

const RIGHT = new Set([2, 4, 5])

function alignRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = TREND_TITLES.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, RIGHT.has(column) ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  )
}

/** One metric of one server over the recordings of its scenario, oldest first. */
export type Trend = {
  readonly server: string
  readonly metric: Metric
  /** The last recorded value, in base units. */
  readonly latest: number
  /** A value per recording, comparable only between two breaks; null where the server was not recorded. */
  readonly points: readonly (number | null)[]
  /** The indices of recordings with another yardstick than the one before. */
  readonly breaks: readonly number[]
  /** The last recording against the one before, as a fraction; null where there is none to compare with. */
  readonly sincePrevious: number | null
  /** The last recording against the first after the last break. */
  readonly sinceFirst: number | null
}

/** Every metric that was ever recorded, by server in the order of the latest recording. Failed requests have no trend. */
export function trendsOf({ entries }: History, server?: string): readonly Trend[] {
  const names = [...new Set(entries.toReversed().flatMap(({ recording }) => Object.keys(recording.servers)))]
  const metrics = METRIC_NAMES.filter((metric) => metric !== 'failedRequests')
  return names
    .filter((name) => server === undefined || name === server)
    .flatMap((name) => metrics.flatMap((metric) => trendOf(entries, name, metric) ?? []))
}

function trendOf(entries: readonly HistoryEntry[], server: string, metric: Metric): Trend | null {
  const recorded = entries.map(({ recording }) => recording.servers[server]?.[metric] ?? null)
  const last = recorded.findLast((one) => one !== null)
  if (!last) return null
  const breaks = entries.flatMap(({ recording }, index) => {
    const before = entries[index - 1]
    return before && before.recording.yardstick !== recording.yardstick ? [index] : []
  })
  const points = recorded.map((one) => one?.relative ?? null)
  const comparable = points.slice(breaks.at(-1) ?? 0).filter((value) => value !== null)
  return {
    server,
    metric,
    latest: last.typical,
    points,
    breaks,
    sincePrevious: changeFrom(comparable.at(-2), comparable.at(-1)),
    sinceFirst: changeFrom(comparable.length > 1 ? comparable[0] : undefined, comparable.at(-1)),
  }
}

function changeFrom(before: number | undefined, after: number | undefined): number | null {
  return before === undefined || after === undefined || !(before > 0) ? null : after / before - 1
}

const BLOCKS = '▁▂▃▄▅▆▇█'
const MISSING = '·'
const BREAK = '│'

/** Values as blocks of growing height. Between two breaks they share a logarithmic scale from the least to the most. */
export function sparkline(points: readonly (number | null)[], breaks: readonly number[]): string {
  const edges = [0, ...breaks, points.length]
  return edges
    .slice(1)
    .map((end, index) => segment(points.slice(edges[index], end)))
    .join(BREAK)
}

/** The scale spans at least this factor. With less, noise would look like mountains. */
const LEAST_SPAN = 1.1

/** Puts the middle into the fifth block, whichever way its logarithm is rounded. */
const ROUNDING = 1e-9

function segment(points: readonly (number | null)[]): string {
  const logs = points.flatMap((value) => (value !== null && value > 0 ? [Math.log(value)] : []))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  const span = Math.max(most - least, Math.log(LEAST_SPAN))
  const bottom = (least + most) / 2 - span / 2
  const blockOf = (value: number) => Math.floor((BLOCKS.length * (Math.log(value) - bottom)) / span + ROUNDING)
  return points
    .map((value) => (value === null || !(value > 0) ? MISSING : BLOCKS[Math.min(BLOCKS.length - 1, blockOf(value))]))
    .join('')
}
