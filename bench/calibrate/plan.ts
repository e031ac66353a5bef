import { seeded, shuffled } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import type { Header, RunRecord } from './records.ts'

/** Which live run or counted gate comes next, and how much a live run plants. Pure. */

/** What may run beside a gate: nothing, a process that is always busy, or one that is busy for two seconds of every ten. */
export const NEIGHBOURS = ['none', 'hog', 'burst'] as const

export type Neighbour = (typeof NEIGHBOURS)[number]

/** `plant`: how much slower head is made, as a fraction of base's CPU per request, or of its instructions. */
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

/** The next run of a plan, given the finished runs; null when all are done. A block has every combination once. */
export function nextRun(plan: Plan, done: readonly Combination[]): PlannedRun | null {
  return nextIn(runBlocks(plan), done, plan.seed, keyOf)
}

/** How many runs of a plan are left. */
export function runsLeft(plan: Plan, done: readonly Combination[]): number {
  return leftIn(runBlocks(plan), done, keyOf)
}

function runBlocks({ plants, neighbours, runs }: Plan): Blocks<Combination> {
  const all = plants.flatMap((plant) => neighbours.map((neighbour) => ({ plant, neighbour })))
  return Array.from({ length: runs }, () => all)
}

function keyOf({ plant, neighbour }: Combination): string {
  return `${plant} ${neighbour}`
}

/** One counted gate. */
export type CountedCombination = Combination & { readonly server: string }

/** A block has every server beside every neighbour with each of `plants`, and with one of `inTurn`, another one in the next block. */
export type CountedPlan = {
  readonly servers: readonly string[]
  readonly plants: readonly number[]
  readonly inTurn: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly blocks: number
  readonly seed: string
}

export type PlannedGate = CountedCombination & { readonly block: number }

/** The next counted gate, given the finished ones; null when all are done. */
export function nextGate(plan: CountedPlan, done: readonly CountedCombination[]): PlannedGate | null {
  return nextIn(gateBlocks(plan), done, plan.seed, countedKey)
}

/** How many counted gates of a plan are left. */
export function gatesLeft(plan: CountedPlan, done: readonly CountedCombination[]): number {
  return leftIn(gateBlocks(plan), done, countedKey)
}

function gateBlocks({ servers, plants, inTurn, neighbours, blocks }: CountedPlan): Blocks<CountedCombination> {
  return Array.from({ length: blocks }, (_, block) => {
    const turn = inTurn.length === 0 ? [] : [inTurn[block % inTurn.length]!]
    return servers.flatMap((server) =>
      neighbours.flatMap((neighbour) => [...plants, ...turn].map((plant) => ({ server, plant, neighbour }))),
    )
  })
}

function countedKey({ server, ...combination }: CountedCombination): string {
  return `${server} ${keyOf(combination)}`
}

type Blocks<T> = readonly (readonly T[])[]

/** Each block has its own random order, so that a slow hour of the machine affects all combinations alike. */
function nextIn<T extends object>(
  blocks: Blocks<T>,
  done: readonly T[],
  seed: string,
  key: (one: T) => string,
): (T & { readonly block: number }) | null {
  const times = countBy(done.map(key))
  const planned = new Map<string, number>()
  for (const [block, all] of blocks.entries()) {
    for (const one of all) planned.set(key(one), (planned.get(key(one)) ?? 0) + 1)
    const order = shuffled(all, seeded(`${seed} block ${block}`))
    const missing = order.find((one) => (times.get(key(one)) ?? 0) < planned.get(key(one))!)
    if (missing) return { ...missing, block }
  }
  return null
}

function leftIn<T>(blocks: Blocks<T>, done: readonly T[], key: (one: T) => string): number {
  const times = countBy(done.map(key))
  const planned = countBy(blocks.flat().map(key))
  return [...planned].reduce((left, [name, wanted]) => left + Math.max(0, wanted - (times.get(name) ?? 0)), 0)
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1)
  return times
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
