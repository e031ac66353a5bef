import { formatCount } from '../../model/count-units.ts'
import type { Report } from '../../model/report.ts'
import { formatQuantity, formatShare } from '../../model/units.ts'
import type { Verdict } from '../../model/verdict.ts'
import { formatSpread } from '../value-texts.ts'

type ServerEntry = Report['servers'][number]

/** How a server was measured and counted, in a few texts. */
export function serverFacts(
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
