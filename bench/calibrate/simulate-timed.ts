import { type Budget, BUDGETS } from '../../src/measure/budget.ts'
import { CONFIRMING_WAVES, nextWave, NOTHING_SEEN, seenAfter } from '../../src/measure/schedule.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import { METRICS, timedMetrics, type TimedMetric } from '../../src/model/metrics.ts'
import type { Word } from '../../src/model/verdict.ts'
import type { BudgetName } from '../../src/options/settings.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import { decide, type Decision } from '../../src/verdict/decide.ts'
import { type Evidence, inWaves } from '../../src/verdict/evidence.ts'
import { type LaunchValue, launchValues, sideValues } from '../../src/verdict/launch-values.ts'
import type { RunRecord, WaveValues } from './records.ts'
import { type Share, sumShares } from './shares.ts'
import { BASE, HEAD, viewOf } from './timed-comparisons.ts'

/**
 * Gates whose launches are drawn from a pool, scheduled and judged by the gate's own code; and pools of launches of committed
 * baselines and of live runs. Pure.
 */

/** The folder of the committed baselines, and the showcase's scenarios in it that are drawn from. Live runs use the first. */
export const BASELINES = 'baselines'
export const TITLE = 'home page at 4 connections'
export const TITLES = [TITLE, '13 bytes at 400 connections'] as const

/** Metrics that are judged by their size; failed requests are judged by being there. */
export const GATED = timedMetrics('closed').filter((metric) => metric !== 'failedRequests')

/** By metric: ln(value ÷ yardstick) of a launch, or ln(head ÷ base) of a pair of launches. */
export type LogValues = Readonly<Partial<Record<TimedMetric, number>>>

/**
 * `steady` and `plain`: short-lived launches, with and without the flags of `runtime: 'steady'`. `rough`: long-lived servers
 * with two modes of garbage collection, and launches without one of Node's compilers. `baselines`: committed. `live`: from
 * live runs.
 */
export type Group = 'steady' | 'plain' | 'rough' | 'baselines' | 'live'

export type Pool = {
  readonly name: string
  readonly group: Group
  /** How much slower head is in the recording itself, as a fraction; null when both sides are the same code. */
  readonly recordedPlant: number | null
} & (
  | { readonly mode: 'A/B'; readonly differences: readonly LogValues[] }
  | { readonly mode: 'baseline'; readonly before: readonly LogValues[]; readonly after: readonly LogValues[] }
)

/** Metrics that every launch of a pool has. */
export function metricsOf(pool: Pool): readonly TimedMetric[] {
  const launches = pool.mode === 'A/B' ? pool.differences : [...pool.before, ...pool.after]
  return GATED.filter((metric) => launches.every((launch) => launch[metric] !== undefined))
}

/** One pool per server, of the metrics that all launches have: a value does not say from which launch it is otherwise. */
export function baselinePools(baseline: Baseline): readonly Pool[] {
  return Object.entries(baseline.servers).map(([server, { metrics, recorded }]) => {
    const usable = GATED.flatMap((metric) => {
      const entry = metrics[metric]
      return entry && 'launches' in entry && entry.launches.length === recorded.waves
        ? [[metric, entry.launches] as const]
        : []
    })
    const launches = Array.from({ length: recorded.waves }, (_, wave) =>
      Object.fromEntries(usable.map(([metric, values]) => [metric, Math.log(values[wave]!)])),
    )
    const name = `${server}, ${baseline.scenario.title}`
    return { name, group: 'baselines', mode: 'baseline', before: launches, after: launches, recordedPlant: null }
  })
}

/** Smaller pools would only repeat the same few launches. */
const LEAST = 10

/**
 * The launches of live runs without a neighbour: pairs from runs without a plant, in both directions, and the base side of
 * all runs. A run ends when its verdicts stand, so noisy runs are longer and weigh more: the pools are slightly too noisy.
 */
export function livePools(server: string, runs: readonly RunRecord[]): readonly Pool[] {
  const alone = runs.filter(({ neighbour, faults }) => neighbour === 'none' && faults.length === 0)
  const unchanged = alone.filter(({ plant }) => plant === 0)
  const pairs = unchanged.flatMap((run) => launchesOf(run, ({ difference }) => difference))
  const singles = alone.flatMap((run) => launchesOf(run, ({ relative }) => relative.base))
  const common = { name: `${server}, live`, group: 'live', recordedPlant: null } as const
  const differences = pairs.flatMap((pair) => [pair, negated(pair)])
  return [
    ...(pairs.length < LEAST ? [] : [{ ...common, mode: 'A/B', differences } as const]),
    ...(singles.length < LEAST ? [] : [{ ...common, mode: 'baseline', before: singles, after: singles } as const]),
  ]
}

/** Leaves out waves without any value, in which the launch failed. */
function launchesOf(
  { waves, values }: RunRecord,
  select: (values: WaveValues) => readonly (number | null)[],
): readonly LogValues[] {
  const launches = Array.from({ length: waves }, (_, wave) => {
    const entries = GATED.flatMap((metric) => {
      const own = values[metric]
      const value = own && select(own)[wave]
      return value === undefined || value === null ? [] : [[metric, value] as const]
    })
    return Object.fromEntries(entries)
  })
  return launches.filter((launch) => Object.keys(launch).length > 0)
}

function negated(pair: LogValues): LogValues {
  return Object.fromEntries(Object.entries(pair).map(([metric, value]) => [metric, -value]))
}

/** What the record of a live run keeps of its launches: one value per wave, by metric. */
export function valuesOf(measurement: Measurement, server: string): RunRecord['values'] {
  return Object.fromEntries(GATED.map((metric) => [metric, waveValues(measurement, server, metric)]))
}

function waveValues(measurement: Measurement, server: string, metric: TimedMetric): WaveValues {
  const { references, waves, samples } = measurement
  const pairs = viewOf(measurement, 'A/B', server).samples
  const perWave = (launches: readonly LaunchValue[], field: 'value' | 'relative') =>
    Array.from({ length: waves }, (_, wave) => sixDigits(launches.find((one) => one.wave === wave)?.[field]))
  const relative = (name: string) => perWave(launchValues(samples, name, references, metric), 'relative')
  const heads = sideValues(pairs, server, 'head', metric)
  return {
    base: perWave(sideValues(pairs, server, 'base', metric), 'value'),
    head: perWave(heads, 'value'),
    difference: perWave(heads, 'relative'),
    relative: { base: relative(BASE), head: relative(HEAD) },
    references: Object.fromEntries(
      references.map((name) => [name, perWave(launchValues(samples, name, [name], metric), 'value')]),
    ),
  }
}

/** More would be noise. */
function sixDigits(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(6))
}

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
  let seen = NOTHING_SEEN
  let decision: Decision | null = null
  for (;;) {
    const isSuspected = decision?.suspected === 'regressed'
    const isOpen = decision === null || decision.verdict === 'unsure' || decision.suspected !== null
    const needed = { open: isOpen ? [metric] : [], suspected: isSuspected ? [metric] : [] }
    const next = nextWave(budget, seen, needed)
    if (decision && next.servers.length === 0) return decision
    const stop = stops.find((one) => one > seen.waves) ?? seen.waves + 1
    seen = { ...seenAfter(seen, next, 0), waves: stop }
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
