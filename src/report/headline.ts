import { sentences } from '../errors.ts'
import { METRICS } from '../metrics.ts'
import { formatChange, formatInterval, formatShare } from '../units.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { visible, type Safe } from './visible.ts'

/**
 * One verdict on one line: `fastify: CPU a request regressed, +41.3 % [+38, +45], 10 % allowed`, or why there is no
 * number.
 */
export function headline(
  { server, metric, verdict, change, reason, tolerance }: Verdict,
  safe: Safe = visible,
): string {
  const what = verdict === 'invalid' ? 'measurement' : METRICS[metric].label
  if (reason !== null || change === null) return sentences.cellReason(safe(server), what, verdict, safe(reason ?? ''))
  const numbers = `${formatChange(change.estimate)} ${formatInterval(change.low, change.high)}`
  return sentences.cellChange(safe(server), what, verdict, numbers, formatShare(tolerance))
}
