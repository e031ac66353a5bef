import { messages } from './messages.ts'
import { METRICS } from '../model/metrics.ts'
import { formatFactors, formatMultiple } from '../model/units.ts'
import type { Verdict } from '../model/verdict.ts'
import { visible, type Safe } from './visible.ts'

/** What a claim says. */

/** `×1.21 [×1.18, ×1.24]`: how many times better than the other server. Null where nothing was compared, and for what is no claim. */
export function factorsText({ metric, change, outpaces }: Verdict): string | null {
  if (!outpaces || change === null) return null
  const higher = METRICS[metric].better === 'higher'
  const factor = (fraction: number) => (higher ? outpaces.by * (1 + fraction) : outpaces.by / (1 + fraction))
  const bound = (fraction: number | null) => (fraction === null ? null : factor(fraction))
  const [low, high] = higher ? [change.low, change.high] : [change.high, change.low]
  return formatFactors({ estimate: factor(change.estimate), low: bound(low), high: bound(high) })
}

/** `×1.21 [×1.18, ×1.24], claimed ×1.5 against express`. Null for what is no claim. */
export function claimText(cell: Verdict, safe: Safe = visible): string | null {
  if (!cell.outpaces) return null
  const claimed = messages.claimedBeside({
    claimed: `×${formatMultiple(cell.outpaces.by)}`,
    other: safe(cell.outpaces.server),
  })
  const factors = factorsText(cell)
  return factors === null ? claimed : `${factors}, ${claimed}`
}
