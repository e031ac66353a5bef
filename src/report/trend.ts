import { METRICS, type Metric } from '../model/metrics.ts'
import type { History, HistoryEntry } from '../baseline/history.ts'

/** One metric of one server over the recordings of its scenario, oldest first. */
export type Trend = {
  readonly server: string
  readonly metric: Metric
  /** In base units, as it was recorded last. */
  readonly latest: number
  /** A value a recording, comparable between two breaks only; null where the server was not recorded. */
  readonly points: readonly (number | null)[]
  /** Before which recordings the yardstick changed. */
  readonly breaks: readonly number[]
  /** The last recording against the one before, and against the first after the last break, as fractions; null where there is none. */
  readonly sincePrevious: number | null
  readonly sinceFirst: number | null
}

/** Every metric that was recorded more than never, by server in the order of the latest recording. Failed requests are no trend. */
export function trendsOf({ entries }: History, server?: string): readonly Trend[] {
  const names = [...new Set(entries.toReversed().flatMap(({ recording }) => Object.keys(recording.servers)))]
  const metrics = (Object.keys(METRICS) as Metric[]).filter((metric) => metric !== 'failedRequests')
  return names
    .filter((name) => server === undefined || name === server)
    .flatMap((name) => metrics.flatMap((metric) => trendOf(entries, name, metric) ?? []))
}

function trendOf(entries: readonly HistoryEntry[], server: string, metric: Metric): Trend | null {
  const recorded = entries.map(({ recording }) => recording.servers[server]?.[metric] ?? null)
  const last = recorded.findLast((one) => one !== null)
  if (!last) return null
  const breaks = breaksIn(entries)
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

/** The recordings that have another yardstick than the one before. */
function breaksIn(entries: readonly HistoryEntry[]): readonly number[] {
  return entries.flatMap(({ recording }, index) => {
    const before = entries[index - 1]
    return before && before.recording.yardstick !== recording.yardstick ? [index] : []
  })
}

function changeFrom(before: number | undefined, after: number | undefined): number | null {
  return before === undefined || after === undefined || !(before > 0) ? null : after / before - 1
}
