/**
 * The self-test's work, frozen as the reference server is: its time tells about the machine only while it stays the
 * same. Each takes about 50 ms on a core of 2026, long enough to be timed and short enough to be hit by a neighbour or not.
 */

export const KINDS = ['calculation', 'memory'] as const

export type Kind = (typeof KINDS)[number]

const STEPS = { calculation: 40_000_000, memory: 350_000 } as const

/** 32-bit words in a cache line of 64 bytes, and lines in 64 MB, which is more than the caches of one core hold. */
const LINE = 16
const LINES = 2 ** 20

/** Registers alone: each step of a linear congruential generator (Numerical Recipes' constants) waits for the last. */
export function calculation(): number {
  let state = 1
  for (let step = 0; step < STEPS.calculation; step += 1) state = nextState(state)
  return state
}

/** Waits for memory alone: each step reads where the next one is. */
export function memory(ring: Uint32Array): number {
  let place = 0
  for (let step = 0; step < STEPS.memory; step += 1) place = ring[place]!
  return place
}

/** One way through all lines in a random order, the same every time: Sattolo's algorithm. */
export function ringOfLines(): Uint32Array {
  const order = Uint32Array.from({ length: LINES }, (_, line) => line)
  let state = 1
  for (let last = LINES - 1; last > 0; last -= 1) {
    state = nextState(state)
    const other = (state >>> 8) % last
    const line = order[last]!
    order[last] = order[other]!
    order[other] = line
  }
  const ring = new Uint32Array(LINES * LINE)
  for (const [line, next] of order.entries()) ring[line * LINE] = next * LINE
  return ring
}

function nextState(state: number): number {
  return (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
}
