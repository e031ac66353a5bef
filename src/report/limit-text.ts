import { formatCount } from '../model/count-units.ts'
import { boundOf } from '../model/limits.ts'
import { isCounted, METRICS } from '../model/metrics.ts'
import { formatQuantity, formatRound, formatWithBounds } from '../model/units.ts'
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

/** `api: latency p99 misses its limit: 62.1 ms [58.3, 66.0], limit: below 50 ms`. */
export function limitHeadline(cell: Verdict, safe: Safe): string {
  const { metric, verdict, reason } = cell
  const reasons = reason === null ? [] : [safe(oneLine(reason))]
  const text = [
    ...reasons.filter(() => verdict === 'invalid'),
    limitText(cell) ?? '',
    ...reasons.filter(() => verdict !== 'invalid'),
  ]
  return LIMITS[verdict]({ server: safe(cell.server), metric: METRICS[metric].label, text: text.join(', ') })
}

/** `62.1 ms [58.3, 66.0], limit: below 50 ms`. Null for a cell that is about no limit. */
export function limitText(cell: Verdict): string | null {
  const { metric, current, limit } = cell
  if (!limit) return null
  const { unit } = METRICS[metric]
  const bound = boundOf(limit)
  const limited = messages.limited({
    direction: 'below' in limit ? 'below' : 'above',
    bound: formatRound(bound, unit),
  })
  if (current === null) return limited
  return `${valueText(cell, bound)}, ${limited}`
}

/** The value of today with its interval, which is told as a distance from the limit. */
function valueText({ metric, current, change, spread }: Verdict, bound: number): string {
  const { unit } = METRICS[metric]
  if (current === null || change === null) return formatQuantity(current, unit)
  const at = (part: number | null) => (part === null ? null : unit === 'share' ? bound + part : bound * (1 + part))
  const ends = [at(change.low), at(change.high)] as const
  if (!isCounted(metric)) return formatWithBounds(current, ends, unit)
  const [value = '', ...interval] = [current, ...ends].map((one) => formatCount(one, spread ?? null))
  return `${value} [${interval.join(', ')}]`
}
