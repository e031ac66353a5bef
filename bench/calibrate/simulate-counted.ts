import { seeded, type Random } from '../../src/stats/random.ts'
import { countsOf, type CountValue } from '../../src/verdict/count-values.ts'
import { decideCount, type CountDecision } from '../../src/verdict/decide-count.ts'
import { countedBlocks, REPEATING, RESTLESS, type CountGenerator } from './counted-generators.ts'

/** Counted gates on made-up servers, thousands in seconds. */

export type CountedGates = {
  readonly gates: number
  /** Launches of the side that today's are held against. */
  readonly recorded: number
  readonly tolerance: number
  /** More work per request today, as a fraction. */
  readonly plant: number
  readonly seed: string
}

export type CountedTally = {
  readonly gates: number
  readonly verdicts: Readonly<Record<CountDecision['verdict'], number>>
  /** Gates that asked for a confirmation of a red. */
  readonly suspected: number
  /** Gates whose interval at two launches is above 0. */
  readonly seen: number
  /** Gates whose interval at two launches leaves the truth out. */
  readonly missed: number
  /** Launches of today, on average. */
  readonly launches: number
}

/** Many gates on one made-up server. Given the seed, the result is always the same. */
export function simulateCounted(
  generator: CountGenerator,
  { gates, recorded, tolerance, plant, seed }: CountedGates,
): CountedTally {
  const random = seeded(`${seed} ${generator.name} ${plant} ${tolerance} ${recorded}`)
  const verdicts = { holds: 0, regressed: 0, improved: 0, unsure: 0 }
  let [suspected, seen, missed, launches] = [0, 0, 0, 0]
  for (let gate = 0; gate < gates; gate++) {
    const before = Array.from({ length: recorded }, () => launch(generator, 1, random))
    const now = [launch(generator, 1 + plant, random), launch(generator, 1 + plant, random)]
    let answer = decideCount({ before, now, tolerance })
    const [low, high] = [answer.change.low ?? -Infinity, answer.change.high ?? Infinity]
    if (low > 0) seen++
    if (low > plant || high < plant) missed++
    let isSuspected = false
    for (; answer.needed.now > 0; answer = decideCount({ before, now, tolerance })) {
      isSuspected ||= answer.suspected === 'regressed'
      now.push(launch(generator, 1 + plant, random))
    }
    if (isSuspected) suspected++
    verdicts[answer.verdict]++
    launches += now.length
  }
  return { gates, verdicts, suspected, seen, missed, launches: launches / gates }
}

/** What docs/calibration.md says of counted gates: unchanged code at two tolerances, 2 % more work, and 0.5 % more. */
const CASES = [
  { plant: 0, tolerance: 0.01 },
  { plant: 0, tolerance: 0.02 },
  { plant: 0.02, tolerance: 0.01 },
  { plant: 0.005, tolerance: 0.01 },
] as const

/** One tally per made-up server, case and number of recorded launches. */
export type CountedSimulation = readonly (CountedTally &
  Omit<CountedGates, 'gates' | 'seed'> & { readonly name: string })[]

/**
 * Every made-up server in every case, against two recorded launches and four. Ten thousand gates each take three minutes of
 * one core.
 */
export function simulateAllCounted(gates: number, seed: string): CountedSimulation {
  return [2, 4].flatMap((recorded) =>
    CASES.flatMap((one) =>
      [...REPEATING, ...RESTLESS].map((generator) => ({
        name: generator.name,
        recorded,
        ...one,
        ...simulateCounted(generator, { gates, recorded, ...one, seed }),
      })),
    ),
  )
}

function launch(generator: CountGenerator, work: number, random: Random): CountValue {
  return countsOf({ blocks: countedBlocks(generator, work, random) }).instructions
}
