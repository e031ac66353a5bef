import type { Measurement } from '../model/measurement.ts'
import { limitsIn } from '../model/limits.ts'
import { partName } from '../model/parts.ts'
import { blankVerdict, type Verdict } from '../model/verdict.ts'
import { limitBlank } from '../verdict/limit.ts'
import { partCells, partLimitCells } from '../verdict/parts.ts'
import { afterRecheck } from '../verdict/rechecked.ts'
import { strictest, toleranceFor } from '../verdict/tolerance.ts'
import type { Evidence, Held, PartAsk } from './evidence.ts'
import type { Comparison } from './find-baseline.ts'
import { messages } from './messages.ts'

/** What is asked of single requests of a mix. */

/** The verdicts on one request of a mix. Counts are known of all of it together, so where nothing is timed each is `unsure`. */
export function judgePart({ measurement, comparison, counted, rechecks }: Evidence, ask: PartAsk): readonly Verdict[] {
  if (counted?.required) return untimed(measurement, ask)
  const cells = partCellsOf(measurement, comparison, ask)
  if ('limits' in ask) return cells.map(({ verdict }) => verdict)
  const asked = strictest([ask.tolerance], measurement.scenario, measurement.mode)
  const again = (beside: Measurement) => partCells(beside, ask, null, asked).map(({ verdict }) => verdict)
  return afterRecheck(cells, rechecks?.get(ask.server), again)
}

/** Everything that was asked of single requests, each once, at the strictest tolerance. What cannot be used of a server that is held is said there. */
export function judgeParts(evidence: Evidence, held: Held, asks: readonly PartAsk[]): readonly Verdict[] {
  const { scenario, mode } = evidence.measurement
  const groups = [...Map.groupBy(asks, ({ server, request }) => partName(server, request)).values()]
  const verdicts = groups.flatMap((group) => {
    const tolerances = group.flatMap((ask) => ('limits' in ask ? [] : [ask.tolerance]))
    const { server, request } = group[0]!
    const holds = tolerances.length === 0 ? [] : [{ server, request, tolerance: strictest(tolerances, scenario, mode) }]
    return [...holds, ...group.filter((ask) => 'limits' in ask)].flatMap((ask) => judgePart(evidence, ask))
  })
  const distinct = new Map(verdicts.map((one) => [JSON.stringify([one.server, one.metric, one.limit]), one]))
  const isSaid = ({ server, verdict }: Verdict) =>
    verdict === 'invalid' && asks.some((ask) => partName(ask.server, ask.request) === server && held.has(ask.server))
  return [...distinct.values()].filter((one) => !isSaid(one))
}

function untimed({ scenario, mode }: Measurement, ask: PartAsk): readonly Verdict[] {
  const { title } = scenario
  const metric = 'latencyP50'
  const server = partName(ask.server, ask.request)
  const blanks =
    'limits' in ask
      ? limitsIn(ask.limits).map((limit) => limitBlank(title, server, limit))
      : [
          blankVerdict({
            scenario: title,
            server,
            metric,
            tolerance: toleranceFor(metric, scenario, ask.tolerance, mode),
          }),
        ]
  return blanks.map((blank) => ({ ...blank, reason: messages.nothingTimed }))
}

export function partCellsOf(measurement: Measurement, { baseline }: Comparison, ask: PartAsk) {
  return 'limits' in ask
    ? partLimitCells(measurement, ask, ask.limits)
    : partCells(measurement, ask, baseline, ask.tolerance)
}
