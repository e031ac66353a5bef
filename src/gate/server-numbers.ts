import type { ServerCounts } from '../model/count.ts'
import { allFailures, failed, type Measurement, type Side } from '../model/measurement.ts'
import { isPercentile, type Metric } from '../model/metrics.ts'
import type { Report } from '../model/report.ts'
import { quantilesOf } from '../stats/latencies.ts'
import { blockCounts } from '../verdict/count-values.ts'
import { countedNumbers, countsBeforeAndNow } from '../verdict/counted-recording.ts'
import { isOffered, lagAt, offeredIn } from '../verdict/offered.ts'
import { partLaunches, partNames, typicalOf } from '../verdict/parts.ts'
import { launchesBeforeAndNow } from '../verdict/recording.ts'
import { runtimeOf } from '../verdict/windows.ts'
import { against, countedCase } from './evidence.ts'
import type { Findings } from './scenario-run.ts'

/** The numbers of one server in the report of a scenario. Pure. */

type ServerNumbers = Report['servers'][number]

/** What was asked of a server, and what it answered. */
export function numbersOf(findings: Findings, server: string): ServerNumbers {
  const { measurement } = findings
  const { samples, scenario, spent, running } = measurement
  const own = samples.filter((sample) => sample.server === server)
  return {
    scenario: scenario.title,
    server,
    requests: own.reduce((sum, sample) => sum + sample.requests, 0),
    errors: failed(allFailures(own)),
    launches: running.includes(server) ? 1 : new Set(own.map((sample) => `${sample.side} ${sample.wave}`)).size,
    ...(running.includes(server) ? { alreadyRuns: true as const } : {}),
    windows: own.length,
    seconds: spent[server] ?? 0,
    ...runtimeOf(own),
    ...offeredTo(measurement, server),
    ...partsOf(findings, server),
  }
}

/** Each request of a mix or step of a flow; nothing of a reference, and where one request is asked. */
function partsOf({ measurement, comparison }: Findings, server: string): Pick<ServerNumbers, 'parts'> {
  const names = measurement.references.includes(server) ? [] : partNames(measurement, server)
  if (names.length === 0) return {}
  const parts = names.map((request) => {
    const own = measurement.samples.flatMap((sample) =>
      sample.server === server && sample.side === 'head' ? (sample.byRequest?.[request] ?? []) : [],
    )
    const launches = partLaunches(measurement, { server, request }, comparison.baseline)
    return {
      name: request,
      requests: own.reduce((sum, { requests }) => sum + requests, 0),
      errors: failed(allFailures(own)),
      latencies: Object.fromEntries(
        Object.entries(launches).flatMap(([metric, values]) =>
          isPercentile(metric as Metric) && values.now.length > 0 ? [[metric, typicalOf(values)]] : [],
        ),
      ),
    }
  })
  return { parts }
}

function offeredTo(measurement: Measurement, server: string): Pick<ServerNumbers, 'offered'> {
  const rate = measurement.rates?.[server]
  if (rate === undefined || !isOffered(measurement, server)) return {}
  const own = measurement.samples.filter((sample) => sample.server === server)
  return { offered: { rate, ...offeredIn(own), lag: lagAt(own, 0.99) } }
}

/** What the page draws of a server that is held: its launches and blocks, before and now, and its latencies by share. */
export function drawnOf(
  findings: Findings,
  server: string,
): Pick<ServerNumbers, 'values' | 'latencies' | 'instructions' | 'blocks'> {
  const { measurement, comparison } = findings
  const counts = countedLaunches(findings, server)
  const instructions = counts && countedNumbers(counts)
  return {
    values: {
      ...launchesBeforeAndNow(measurement, server, against(comparison, server)),
      ...(counts
        ? countsBeforeAndNow(counts, countedCase(findings, server, undefined)?.recorded ?? null, measurement.mode)
        : {}),
    },
    latencies: latenciesOf(measurement, server),
    ...(counts ? { blocks: { before: counts.base.map(blockCounts), now: counts.head.map(blockCounts) } } : {}),
    ...(instructions ? { instructions } : {}),
  }
}

function countedLaunches(findings: Findings, server: string): ServerCounts | null {
  const counts = countedCase(findings, server, undefined)?.counts
  return counts && !('notCounted' in counts) ? counts : null
}

/** Dense enough for a curve on an axis on which each tenth of the slower answers takes as much room as all others. */
const SHARES = [
  0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.997,
  0.998, 0.999, 0.9995, 0.9999,
] as const

/** The latencies of a server by share of its answers, over all windows of a run. In seconds. */
function latenciesOf({ samples, mode }: Measurement, server: string): NonNullable<ServerNumbers['latencies']> {
  const histograms = (side: Side) =>
    samples.flatMap((sample) => (sample.server === server && sample.side === side ? (sample.histogram ?? []) : []))
  const curve = (side: Side) => quantilesOf(histograms(side), SHARES)
  return { before: mode === 'ab' ? curve('base') : null, now: curve('head') }
}
