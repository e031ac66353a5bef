import { METRICS } from '../model/metrics.ts'
import { formatFactors, formatMultiple } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { messages } from './messages.ts'
import { oneLine, visible, type Safe } from './safe.ts'

/** Claims that one server outpaces another, in words. */

const CLAIMS = {
  holds: messages.claimHolds,
  improved: messages.claimHolds,
  regressed: messages.claimFails,
  unsure: messages.claimUnsure,
  invalid: messages.claimInvalid,
} as const satisfies Record<Verdict['verdict'], unknown>

type Claim = NonNullable<Verdict['outpaces']>

/** `tornado does not outpace flask by 1.5: throughput ×1.21 [×1.18, ×1.24]`. */
export function claimHeadline(cell: Verdict, claim: Claim, safe: Safe): string {
  const { metric, verdict, reason } = cell
  const { label } = METRICS[metric]
  const factors = formatClaim(cell, claim)
  const server = safe(cell.server)
  const other = claim.by === 1 ? safe(claim.server) : `${safe(claim.server)} by ${formatMultiple(claim.by)}`
  const reasons = reason === null ? [] : [safe(oneLine(reason))]
  return factors === null
    ? CLAIMS[verdict]({ server, other: `${other} in ${label}`, text: reasons.join('') })
    : CLAIMS[verdict]({ server, other, text: [`${label} ${factors}`, ...reasons].join(', ') })
}

/** `×1.21 [×1.18, ×1.24], claimed ×1.5 against express`. Null for a cell that is no claim. */
export function claimText(cell: Verdict, safe: Safe = visible): string | null {
  const { outpaces } = cell
  if (!outpaces) return null
  const claimed = messages.claimed({ factor: `×${formatMultiple(outpaces.by)}`, other: safe(outpaces.server) })
  const factors = formatClaim(cell, outpaces)
  return factors === null ? claimed : `${factors}, ${claimed}`
}

/** `×1.21 [×1.18, ×1.24]`: how many times better than the other server. Null where nothing was compared. */
function formatClaim({ metric, change }: Verdict, { by }: Claim): string | null {
  if (change === null) return null
  const higher = METRICS[metric].better === 'higher'
  const factor = (fraction: number) => (higher ? by * (1 + fraction) : by / (1 + fraction))
  const bound = (fraction: number | null) => (fraction === null ? null : factor(fraction))
  const [low, high] = higher ? [change.low, change.high] : [change.high, change.low]
  return formatFactors({ estimate: factor(change.estimate), low: bound(low), high: bound(high) })
}
