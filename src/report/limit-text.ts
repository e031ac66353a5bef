import { formatCountWithBounds } from '../model/count-units.ts'
import { boundOf } from '../model/limits.ts'
import { isCounted, METRICS } from '../model/metrics.ts'
import { formatQuantity, formatWithBounds, formatWritten } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { messages } from './messages.ts'
import { oneLine, type Safe } from './safe.ts'

/** Limits in words. */

const LIMITS = {
  holds: messages.limitHolds,
  improved: messages.limitHolds,
  regressed: messages.limitFails,
  unsure: messages.limitUnsure,
  invalid: messages.limitInvalid,
} as const satisfies Record<Verdict['verdict'], unknown>

/** `api misses its limit of latency p99, below 50 ms: 62.1 ms [58.3, 66.0]`. */
export function limitHeadline(cell: Verdict, limit: Limit, safe: Safe): string {
  const { server, metric, verdict, current, reason } = cell
  const values = current === null || verdict === 'invalid' ? [] : [valueText(cell, boundOf(limit))]
  const text = [...values, ...(reason === null ? [] : [safe(oneLine(reason))])].join(', ')
  return LIMITS[verdict]({ server: safe(server), metric: METRICS[metric].label, bound: boundText(metric, limit), text })
}

/** `62.1 ms [58.3, 66.0], limit: below 50 ms`. Null for a cell that is about no limit. */
export function limitText(cell: Verdict): string | null {
  const { metric, current, limit } = cell
  if (!limit) return null
  const limited = messages.limited({ bound: boundText(metric, limit) })
  return current === null ? limited : `${valueText(cell, boundOf(limit))}, ${limited}`
}

type Limit = NonNullable<Verdict['limit']>

/** `below 50 ms`. */
function boundText(metric: Verdict['metric'], limit: Limit): string {
  return `${'below' in limit ? 'below' : 'above'} ${formatWritten(boundOf(limit), METRICS[metric].unit)}`
}

/** The value of today with its interval, which is told as a distance from the limit. */
function valueText({ metric, current, change, spread }: Verdict, bound: number): string {
  const { unit } = METRICS[metric]
  if (current === null || change === null) return formatQuantity(current, unit)
  const at = (part: number | null) => (part === null ? null : unit === 'share' ? bound + part : bound * (1 + part))
  const ends = [at(change.low), at(change.high)] as const
  return isCounted(metric)
    ? formatCountWithBounds(current, ends, spread ?? null, bound)
    : formatWithBounds(current, ends, unit, bound)
}
