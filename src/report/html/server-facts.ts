import { formatCount } from '../../model/count-units.ts'
import { METRICS, type TimedMetric } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { plural } from '../../model/wording.ts'
import { median } from '../../stats/summary.ts'
import { formatSpread } from '../value-texts.ts'

type ServerEntry = Report['servers'][number]

/** How a server was measured and counted, in a few texts. */
export function serverFacts(server: ServerEntry, cells: readonly Verdict[]): readonly string[] {
  const { launches, windows, requests, errors, gc, eventLoopUtilisation, instructions } = server
  const timedText = [
    plural(launches, 'launch', 'launches'),
    plural(windows, 'window'),
    plural(requests, 'request'),
  ].join(', ')
  const throughput = shownOf('throughput', server, cells)
  const cpu = cells.find(({ metric }) => metric === 'cpuPerRequest')?.current ?? shownOf('cpuPerRequest', server, cells)
  return [
    ...countedFacts(instructions, cells),
    ...(windows === 0 && instructions ? [] : [timedText]),
    ...(errors === 0 ? [] : [`${errors} failed`]),
    ...(throughput === null ? [] : [formatQuantity(throughput, METRICS.throughput.unit)]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, 's')} CPU per request`]),
    ...(gc === null ? [] : [`garbage collection takes ${formatShare(gc)} of a core`]),
    ...(eventLoopUtilisation === null ? [] : [`event loop ${formatShare(eventLoopUtilisation)} busy`]),
  ]
}

/** The median of what was measured without a verdict; null where there is one, or nothing was measured. */
function shownOf(metric: TimedMetric, { values }: ServerEntry, cells: readonly Verdict[]): number | null {
  const now = values?.[metric]?.now ?? []
  return now.length === 0 || cells.some((cell) => cell.metric === metric) ? null : median(now)
}

function countedFacts(counted: ServerEntry['instructions'], cells: readonly Verdict[]): readonly string[] {
  if (!counted) return []
  const { perRequest, gc, launches } = counted
  // The table's: that of a comparison takes in both sides.
  const spread = cells.find(({ metric }) => metric === 'instructions')?.spread ?? counted.spread
  return [
    `${formatCount(perRequest, spread)} instructions per request in ${plural(launches, 'counted launch', 'counted launches')}`,
    ...(spread === null ? [] : [`exact to ${formatSpread(spread)}`]),
    ...(gc > 0 ? [`garbage collection adds ${formatCount(gc, null)}`] : []),
  ]
}
