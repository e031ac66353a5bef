import type { Block, CountedLaunch } from '../model/count.ts'
import { mean, median } from '../stats/summary.ts'

/** What the blocks of a launch under the counter come to. */

/** One value of one launch. */
export type CountValue = {
  /** Instructions per request. */
  readonly value: number
  /**
   * What this launch alone says about the error of its value: a standard deviation, as a fraction of the value. Infinity when
   * it says nothing.
   */
  readonly spread: number
}

export type LaunchCounts = {
  /** The program's own work: the median over the blocks. */
  readonly instructions: CountValue
  /** What collecting garbage adds: mean − median, and 0 when blocks differ by as much anyway. */
  readonly gcInstructions: CountValue
}

/** Garbage that takes less than this fraction of a request's own work does not count as a collection. */
const COLLECTED = 0.001

/** Both values of a launch. RangeError without blocks. */
export function countsOf({ blocks }: Pick<CountedLaunch, 'blocks'>): LaunchCounts {
  const values = blockCounts({ blocks })
  const instructions = { value: median(values), spread: medianSpread(values) }
  return { instructions, gcInstructions: garbageIn(blocks, instructions) }
}

/** Instructions per request of each block. */
export function blockCounts({ blocks }: Pick<CountedLaunch, 'blocks'>): readonly number[] {
  return blocks.map(({ requests, instructions }) => instructions / requests)
}

/**
 * The standard deviation of the median of some blocks, as a fraction of it, from what the medians of all their runs of half as
 * many neighbours differ by: the jackknife that leaves half of the blocks out (Künsch, "The jackknife and the bootstrap for
 * general stationary observations", Ann. Statist. 17, 1989). Runs of neighbours see a drift, two modes, and blocks that resemble
 * the ones before. What comes at regular distances moves them little, as it does the median: Python collects its garbage in two
 * of three blocks. Infinity below three blocks.
 */
function medianSpread(values: readonly number[]): number {
  if (values.length < 3) return Infinity
  const middle = median(values)
  const length = Math.ceil(values.length / 2)
  const runs = values.slice(length - 1).map((_, index) => median(values.slice(index, index + length)))
  const scale = (values.length - length) / length
  const variance = mean(runs.map((run) => (run - middle) ** 2)) / scale
  return Math.sqrt(variance) / middle
}

/** The spread is one collection more or less: with few collections, where they fall decides (`garbageInput` takes it for a bound). */
function garbageIn(blocks: readonly Block[], { value: own, spread }: CountValue): CountValue {
  const requests = blocks.reduce((sum, block) => sum + block.requests, 0)
  const added = blocks.reduce((sum, { instructions }) => sum + instructions, 0) / requests - own
  if (!(added > own * Math.max(spread, COLLECTED))) return { value: 0, spread: 0 }
  const largest = Math.max(...blocks.map((block) => block.instructions - own * block.requests))
  return { value: added, spread: largest / requests / added }
}
