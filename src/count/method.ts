/** How requests are counted. Counts of different numbers are not comparable: raise it with every change of what is counted. */
export const METHOD = 3

/**
 * What makes Node execute the same instructions in every launch: one seed, one thread, no steps that go by the clock, and a
 * young generation so large that most blocks have no collection in them.
 */
const REPEATABLE_FLAGS = [
  '--hash-seed=1',
  '--random-seed=1',
  '--single-threaded',
  '--predictable',
  '--no-incremental-marking',
  '--no-memory-reducer',
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
  '--max-old-space-size=4096',
] as const

/**
 * Code of the baseline compiler is level after a hundred requests; what the optimising one makes takes a thousand and more. Each function
 * is compiled at its eighth call, so that what runs only while a server starts is not.
 */
const TIER_FLAGS = ['--no-opt', '--no-maglev', '--sparkplug', '--no-baseline-batch-compilation'] as const

/** Those with which Node is counted. */
export const FLAGS = [...REPEATABLE_FLAGS, ...TIER_FLAGS] as const

/** The environment variable in which a Node that something else starts finds these flags. */
export const FLAGS_VARIABLE = 'LOADGATE_NODE_FLAGS'

/** Requests before the first block, instructions in each of them, roughly, and how many there are at least and at most. */
export type Plan = { readonly warmup: number; readonly block: number; readonly fewest: number; readonly most: number }

/** Python collects garbage every few requests, so that only large blocks are alike. */
export const PLAN: Plan = { warmup: 150, block: 75e6, fewest: 6, most: 12 }

/** Node with the flags above hardly ever does, and counts the same after 100 requests as after 150. */
export const NODE_PLAN: Plan = { warmup: 100, block: 40e6, fewest: 4, most: 12 }

/** Requests that are counted to know how many a block has. */
export const TRIAL_REQUESTS = 5

const SMALLEST_BLOCK = 4
const LARGEST_BLOCK = 128

/**
 * Requests of a block, by what one of them executes and never by the clock, so that every launch has the same blocks: a power of
 * two, so that a change of the server hardly ever makes it another one.
 */
export function requestsPerBlock(perRequest: number, { block }: Plan): number {
  const power = 2 ** Math.round(Math.log2(block / Math.max(1, perRequest)))
  return Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, power))
}

/** As many blocks during which processes came or went, and a launch cannot be counted. */
export const RESTLESS_BLOCKS = 3
