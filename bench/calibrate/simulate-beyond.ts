import { WARM_UP_WITHIN } from '../../src/measure/warm-up.ts'
import { type Budget, BUDGETS } from '../../src/measure/budget.ts'
import { roundsOf } from '../../src/measure/rounds.ts'
import { CONFIRMING_WAVES, neededBy, nextWave, NOTHING_SEEN, seenAfter } from '../../src/measure/schedule.ts'
import { spanFor } from '../../src/measure/window.ts'
import { METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import { type Random, seeded, shuffled } from '../../src/stats/random.ts'
import { decide, type TimedDecision } from '../../src/verdict/decide.ts'
import { beyondNoise, FEW } from '../../src/verdict/beyond-noise.ts'
import { mean } from '../../src/stats/summary.ts'
import { share, type Share } from './shares.ts'
import { normal } from './simulate-counted.ts'
import { type LogValues, metricsOf, type Pool } from './simulate-timed.ts'

/**
 * What anybody would see must be red, however few launches there are: how often three launches are called beyond all noise, and
 * gates of a server that sleeps before every answer. Pure.
 */

/** ln of what a launch costs, by chance alone. */
export type LaunchNoise = { readonly name: string; readonly draw: (random: Random) => number }

export type BeyondGates = {
  readonly gates: number
  /** Launches of before; null for pairs of base and head. */
  readonly recorded: number | null
  /** Times as slow today. */
  readonly factor: number
  readonly seed: string
}

/** Student's t with few degrees of freedom, whose variance is not even finite at 2. */
export function studentNoise(df: number, scale: number): LaunchNoise {
  const chiSquare = (random: Random) =>
    Array.from({ length: df }, () => normal(random) ** 2).reduce((sum, square) => sum + square, 0)
  return {
    name: `t with ${df} df, ${scale * 100} %`,
    draw: (random) => scale * (normal(random) / Math.sqrt(chiSquare(random) / df)),
  }
}

/** Two modes so many times apart, with a spread of 3 % (t with 3 df) in each. */
export function modesNoise(times: number, slow: number): LaunchNoise {
  const within = studentNoise(3, 0.03)
  return {
    name: `two modes ×${times} apart, ${slow * 100} % in the slow one`,
    draw: (random) => within.draw(random) + (random() < slow ? Math.log(times) : 0),
  }
}

/** Launches as they were recorded, one metric of a pool, drawn with replacement. Of pairs, the differences. */
export function pooledNoise(pool: Pool, metric: TimedMetric): LaunchNoise {
  const { better } = METRICS[metric]
  const sign = better === 'higher' ? -1 : 1
  const launches = pool.mode === 'A/B' ? pool.differences : pool.before
  const values = launches.flatMap((launch) => launch[metric] ?? []).map((value) => sign * value)
  return { name: `${pool.name}, ${metric}`, draw: (random) => values[Math.floor(random() * values.length)] ?? 0 }
}

/**
 * Gates of so many that were called beyond noise. `paired` noise is of differences already; other noise is drawn for each
 * side.
 */
export function simulateBeyond(
  noise: LaunchNoise,
  { gates, recorded, factor, seed }: BeyondGates,
  isPaired = false,
): number {
  const random = seeded(`${seed} ${noise.name} ${recorded} ${factor}`)
  const launches = (length: number, by: number) => Array.from({ length }, () => noise.draw(random) + by)
  const slower = Math.log(factor)
  let red = 0
  for (let gate = 0; gate < gates; gate++) {
    const after = launches(FEW, slower)
    const against = recorded === null ? launches(isPaired ? 0 : FEW, 0) : launches(recorded, 0)
    const differences = after.map((value, index) => value - (against[index] ?? 0))
    const evidence =
      recorded === null
        ? ({ kind: 'paired', differences } as const)
        : ({ kind: 'independent', before: against, after } as const)
    if (beyondNoise('cpuPerRequest', evidence)) red++
  }
  return red
}

/** Gates of one kind of noise that were called beyond it, by factor and number of recorded launches. */
export type BeyondTally = Pick<BeyondGates, 'recorded' | 'factor'> & { readonly name: string; readonly red: Share }

/** Times as slow, from unchanged code on. */
const FACTORS = [1, 2, 3, 5] as const

const RECORDED = [3, 6, 20, null] as const

const NOISES: readonly LaunchNoise[] = [
  studentNoise(2, 0.03),
  studentNoise(2, 0.1),
  studentNoise(3, 0.1),
  modesNoise(1.4, 0.5),
  modesNoise(2, 0.5),
  modesNoise(3, 0.5),
]

/** Every kind of noise at every factor and size of a baseline. */
export function simulateAllBeyond(gates: number, seed: string): readonly BeyondTally[] {
  return NOISES.flatMap((noise) =>
    FACTORS.flatMap((factor) =>
      RECORDED.map((recorded) => ({
        name: noise.name,
        factor,
        recorded,
        red: share(simulateBeyond(noise, { gates, recorded, factor, seed }), gates),
      })),
    ),
  )
}

/** Seconds; 0 is unchanged code. The first two make a request a tenth and a fifth longer. */
export const SLEEPS = [0, 0.000_85, 0.000_95, 0.001, 0.002, 0.005, 0.01, 0.04] as const

/** With what budget a gate is timed, and whether counts hold the server: a sleep costs no instructions. */
const SLEEP_BUDGETS = {
  quick: { budget: BUDGETS.quick, heldByCounts: false },
  default: { budget: BUDGETS.default, heldByCounts: false },
  'default beside counts': { budget: BUDGETS.default, heldByCounts: true },
} as const satisfies Record<string, { readonly budget: Budget; readonly heldByCounts: boolean }>

type SleepBudget = keyof typeof SLEEP_BUDGETS

/** Launches of the baseline: fewer than a run needs for ranks, those of a first quick run, and those of an update. */
const SLEEP_RECORDED = [3, 6, 20] as const

/** How many of the gates of one kind were red. */
export type SleepTally = {
  readonly sleep: number
  readonly budget: SleepBudget
  readonly recorded: number
  readonly red: Share
  /** Gates in which a suspicion was left, neither confirmed nor refuted. */
  readonly left: number
  /** Of measuring, on average. */
  readonly seconds: number
}

/** The server before it slept, and its load. */
const SERVICE = 0.000_25
const CONNECTIONS = 4
const WARMUP = 2000

/**
 * How many times longer a request takes. The server answers one request after the other; while it sleeps, it can answer others, and
 * every connection waits for its answer. So it answers one per `SERVICE`, or one per connection in `SERVICE` plus the sleep, whichever is
 * longer (the asymptotic bounds of a closed queueing network: Denning & Buzen, Computing Surveys 10, 1978).
 */
export function timesLonger(sleep: number): number {
  return Math.max(CONNECTIONS * SERVICE, SERVICE + sleep) / (CONNECTIONS * SERVICE)
}

/** What the sleep does to one metric, in ln units. It costs hardly any CPU, and no memory. */
function shiftOf(metric: TimedMetric, sleep: number): number {
  if (metric === 'cpuPerRequest' || metric === 'memory') return 0
  return (METRICS[metric].better === 'higher' ? -1 : 1) * Math.log(timesLonger(sleep))
}

/** Seconds to start a server, to warm up two references and to measure them. */
const STARTS = 1
const REFERENCES = 2

/** Seconds of one wave: the sleeping server's warm-up and windows, and those of two references at its old speed. */
function secondsPerWave(sleep: number, budget: Budget, brief: boolean): number {
  const secondsOf = (rate: number) => {
    const span = spanFor(CONNECTIONS, rate)
    const windows = roundsOf(span, budget, { shortest: 0, brief })
    return Math.min(WARM_UP_WITHIN, WARMUP / rate) + windows * (span.leadIn + span.seconds)
  }
  const rate = 1 / SERVICE
  return STARTS + REFERENCES * secondsOf(rate) + secondsOf(rate / timesLonger(sleep))
}

/** Every sleep, budget and size of a baseline, `gates` each, over the pools of single launches in turn. The same seed gives the same result. */
export function simulateSleeps(pools: readonly Pool[], gates: number, seed: string): readonly SleepTally[] {
  const singles = pools.filter((pool) => pool.mode === 'baseline')
  if (singles.length === 0) return []
  return SLEEPS.flatMap((sleep) =>
    (Object.keys(SLEEP_BUDGETS) as SleepBudget[]).flatMap((budget) =>
      SLEEP_RECORDED.map((recorded) => {
        const random = seeded(`${seed} sleep ${sleep} ${budget} ${recorded}`)
        const results = Array.from({ length: gates }, (_, gate) => {
          const pool = singles[gate % singles.length]!
          return gateOf(pool, { sleep, recorded, ...SLEEP_BUDGETS[budget] }, random)
        })
        const red = results.filter(({ cells }) => cells.some(({ verdict }) => verdict === 'regressed'))
        const left = results.filter(
          (one) => !red.includes(one) && one.cells.some((cell) => cell.suspected === 'regressed'),
        )
        const seconds = mean(results.map((one) => one.seconds))
        return { sleep, budget, recorded, red: share(red.length, gates), left: left.length, seconds }
      }),
    ),
  )
}

type Gate = { readonly cells: readonly TimedDecision[]; readonly seconds: number }

type Kind = {
  readonly sleep: number
  readonly recorded: number
  readonly budget: Budget
  readonly heldByCounts: boolean
}

/** What the gate decides about each metric when measuring is over, and how long that took. A p99 is left out: a slow launch has too few answers for one. */
function gateOf(pool: Pool & { mode: 'baseline' }, kind: Kind, random: Random): Gate {
  const { sleep, budget } = kind
  const metrics = metricsOf(pool).filter((metric) => metric !== 'latencyP99')
  const before = shuffled(pool.before, random).slice(0, kind.recorded)
  const after = Array.from(
    { length: budget.waves.most + CONFIRMING_WAVES },
    () => pool.after[Math.floor(random() * pool.after.length)]!,
  )
  let seen = NOTHING_SEEN
  let decisions: readonly TimedDecision[] = []
  for (;;) {
    const { open, suspected } = seen.waves === 0 ? { open: true, suspected: false } : neededBy(decisions.map(standing))
    const those = (is: boolean) => (is ? [pool.name] : [])
    const needed = {
      open: those(open),
      suspected: those(suspected),
      heldByCounts: those(kind.heldByCounts && !suspected),
      looksWorse: those(decisions.some((one) => standing(one).open && one.looksWorse)),
    }
    const next = nextWave(budget, seen, needed)
    if (next.servers.length === 0) return { cells: decisions, seconds: seen.seconds }
    seen = seenAfter(seen, next, seen.seconds + secondsPerWave(sleep, budget, next.brief.length > 0))
    const launches = after.slice(0, seen.waves)
    decisions = metrics.map((metric) => decideAfter(metric, before, launches, shiftOf(metric, sleep)))
  }
}

function decideAfter(
  metric: TimedMetric,
  before: readonly LogValues[],
  after: readonly LogValues[],
  shift: number,
): TimedDecision {
  const valuesOf = (launches: readonly LogValues[]) => launches.map((launch) => launch[metric]!)
  const evidence = {
    kind: 'independent',
    before: valuesOf(before),
    after: valuesOf(after).map((value) => value + shift),
  } as const
  return decide({ metric, tolerance: METRICS[metric].tolerance.baseline, evidence, margin: () => 0 })
}

function standing({ verdict, suspected }: TimedDecision) {
  return {
    verdict: { verdict },
    open: verdict === 'unsure' || suspected !== null,
    suspected: suspected === 'regressed',
  }
}
