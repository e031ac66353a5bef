import type { Baseline } from '../model/baseline.ts'
import type { Limits } from '../model/limits.ts'
import type { Measurement } from '../model/measurement.ts'
import { PERCENTILES, type Percentile, type TimedMetric } from '../model/metrics.ts'
import { partName } from '../model/parts.ts'
import type { Tolerance } from '../model/scenario.ts'
import { median } from '../stats/summary.ts'
import { cellsOf, type Cell } from './judge.ts'
import { limitCells } from './limit.ts'
import {
  againstOf,
  launchesBeforeAndNow,
  logRatiosOf,
  recordingOf,
  type Against,
  type BeforeAndNow,
  type Recording,
} from './recording.ts'

/** One request of a mix, or one step of a flow, by itself: the same windows, with what the generator counted of it alone. */

/** A request of one server. */
export type Part = { readonly server: string; readonly request: string }

/** What a request has that the mix does not have in its place. */
const METRICS_OF_PARTS: readonly TimedMetric[] = [...(Object.keys(PERCENTILES) as Percentile[]), 'failedRequests']

/** The measurement with the server's windows as this request saw them. Everything else is as it was, the references, too. */
function partOf(measurement: Measurement, { server, request }: Part): Measurement {
  const samples = measurement.samples.map((sample) => {
    const part = sample.server === server ? sample.byRequest?.[request] : undefined
    return part ? { ...sample, ...part } : sample
  })
  return { ...measurement, samples }
}

/** The verdicts on one request of a mix, under its own name. */
export function partCells(
  measurement: Measurement,
  part: Part,
  baseline: Pick<Baseline, 'references' | 'servers'> | null,
  tolerance: Tolerance | undefined,
): readonly Cell[] {
  const against = partAgainst(baseline, part)
  const cells = cellsOf(partOf(measurement, part), part.server, against, tolerance, METRICS_OF_PARTS)
  return cells.map((cell) => named(cell, part))
}

/** The same of limits, of which a request has those on its latencies and its failures. */
export function partLimitCells(measurement: Measurement, part: Part, limits: Limits): readonly Cell[] {
  return limitCells(partOf(measurement, part), part.server, limits).map((cell) => named(cell, part))
}

/** The limits that no request of a mix has by itself. */
export function wholeLimits(limits: Limits): readonly string[] {
  return Object.keys(limits).filter((metric) => !METRICS_OF_PARTS.includes(metric as TimedMetric))
}

function named(cell: Cell, { server, request }: Part): Cell {
  return { ...cell, verdict: { ...cell.verdict, server: partName(server, request) } }
}

type RecordedParts = NonNullable<Baseline['servers'][string]['requests']>

/** What a baseline keeps of each request; undefined of a single one. */
export function recordedParts(measurement: Measurement, server: string): RecordedParts | undefined {
  const names = partNames(measurement, server)
  if (names.length === 0) return undefined
  return Object.fromEntries(
    names.map((request) => {
      const recording = recordingOf(partOf(measurement, { server, request }), server)
      const own = Object.entries(recording).filter(([metric]) => METRICS_OF_PARTS.includes(metric as TimedMetric))
      return [request, Object.fromEntries(own)]
    }),
  ) as RecordedParts
}

/** The requests that the generator told apart. */
export function partNames({ samples }: Measurement, server: string): readonly string[] {
  return Object.keys(samples.find((sample) => sample.server === server && sample.byRequest)?.byRequest ?? {})
}

function partAgainst(baseline: Pick<Baseline, 'references' | 'servers'> | null, part: Part): Against | null {
  const whole = againstOf(baseline, part.server)
  const recorded = baseline?.servers[part.server]?.requests?.[part.request]
  return whole && recorded ? { ...whole, metrics: logRatiosOf(recorded as Recording) } : null
}

/** The launches of a request for a reader, by metric. */
export function partLaunches(
  measurement: Measurement,
  part: Part,
  baseline: Pick<Baseline, 'references' | 'servers'> | null,
): Partial<Record<TimedMetric, BeforeAndNow>> {
  const all = launchesBeforeAndNow(partOf(measurement, part), part.server, partAgainst(baseline, part))
  return Object.fromEntries(Object.entries(all).filter(([metric]) => METRICS_OF_PARTS.includes(metric as TimedMetric)))
}

/** Medians over the launches, before and now; null where there is none. */
export function typicalOf({ before, now }: BeforeAndNow) {
  return { before: before.length === 0 ? null : median(before), now: now.length === 0 ? null : median(now) }
}
