/**
 * The work of the self-test. It is frozen, like the reference server: its times describe the machine only while it stays
 * the same. A slice takes about 50 ms on a core of 2026: long enough to time, short enough that a neighbour hits only some.
 */

export const KINDS = ['calculation', 'memory'] as const

export type Kind = (typeof KINDS)[number]

const STEPS = { calculation: 40_000_000, memory: 350_000 } as const

/** 32-bit words in a cache line of 64 bytes, and lines in 64 MB, which is more than the caches of one core hold. */
const LINE = 16
const LINES = 2 ** 20

/** Uses registers only: a linear congruential generator (Numerical Recipes' constants), where each step needs the previous one. */
export function calculation(): number {
  let state = 1
  for (let step = 0; step < STEPS.calculation; step += 1) state = nextState(state)
  return state
}

/** Waits for memory only: each step reads where the next one is. */
export function memory(ring: Uint32Array): number {
  let place = 0
  for (let step = 0; step < STEPS.memory; step += 1) place = ring[place]!
  return place
}

/** One cycle through all cache lines in a fixed random order, made with Sattolo's algorithm. */
export function createRing(): Uint32Array {
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
