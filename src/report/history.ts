import type { History, HistoryEntry } from '../baseline/history.ts'
import { METRICS } from '../model/metrics.ts'
import { formatChange, formatQuantity } from '../model/units.ts'
import { sparkline } from './sparkline.ts'
import { trendsOf, type Trend } from './trend.ts'
import { visible, type Safe } from './visible.ts'
import { cut, displayWidth, padded } from './width.ts'

/** What there is to see of the baselines' history, for a terminal `columns` wide: the recordings, then a line a metric. */
export function historyText(histories: readonly History[], columns: number, server?: string): string {
  const width = Math.max(columns, 40)
  return histories.map((history) => blockOf(history, width, server)).join('\n\n')
}

function blockOf(history: History, width: number, server?: string): string {
  const [first] = history.entries
  const title = first
    ? `${visible(first.recording.scenario)} · ${visible(first.recording.machine)}`
    : visible(history.file)
  const rows = trendsOf(history, server).map(cellsOf)
  const table = aligned([['server', 'metric', 'now', 'recordings', 'since last', 'since first'], ...rows])
  return [title, ...recordingsOf(history, visible).map((line) => `  ${line}`), '', ...table]
    .map((line) => cut(line, width))
    .join('\n')
}

/** `2  2026-11-20  1a2b3c4d5  Record both baselines anew (Ann) · new yardstick, node 24.22.0`. */
export function recordingsOf({ entries }: History, safe: Safe): readonly string[] {
  return entries.map((entry, index) => {
    const marks = marksOf(entry, entries[index - 1])
    const told = `${index + 1}  ${entry.date.slice(0, 10)}  ${entry.commit.slice(0, 9)}  ${safe(entry.subject)} (${safe(entry.author)})`
    return marks.length === 0 ? told : `${told} · ${marks.map(safe).join(', ')}`
  })
}

/** What changed beside the code. */
function marksOf({ recording }: HistoryEntry, before: HistoryEntry | undefined): readonly string[] {
  if (!before) return []
  return [
    ...(before.recording.yardstick === recording.yardstick ? [] : ['another yardstick']),
    ...(before.recording.machine === recording.machine ? [] : [`now on ${recording.machine}`]),
    ...(before.recording.node === recording.node ? [] : [`node ${before.recording.node} → ${recording.node}`]),
  ]
}

function cellsOf({ server, metric, latest, points, breaks, sincePrevious, sinceFirst }: Trend): readonly string[] {
  const { label, unit } = METRICS[metric]
  return [
    visible(server),
    label,
    formatQuantity(latest, unit),
    sparkline(points, breaks),
    formatChange(sincePrevious),
    formatChange(sinceFirst),
  ]
}

const RIGHT = new Set([2, 4, 5])

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, RIGHT.has(column) ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  )
}
