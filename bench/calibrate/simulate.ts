import { CONFIRMING_WAVES } from '../../src/measure/schedule.ts'
import { METRICS, type Metric } from '../../src/model/metrics.ts'
import { seeded, type Random } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import type { Decision } from '../../src/verdict/decide.ts'
import type { Evidence } from '../../src/verdict/evidence.ts'
import type { Word } from '../../src/model/verdict.ts'
import { metricsOf, type Launch, type Pool } from './pool.ts'
import { settle } from './settle.ts'

/** Launches of a baseline that `npm run baseline:update` records. */
const RECORDED = 20

/** How many gates of each kind, of how many launches, and what chance is made from. */
export type Simulation = {
  readonly gates: number
  /** A gate measures so many waves at most, before what may have to be confirmed. */
  readonly waves: number
  readonly seed: string
}

/** Verdicts by word. */
export type Counts = Partial<Readonly<Record<Word, number>>>

/** What the gate said of many simulated runs with the same change. */
export type Tally = Pick<Pool, 'name' | 'group' | 'mode'> & {
  /** Slower by this fraction; what the recording itself has when `recorded`. */
  readonly plant: number
  readonly recorded: boolean
  readonly gates: number
  /** Gates in which at least one cell is red. */
  readonly red: number
  readonly cells: Readonly<Partial<Record<Metric, Counts>>>
  /** Cells that stayed `unsure`, and those of them that tell which slowdown they would have shown. */
  readonly unsure: { readonly cells: number; readonly told: number }
  /** Median over the gates: launches until CPU a request was decided, and until the last cell was. */
  readonly launches: { readonly cpu: number; readonly all: number }
}

/**
 * Simulated gates: launches, or pairs of them, are drawn from a pool with replacement, and whole, so that metrics go together
 * as they did. A plant adds ln(1 + plant) to what a request costs. Given the seed, the result is always the same.
 */
export function simulate(pool: Pool, plant: number, { gates, waves, seed }: Simulation): Tally {
  const random = seeded(`${seed} ${pool.name} ${pool.mode} ${plant}`)
  const metrics = metricsOf(pool)
  const results = Array.from({ length: gates }, () => gate(pool, metrics, { plant, waves, random }))
  const launches = (of: (cells: readonly Decision[]) => number) => median(results.map(of))
  return {
    name: pool.name,
    group: pool.group,
    mode: pool.mode,
    plant: pool.recordedPlant ?? plant,
    recorded: pool.recordedPlant !== null,
    gates,
    red: results.filter((cells) => cells.some(({ verdict }) => verdict === 'regressed')).length,
    cells: Object.fromEntries(
      metrics.map((metric, index) => [metric, countsOf(results.map((cells) => cells[index]!))]),
    ),
    unsure: toldOf(results.flat()),
    launches: {
      cpu: launches((cells) => cells[metrics.indexOf('cpuPerRequest')]!.launches),
      all: launches((cells) => Math.max(...cells.map((cell) => cell.launches))),
    },
  }
}

/** Every pool at every plant; a pool with a plant of its own once, as it was recorded. */
export function simulateAll(
  pools: readonly Pool[],
  plants: readonly number[],
  simulation: Simulation,
): readonly Tally[] {
  return pools.flatMap((pool) =>
    (pool.recordedPlant === null ? plants : [0]).map((plant) => simulate(pool, plant, simulation)),
  )
}

type Chance = { readonly plant: number; readonly waves: number; readonly random: Random }

function gate(pool: Pool, metrics: readonly Metric[], { plant, waves, random }: Chance): readonly Decision[] {
  const drawn = draw(pool, waves + CONFIRMING_WAVES, random)
  return metrics.map((metric) => settle(metric, evidenceOf(drawn, metric, slowdown(metric, plant)), waves))
}

type Drawn = { readonly mode: Pool['mode']; readonly before: readonly Launch[]; readonly after: readonly Launch[] }

function draw(pool: Pool, launches: number, random: Random): Drawn {
  const some = (from: readonly Launch[], count: number) => Array.from({ length: count }, () => anyOf(from, random))
  if (pool.mode === 'A/B') return { mode: pool.mode, before: [], after: some(pool.differences, launches) }
  return { mode: pool.mode, before: some(pool.before, RECORDED), after: some(pool.after, launches) }
}

function evidenceOf({ mode, before, after }: Drawn, metric: Metric, change: number): Evidence {
  const now = after.map((launch) => launch[metric]! + change)
  if (mode === 'A/B') return { kind: 'paired', differences: now }
  return { kind: 'independent', before: before.map((launch) => launch[metric]!), after: now }
}

function anyOf<T>(items: readonly T[], random: Random): T {
  const chosen = items[Math.floor(random() * items.length)]
  if (chosen === undefined) throw new RangeError('There is nothing to draw from.')
  return chosen
}

/** In ln units: a request that costs more takes its server longer, and memory is not touched. */
function slowdown(metric: Metric, plant: number): number {
  if (metric === 'memory') return 0
  return (METRICS[metric].better === 'higher' ? -1 : 1) * Math.log1p(plant)
}

function toldOf(answers: readonly Decision[]): Tally['unsure'] {
  const unsure = answers.filter(({ verdict }) => verdict === 'unsure')
  return { cells: unsure.length, told: unsure.filter(({ detectable }) => detectable !== null).length }
}

function countsOf(answers: readonly Decision[]): Counts {
  const counts: Partial<Record<Word, number>> = {}
  for (const { verdict } of answers) counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}
