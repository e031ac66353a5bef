import { type Budget, BUDGETS } from '../../src/measure/budget.ts'
import { roundsOf } from '../../src/measure/rounds.ts'
import { CONFIRMING_WAVES, neededBy, nextWave, NOTHING_SEEN, seenAfter } from '../../src/measure/schedule.ts'
import { WARM_UP_WITHIN } from '../../src/measure/warm-up.ts'
import { spanFor } from '../../src/measure/window.ts'
import { METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import { type Random, seeded, shuffled } from '../../src/stats/random.ts'
import { mean } from '../../src/stats/summary.ts'
import { decide, type TimedDecision } from '../../src/verdict/decide.ts'
import type { Evidence } from '../../src/verdict/evidence.ts'
import { LOOKS } from '../../src/verdict/looks.ts'
import { isDoubtful, mayBeSlower } from '../../src/verdict/rechecked.ts'
import { share, type Share } from './shares.ts'
import { type LogValues, metricsOf, type Pool } from './simulate-timed.ts'

/** Gates of a server that sleeps before every answer, which no count shows. Pure. */

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

/** Seconds to start the servers of a wave, and how many references a wave has. */
const STARTS = 1
const REFERENCES = 2

/** Seconds of one wave: the sleeping server's warm-up and windows, and those of so many others at its old speed. */
function secondsPerWave(
  sleep: number,
  budget: Budget,
  { brief, others }: { readonly brief: boolean; readonly others: number },
): number {
  const secondsOf = (rate: number) => {
    const span = spanFor(CONNECTIONS, rate)
    const windows = roundsOf(span, budget, { shortest: 0, brief })
    return Math.min(WARM_UP_WITHIN, WARMUP / rate) + windows * (span.leadIn + span.seconds)
  }
  const rate = 1 / SERVICE
  return STARTS + others * secondsOf(rate) + secondsOf(rate / timesLonger(sleep))
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

type Singles = Pool & { readonly mode: 'baseline' }

type Gate = { readonly cells: readonly TimedDecision[]; readonly seconds: number }

type Kind = {
  readonly sleep: number
  readonly recorded: number
  readonly budget: Budget
  readonly heldByCounts: boolean
}

/**
 * What the gate decides about each metric when measuring is over, and how long that took. A p99 is left out: a slow launch has too few
 * answers for one. Where counts hold, what is in doubt is measured again beside the commit of the baseline, as `openRecheck` does.
 */
function gateOf(pool: Singles, kind: Kind, random: Random): Gate {
  const { sleep, budget, heldByCounts } = kind
  const metrics = metricsOf(pool).filter((metric) => metric !== 'latencyP99')
  const before = shuffled(pool.before, random).slice(0, kind.recorded)
  const after = drawn(pool.after, budget, random)
  const first = measureWaves({
    budget,
    decideAfter: (waves) => metrics.map((metric) => againstRecorded(metric, before, after.slice(0, waves), sleep)),
    needs: (cells) => {
      const { open, suspected } = neededBy(cells.map(standing))
      return { open, suspected: suspected && !heldByCounts, heldByCounts, looksWorse: false }
    },
    secondsFor: (brief) => secondsPerWave(sleep, budget, { brief, others: REFERENCES }),
  })
  return heldByCounts ? askBeside(pool, kind, metrics, first, random) : first
}

/** Both sides of a wave are drawn apart, as if nothing of its noise were common to them. */
function askBeside(
  pool: Singles,
  { sleep, budget }: Kind,
  metrics: readonly TimedMetric[],
  first: Gate,
  random: Random,
): Gate {
  const inDoubt = first.cells.map((cell) => isDoubtful({ ...cell, ...standing(cell), verdict: cell }))
  const isRedAnyway = first.cells.some((cell, index) => cell.verdict === 'regressed' && !inDoubt[index])
  if (isRedAnyway || !inDoubt.includes(true)) return first
  const [base, head] = [drawn(pool.before, budget, random), drawn(pool.after, budget, random)]
  const asked = metrics.filter((_, index) => inDoubt[index])
  const again = measureWaves({
    budget,
    decideAfter: (waves) =>
      asked.map((metric) => besideBase(metric, base.slice(0, waves), head.slice(0, waves), sleep)),
    needs: (cells, waves) => {
      const { open, suspected } = neededBy(cells.map(standing))
      const looksWorse = cells.some((cell) => standing(cell).open && cell.looksWorse)
      const isClear = waves >= LOOKS[0].launches && !cells.some((cell, index) => mayBeSlowerIn(asked[index]!, cell))
      return { open: open && (suspected || !isClear), suspected, heldByCounts: !suspected, looksWorse }
    },
    secondsFor: (brief) => secondsPerWave(sleep, budget, { brief, others: 1 }),
  })
  const isRed = (metric: TimedMetric) => again.cells[asked.indexOf(metric)]?.verdict === 'regressed'
  return {
    cells: first.cells.map((cell, index) =>
      inDoubt[index] ? { ...cell, verdict: isRed(metrics[index]!) ? 'regressed' : 'unsure', suspected: null } : cell,
    ),
    seconds: first.seconds + again.seconds,
  }
}

type Waves = {
  readonly budget: Budget
  readonly decideAfter: (waves: number) => readonly TimedDecision[]
  readonly needs: (
    cells: readonly TimedDecision[],
    waves: number,
  ) => Readonly<Record<'open' | 'suspected' | 'heldByCounts' | 'looksWorse', boolean>>
  /** Of one wave. */
  readonly secondsFor: (brief: boolean) => number
}

/** Waves of one server, as many as the schedule of the gate gives it. */
function measureWaves({ budget, decideAfter, needs, secondsFor }: Waves): Gate {
  let seen = NOTHING_SEEN
  let cells: readonly TimedDecision[] = []
  for (;;) {
    const { open, suspected, heldByCounts, looksWorse } = needs(cells, seen.waves)
    const those = (is: boolean) => (is ? [SERVER] : [])
    const next = nextWave(budget, seen, {
      open: those(open || seen.waves === 0),
      suspected: those(suspected),
      heldByCounts: those(heldByCounts),
      looksWorse: those(looksWorse),
    })
    if (next.servers.length === 0) return { cells, seconds: seen.seconds }
    seen = seenAfter(seen, next, seen.seconds + secondsFor(next.brief.length > 0))
    cells = decideAfter(seen.waves)
  }
}

/** The schedule takes a name, whatever it is. */
const SERVER = 'server'

/** As many launches as any schedule can take. */
function drawn(launches: readonly LogValues[], { waves }: Pick<Budget, 'waves'>, random: Random): readonly LogValues[] {
  const count = waves.most + CONFIRMING_WAVES
  return Array.from({ length: count }, () => launches[Math.floor(random() * launches.length)]!)
}

function againstRecorded(
  metric: TimedMetric,
  before: readonly LogValues[],
  after: readonly LogValues[],
  sleep: number,
): TimedDecision {
  const slower = after.map((launch) => launch[metric]! + shiftOf(metric, sleep))
  return decideOn(metric, { kind: 'independent', before: before.map((launch) => launch[metric]!), after: slower })
}

function besideBase(
  metric: TimedMetric,
  base: readonly LogValues[],
  head: readonly LogValues[],
  sleep: number,
): TimedDecision {
  const differences = head.map((launch, wave) => launch[metric]! + shiftOf(metric, sleep) - base[wave]![metric]!)
  return decideOn(metric, { kind: 'paired', differences })
}

/** At the tolerance of the baseline, on either side. */
function decideOn(metric: TimedMetric, evidence: Evidence): TimedDecision {
  return decide({ metric, tolerance: METRICS[metric].tolerance.baseline, evidence, margin: () => 0 })
}

function mayBeSlowerIn(metric: TimedMetric, { change, ...cell }: TimedDecision): boolean {
  return standing(cell).open && mayBeSlower({ metric, tolerance: METRICS[metric].tolerance.baseline, change })
}

function standing({ verdict, suspected }: Pick<TimedDecision, 'verdict' | 'suspected'>) {
  return {
    verdict: { verdict },
    open: verdict === 'unsure' || suspected !== null,
    suspected: suspected === 'regressed',
  }
}
