import { BUDGETS, CONFIRMING_WAVES, nextWave, type Budget, type Seen } from '../../src/measure/schedule.ts'
import { METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import type { Word } from '../../src/model/verdict.ts'
import type { BudgetName } from '../../src/options/settings.ts'
import { seeded, type Random } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import { decide, type Decision } from '../../src/verdict/decide.ts'
import { inWaves, type Evidence } from '../../src/verdict/evidence.ts'
import { metricsOf, type LogValues, type Pool } from './pools.ts'
import { sumShares, type Share } from './shares.ts'

/** Gates whose launches are drawn from a pool, scheduled and judged by the gate's own code. Pure. */

/** How many gates of each kind, how long they may measure, and the seed of all random draws. */
export type Simulation = { readonly gates: number; readonly budget: BudgetName; readonly seed: string }

/** The verdicts of many simulated gates with the same change. */
export type Tally = Pick<Pool, 'name' | 'group' | 'mode'> & {
  /** Slower by this fraction. When `recorded`, the recording itself has this change. */
  readonly plant: number
  readonly recorded: boolean
  readonly gates: number
  /** Gates with at least one red cell. */
  readonly red: number
  /** How often each verdict was given, by metric. */
  readonly cells: Readonly<Partial<Record<TimedMetric, Partial<Readonly<Record<Word, number>>>>>>
  /** Cells that stayed `unsure`, and how many of them tell the smallest slowdown that they would have shown. */
  readonly unsure: { readonly cells: number; readonly explained: number }
  /** Medians over the gates: launches until CPU per request was decided, and until the last cell was. */
  readonly launches: { readonly cpu: number; readonly all: number }
}

/** Launches of a baseline that `npm run baseline:update` records. */
const RECORDED = 20

/**
 * Draws whole launches, or pairs of them, with replacement, so that the metrics of a launch stay together. A plant adds
 * ln(1 + plant) to what a request costs. The same seed gives the same result.
 */
export function simulate(pool: Pool, plant: number, { gates, budget, seed }: Simulation): Tally {
  const random = seeded(`${seed} ${pool.name} ${pool.mode} ${plant}`)
  const metrics = metricsOf(pool)
  const results = Array.from({ length: gates }, () => {
    const drawn = draw(pool, BUDGETS[budget].waves.most + CONFIRMING_WAVES, random)
    return metrics.map((metric) => settle(metric, evidenceOf(drawn, metric, slowdown(metric, plant)), BUDGETS[budget]))
  })
  const unsure = results.flat().filter(({ verdict }) => verdict === 'unsure')
  const launches = (select: (cells: readonly Decision[]) => number) => median(results.map(select))
  return {
    name: pool.name,
    group: pool.group,
    mode: pool.mode,
    plant: pool.recordedPlant ?? plant,
    recorded: pool.recordedPlant !== null,
    gates,
    red: results.filter((cells) => cells.some(({ verdict }) => verdict === 'regressed')).length,
    cells: Object.fromEntries(
      metrics.map((metric, index) => [metric, countWords(results.map((cells) => cells[index]!))]),
    ),
    unsure: { cells: unsure.length, explained: unsure.filter(({ detectable }) => detectable !== null).length },
    launches: {
      cpu: launches((cells) => cells[metrics.indexOf('cpuPerRequest')]!.launches),
      all: launches((cells) => Math.max(...cells.map((cell) => cell.launches))),
    },
  }
}

/** Every pool at every plant; a pool with a recorded plant once, as it is. */
export function simulateAll(
  pools: readonly Pool[],
  plants: readonly number[],
  simulation: Simulation,
): readonly Tally[] {
  return pools.flatMap((pool) =>
    (pool.recordedPlant === null ? plants : [0]).map((plant) => simulate(pool, plant, simulation)),
  )
}

type Drawn = {
  readonly mode: Pool['mode']
  readonly before: readonly LogValues[]
  readonly after: readonly LogValues[]
}

function draw(pool: Pool, launches: number, random: Random): Drawn {
  const some = (from: readonly LogValues[], count: number) => Array.from({ length: count }, () => oneOf(from, random))
  if (pool.mode === 'A/B') return { mode: pool.mode, before: [], after: some(pool.differences, launches) }
  return { mode: pool.mode, before: some(pool.before, RECORDED), after: some(pool.after, launches) }
}

function oneOf<T>(items: readonly T[], random: Random): T {
  const chosen = items[Math.floor(random() * items.length)]
  if (chosen === undefined) throw new RangeError('There is nothing to draw from.')
  return chosen
}

function evidenceOf({ mode, before, after }: Drawn, metric: TimedMetric, change: number): Evidence {
  const now = after.map((launch) => launch[metric]! + change)
  if (mode === 'A/B') return { kind: 'paired', differences: now }
  return { kind: 'independent', before: before.map((launch) => launch[metric]!), after: now }
}

/** In ln units. A plant does not change memory. */
function slowdown(metric: TimedMetric, plant: number): number {
  if (metric === 'memory') return 0
  return (METRICS[metric].better === 'higher' ? -1 : 1) * Math.log1p(plant)
}

/** Launches after which most cells are decided. */
const STOPS = [4, 8] as const

/**
 * What the gate decides about one metric, as if it measured this metric only and every wave took no time. Launches after a
 * verdict do not change it, so it is enough to judge at a few stops within the budget.
 */
function settle(metric: TimedMetric, evidence: Evidence, budget: Budget): Decision {
  const tolerance = METRICS[metric].tolerance[evidence.kind === 'paired' ? 'ab' : 'baseline']
  const stops = [...STOPS.filter((stop) => stop < budget.waves.most), budget.waves.most]
  let seen: Seen = { waves: 0, seconds: 0, lastWave: 0, beyond: 0 }
  let decision: Decision | null = null
  for (;;) {
    const isSuspected = decision?.suspected === 'regressed'
    const isOpen = decision === null || decision.verdict === 'unsure' || decision.suspected !== null
    const needed = { open: isOpen ? [metric] : [], suspected: isSuspected ? [metric] : [] }
    const { servers, beyond } = nextWave(budget, seen, needed)
    if (decision && servers.length === 0) return decision
    const stop = stops.find((one) => one > seen.waves) ?? seen.waves + 1
    seen = { ...seen, waves: stop, beyond: seen.beyond + (beyond ? 1 : 0) }
    decision = decide({ metric, tolerance, evidence: inWaves(evidence, 0, stop), margin: () => 0 })
  }
}

function countWords(decisions: readonly Decision[]): Partial<Record<Word, number>> {
  const counts: Partial<Record<Word, number>> = {}
  for (const { verdict } of decisions) counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}

/** Gates with at least one red cell. */
export function redGates(tallies: readonly Tally[]): Share {
  return sumShares(tallies.map(({ red, gates }) => ({ hits: red, trials: gates })))
}

/** Red cells, of all metrics or of one. */
export function redCells(tallies: readonly Tally[], metric?: TimedMetric): Share {
  return cellsWith('regressed', tallies, metric)
}

export function cellsWith(word: Word, tallies: readonly Tally[], metric?: TimedMetric): Share {
  const counts = tallies.flatMap(({ cells }) => (metric ? [cells[metric] ?? {}] : Object.values(cells)))
  return sumShares(
    counts.map((words) => ({
      hits: words[word] ?? 0,
      trials: Object.values(words).reduce((sum, count) => sum + count, 0),
    })),
  )
}
