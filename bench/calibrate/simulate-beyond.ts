import { METRICS, type TimedMetric } from '../../src/model/metrics.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { beyondNoise, FEW } from '../../src/verdict/beyond-noise.ts'
import { share, type Share } from './shares.ts'
import { normal } from './simulate-counted.ts'
import { type Pool } from './simulate-timed.ts'

/** What anybody would see must be red, however few launches there are: how often three launches are called beyond all noise. Pure. */

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
