import { seeded, shuffled } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import type { Header, RunRecord } from './records.ts'

/** Which live run comes next, and how much it plants. Pure. */

/** What may run beside a gate: nothing, a process that is always busy, or one that is busy for two seconds of every ten. */
export const NEIGHBOURS = ['none', 'hog', 'burst'] as const

export type Neighbour = (typeof NEIGHBOURS)[number]

/** `plant`: how much slower head is made, as a fraction of base's CPU per request. */
export type Combination = { readonly plant: number; readonly neighbour: Neighbour }

/** Every combination `runs` times. The seed orders the blocks; with the same seed, an interrupted plan continues. */
export type Plan = {
  readonly plants: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly runs: number
  readonly seed: string
}

/** Blocks count from 0. */
export type PlannedRun = Combination & { readonly block: number }

/**
 * The next run of a plan, given the finished runs; null when all are done. A block has every combination once, in its own
 * random order, so that a slow hour of the machine affects all combinations alike.
 */
export function nextRun(plan: Plan, done: readonly Combination[]): PlannedRun | null {
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

/**
 * Base's CPU seconds per request now: from the session's latest run without a neighbour, or else as measured when the
 * session began. It follows a machine that slows down, so that a planted share keeps its size.
 */
export function currentBaseCpu(header: Header, runs: readonly RunRecord[]): number {
  const latest = runs
    .filter(({ at, neighbour, faults }) => at > header.at && neighbour === 'none' && faults.length === 0)
    .at(-1)
  const values = (latest?.values.cpuPerRequest?.base ?? []).filter((value) => value !== null)
  return values.length === 0 ? header.baseCpu : median(values)
}
