import type { Block, CountedLaunch } from '../model/count.ts'
import { ascending, median } from '../stats/summary.ts'

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

/** The fewest blocks of a launch: with fewer than six, a collection of garbage can still be in the middle of them. */
const LEAST_BLOCKS = 6

/** A median with a spread of at most this fraction is steady: half of what 0.2 % between launches allows. */
const STEADY_AT = 0.001

/** Garbage that takes less than this fraction of a request's own work does not count as a collection. */
const COLLECTED = 0.001

/** Both values of a launch. RangeError without blocks. */
export function countsOf({ blocks }: Pick<CountedLaunch, 'blocks'>): LaunchCounts {
  const values = blocks.map(perRequest)
  const instructions = { value: median(values), spread: medianSpread(values) }
  return { instructions, gcInstructions: garbageIn(blocks, instructions) }
}

/**
 * Whether a launch may stop: it has six blocks or more, and further ones would hardly move the median. The counter asks
 * after every block; `countShift` has a floor that pays for stopping when the spread happens to be small.
 */
export function isSteady(blocks: readonly Block[]): boolean {
  return blocks.length >= LEAST_BLOCKS && medianSpread(blocks.map(perRequest)) <= STEADY_AT
}

function perRequest({ requests, instructions }: Block): number {
  return instructions / requests
}

/**
 * The standard deviation of the median of some blocks, as a fraction of it: the greater of two estimates. Order statistics
 * one binomial standard deviation to either side of the middle (Woodruff, "Confidence intervals for medians and other
 * position measures", JASA 47, 1952) ignore a few doubled blocks, but see two modes, where the median absolute deviation
 * can be 0. Half the difference between the medians of the first and the second half (batch means with two batches:
 * Schmeiser, Operations Research 30, 1982) sees a drift, and blocks that resemble their neighbours, which the first
 * estimate assumes to be independent. Infinity below three blocks.
 */
function medianSpread(values: readonly number[]): number {
  if (values.length < 3) return Infinity
  return Math.max(middleSpread(values), halvesSpread(values)) / median(values)
}

function middleSpread(values: readonly number[]): number {
  const sorted = ascending(values)
  const below = Math.max(1, Math.floor((values.length + 1) / 2 - Math.sqrt(values.length) / 2))
  return (sorted[values.length - below]! - sorted[below - 1]!) / 2
}

function halvesSpread(values: readonly number[]): number {
  const half = Math.floor(values.length / 2)
  return Math.abs(median(values.slice(-half)) - median(values.slice(0, half))) / 2
}

/** The spread is one collection more or less: with few collections, where they fall decides (`garbageInput` takes it for a bound). */
function garbageIn(blocks: readonly Block[], { value: own, spread }: CountValue): CountValue {
  const requests = blocks.reduce((sum, block) => sum + block.requests, 0)
  const added = blocks.reduce((sum, { instructions }) => sum + instructions, 0) / requests - own
  if (!(added > own * Math.max(spread, COLLECTED))) return { value: 0, spread: 0 }
  const largest = Math.max(...blocks.map((block) => block.instructions - own * block.requests))
  return { value: added, spread: largest / requests / added }
}
