import { seeded, shuffled } from '../../src/stats/random.ts'

/** What may run beside a gate: nothing, one busy process, or one that is busy for two seconds of every ten. */
export const NEIGHBOURS = ['none', 'hog', 'burst'] as const

export type Neighbour = (typeof NEIGHBOURS)[number]

/** What a run plants on head, as a fraction of base's CPU a request, and what runs beside it. */
export type Combination = { readonly plant: number; readonly neighbour: Neighbour }

/** Every combination `runs` times. `seed` orders the blocks; with the same seed a plan goes on where it was left. */
export type Plan = {
  readonly plants: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly runs: number
  readonly seed: string
}

/** Blocks count from 0. */
export type Planned = Combination & { readonly block: number }

/**
 * The next run of a plan, given the runs that were done; null when all are. A block has every combination once, in a
 * random order of its own, so that a slow hour of the machine falls upon all combinations alike.
 */
export function nextRun(plan: Plan, done: readonly Combination[]): Planned | null {
  for (let block = 0; block < plan.runs; block++) {
    const order = shuffled(combinations(plan), seeded(`${plan.seed} block ${block}`))
    const missing = order.find((one) => timesDone(one, done) <= block)
    if (missing) return { ...missing, block }
  }
  return null
}

/** How many runs of a plan are left. */
export function runsLeft(plan: Plan, done: readonly Combination[]): number {
  return combinations(plan).reduce((left, one) => left + Math.max(0, plan.runs - timesDone(one, done)), 0)
}

function combinations({ plants, neighbours }: Plan): readonly Combination[] {
  return plants.flatMap((plant) => neighbours.map((neighbour) => ({ plant, neighbour })))
}

function timesDone({ plant, neighbour }: Combination, done: readonly Combination[]): number {
  return done.filter((run) => run.plant === plant && run.neighbour === neighbour).length
}
