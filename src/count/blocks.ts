import { median } from '../stats/summary.ts'
import type { Block } from '../model/count.ts'

/** The medians of the two halves of a launch's blocks may differ by this fraction, and the launch counts as steady. */
const STEADY_WITHIN = 0.001

/** Instructions per request of one block. */
export function perRequest({ requests, instructions }: Block): number {
  return instructions / requests
}

/**
 * Whether blocks of as many requests each, by what they executed, are enough. Their halves differ while code still warms up, and
 * while they scatter so widely that their median is not known yet.
 */
export function isSteady(values: readonly number[]): boolean {
  const half = Math.floor(values.length / 2)
  if (half === 0) return false
  const [early, late] = [median(values.slice(0, half)), median(values.slice(-half))]
  return Math.abs(early - late) <= STEADY_WITHIN * Math.min(early, late)
}
