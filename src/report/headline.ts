import { messages } from './messages.ts'
import { METRICS } from '../model/metrics.ts'
import { formatChange, formatInterval, formatMultiple, formatShare } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { factorsText } from './claim.ts'
import { oneLine } from './one-line.ts'
import { visible, type Safe } from './visible.ts'

/**
 * One verdict on one line: `fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed`, or why there is no
 * number. Of a claim: `tornado does not outpace flask by 1.5: throughput ×1.21 [×1.18, ×1.24]`.
 */
export function headline(cell: Verdict, safe: Safe = visible): string {
  const { server, metric, verdict, change, reason, tolerance, outpaces } = cell
  if (outpaces) return claimHeadline(cell, outpaces, safe)
  const what = verdict === 'invalid' ? 'measurement' : METRICS[metric].label
  if (reason !== null || change === null)
    return messages.cellReason({ server: safe(server), metric: what, verdict, reason: safe(oneLine(reason ?? '')) })
  const numbers = `${formatChange(change.estimate)} ${formatInterval(change.low, change.high)}`
  return messages.cellChange({
    server: safe(server),
    metric: what,
    verdict,
    change: numbers,
    allowed: formatShare(tolerance),
  })
}

const CLAIMS = {
  holds: messages.claimHolds,
  improved: messages.claimHolds,
  regressed: messages.claimFails,
  unsure: messages.claimUnsure,
  invalid: messages.claimInvalid,
} as const satisfies Record<Verdict['verdict'], unknown>

function claimHeadline(cell: Verdict, { server: other, by }: NonNullable<Verdict['outpaces']>, safe: Safe): string {
  const { server, metric, verdict, reason } = cell
  const { label } = METRICS[metric]
  const factors = factorsText(cell)
  const rival = by === 1 ? safe(other) : `${safe(other)} by ${formatMultiple(by)}`
  const why = reason === null ? [] : [safe(oneLine(reason))]
  if (factors === null)
    return CLAIMS[verdict]({ server: safe(server), other: `${rival} in ${label}`, text: why.join('') })
  return CLAIMS[verdict]({ server: safe(server), other: rival, text: [`${label} ${factors}`, ...why].join(', ') })
}
