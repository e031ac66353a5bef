import { formatCount } from '../../model/count-units.ts'
import type { Report } from '../../model/report.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { plural } from '../../model/wording.ts'
import { formatSpread } from '../value-texts.ts'

type ServerEntry = Report['servers'][number]

/** How a server was measured and counted, in a few texts. */
export function serverFacts(
  { launches, windows, requests, errors, gc, eventLoopUtilisation, instructions }: ServerEntry,
  cells: readonly Verdict[],
): readonly string[] {
  const timedText = [
    plural(launches, 'launch', 'launches'),
    plural(windows, 'window'),
    plural(requests, 'request'),
  ].join(', ')
  const cpu = cells.find(({ metric }) => metric === 'cpuPerRequest')?.current ?? null
  return [
    ...countedFacts(instructions, cells),
    ...(windows === 0 && instructions ? [] : [timedText]),
    ...(errors === 0 ? [] : [`${errors} failed`]),
    ...(cpu === null ? [] : [`${formatQuantity(cpu, 's')} CPU per request`]),
    ...(gc === null ? [] : [`garbage collection takes ${formatShare(gc)} of a core`]),
    ...(eventLoopUtilisation === null ? [] : [`event loop ${formatShare(eventLoopUtilisation)} busy`]),
  ]
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
