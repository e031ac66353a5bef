import { BUDGETS, CONFIRMING_WAVES, neededBy, nextWave, type Budget, type Seen } from '../../src/measure/schedule.ts'
import { WARM_UP_WITHIN } from '../../src/measure/participant.ts'
import { LONGEST, spanFor } from '../../src/measure/window.ts'
import { METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import { seeded, shuffled, type Random } from '../../src/stats/random.ts'
import { decide, type Decision } from '../../src/verdict/decide.ts'
import { COMMON_ROUNDS } from '../../src/verdict/windows.ts'
import { metricsOf, type LogValues, type Pool } from './pools.ts'
import { share, type Share } from './shares.ts'

/** Gates of a server that sleeps before every answer: what anybody would see must be red, however few launches there are. Pure. */

/** Seconds; 0 is unchanged code. */
export const SLEEPS = [0, 0.001, 0.002, 0.005, 0.01, 0.04] as const

const SLEEP_BUDGETS = ['quick', 'default'] as const

/** Launches of the baseline: fewer than a run needs for ranks, those of a first quick run, and those of an update. */
const SLEEP_RECORDED = [3, 6, 20] as const

/** How many of the gates of one kind were red. */
export type SleepTally = {
  readonly sleep: number
  readonly budget: (typeof SLEEP_BUDGETS)[number]
  readonly recorded: number
  readonly red: Share
  /** Gates in which a suspicion was left, neither confirmed nor refuted. */
  readonly left: number
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
function secondsPerWave(sleep: number, { rounds }: Budget): number {
  const secondsOf = (rate: number) => {
    const { leadIn, seconds } = spanFor(CONNECTIONS, rate)
    const windows = seconds < LONGEST ? rounds : Math.min(rounds, COMMON_ROUNDS)
    return Math.min(WARM_UP_WITHIN, WARMUP / rate) + windows * (leadIn + seconds)
  }
  const rate = 1 / SERVICE
  return STARTS + REFERENCES * secondsOf(rate) + secondsOf(rate / timesLonger(sleep))
}

/** Every sleep, budget and size of a baseline, `gates` each, over the pools of single launches in turn. The same seed gives the same result. */
export function simulateSleeps(pools: readonly Pool[], gates: number, seed: string): readonly SleepTally[] {
  const singles = pools.filter((pool) => pool.mode === 'baseline')
  if (singles.length === 0) return []
  return SLEEPS.flatMap((sleep) =>
    SLEEP_BUDGETS.flatMap((budget) =>
      SLEEP_RECORDED.map((recorded) => {
        const random = seeded(`${seed} sleep ${sleep} ${budget} ${recorded}`)
        const results = Array.from({ length: gates }, (_, gate) => {
          const pool = singles[gate % singles.length]!
          return gateOf(pool, { sleep, recorded, budget: BUDGETS[budget] }, random)
        })
        const red = results.filter((cells) => cells.some(({ verdict }) => verdict === 'regressed'))
        const left = results.filter(
          (cells) => !red.includes(cells) && cells.some((cell) => cell.suspected === 'regressed'),
        )
        return { sleep, budget, recorded, red: share(red.length, gates), left: left.length }
      }),
    ),
  )
}

type Kind = { readonly sleep: number; readonly recorded: number; readonly budget: Budget }

/** What the gate decides about each metric when measuring is over. A p99 is left out: a slow launch has too few answers for one. */
function gateOf(pool: Pool & { mode: 'baseline' }, kind: Kind, random: Random): readonly Decision[] {
  const { sleep, budget } = kind
  const metrics = metricsOf(pool).filter((metric) => metric !== 'latencyP99')
  const before = shuffled(pool.before, random).slice(0, kind.recorded)
  const after = Array.from(
    { length: budget.waves.most + CONFIRMING_WAVES },
    () => pool.after[Math.floor(random() * pool.after.length)]!,
  )
  const lastWave = secondsPerWave(sleep, budget)
  let seen: Seen = { waves: 0, seconds: 0, lastWave: 0, beyond: 0 }
  let decisions: readonly Decision[] = []
  for (;;) {
    const { open, suspected } = seen.waves === 0 ? { open: true, suspected: false } : neededBy(decisions.map(standing))
    const next = nextWave(budget, seen, { open: open ? [pool.name] : [], suspected: suspected ? [pool.name] : [] })
    if (next.servers.length === 0) return decisions
    const waves = seen.waves + 1
    seen = { waves, seconds: waves * lastWave, lastWave, beyond: seen.beyond + (next.beyond ? 1 : 0) }
    decisions = metrics.map((metric) => decideAfter(metric, before, after.slice(0, waves), shiftOf(metric, sleep)))
  }
}

function decideAfter(
  metric: TimedMetric,
  before: readonly LogValues[],
  after: readonly LogValues[],
  shift: number,
): Decision {
  const valuesOf = (launches: readonly LogValues[]) => launches.map((launch) => launch[metric]!)
  const evidence = {
    kind: 'independent',
    before: valuesOf(before),
    after: valuesOf(after).map((value) => value + shift),
  } as const
  return decide({ metric, tolerance: METRICS[metric].tolerance.baseline, evidence, margin: () => 0 })
}

function standing({ verdict, suspected }: Decision) {
  return {
    verdict: { verdict },
    open: verdict === 'unsure' || suspected !== null,
    suspected: suspected === 'regressed',
  }
}
