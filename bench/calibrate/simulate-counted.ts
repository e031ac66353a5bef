import { isSteady } from '../../src/count/count-launch.ts'
import { NODE_PLAN } from '../../src/count/method.ts'
import type { Block } from '../../src/model/count.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { blockCounts, countsOf, type CountValue } from '../../src/verdict/count-values.ts'
import { type CountDecision, decideCount } from '../../src/verdict/decide-count.ts'

/**
 * Counted gates on made-up servers, thousands in seconds: how launches and blocks of unchanged code can differ, from exact to
 * hopeless. Sizes are fractions. Pure.
 */

/** Instructions per request of the next block, as a multiple of what the server usually needs. */
type NextBlock = (index: number) => number

/** `launch` starts a launch, with all that is by chance in it. */
export type CountGenerator = { readonly name: string; readonly launch: (random: Random) => NextBlock }

/** Of a block, 50 requests of two million instructions. */
const REQUESTS = 50
const USUAL = 2e6

/** The blocks of one launch, of which Node has the fewest, until the median is steady or the time is up. `work` multiplies what the program does. */
function countedBlocks({ launch }: CountGenerator, work: number, random: Random): readonly Block[] {
  const next = launch(random)
  const blocks: Block[] = []
  while (blocks.length < NODE_PLAN.fewest || (blocks.length < NODE_PLAN.most && !isSteady(blockCounts({ blocks }))))
    blocks.push({ requests: REQUESTS, instructions: Math.round(REQUESTS * USUAL * work * next(blocks.length)) })
  return blocks
}

/** Standard normal: Box & Muller, Ann. Math. Statist. 29 (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Blocks around a launch's own level that resemble the ones before them (autocorrelation 0.5). */
function around(level: number, sd: number, random: Random): NextBlock {
  let wander = normal(random)
  return () => {
    wander = 0.5 * wander + Math.sqrt(0.75) * normal(random)
    return 1 + level + sd * wander
  }
}

function spread(name: string, launches: number, blocks: number): CountGenerator {
  return { name, launch: (random) => around(launches * normal(random), blocks, random) }
}

/** Some blocks are doubled by a collection of garbage. */
function collecting(name: string, doubled: (random: Random) => (index: number) => boolean): CountGenerator {
  return {
    name,
    launch: (random) => {
      const [level, isDoubled] = [around(0.0002 * normal(random), 0.0002, random), doubled(random)]
      return (index) => level(index) * (isDoubled(index) ? 2 : 1)
    },
  }
}

/** Not level yet: every launch falls by `from` in a time of its own, a third of a block to ten blocks. */
function drifting(name: string, from: number, alike: boolean): CountGenerator {
  return {
    name,
    launch: (random) => {
      const [level, slow] = [around(0.0002 * normal(random), 0.0002, random), alike ? 4 : 0.3 + 10 * random()]
      return (index) => level(index) + from * Math.exp(-index / slow)
    },
  }
}

/** Each block runs in one of two modes. */
function bimodal(name: string, apart: number, share: number): CountGenerator {
  return {
    name,
    launch: (random) => {
      const level = around(0.0002 * normal(random), 0.0002, random)
      return (index) => level(index) + (random() < share ? apart : 0)
    },
  }
}

/** Servers of the kind that the gate promises to be sharp on. */
export const REPEATING: readonly CountGenerator[] = [
  spread('exact: launches and blocks ±0.02 %', 0.0002, 0.0002),
  spread('launches ±0.05 %, blocks ±0.05 %', 0.0005, 0.0005),
  spread('launches ±0.1 %, blocks ±0.05 %', 0.001, 0.0005),
  spread('launches ±0.02 %, blocks ±0.3 %', 0.0002, 0.003),
  collecting('exact, the 4th and the 12th block doubled', () => (index) => index === 3 || index === 11),
  collecting('exact, one block in eight doubled, any', (random) => () => random() < 1 / 8),
  { name: 'few distinct values, 0.01 % apart', launch: (random) => () => 1 + Math.floor(3 * random()) * 0.0001 },
]

/** Servers that do not repeat: they are to earn `unsure`, not red. */
export const RESTLESS: readonly CountGenerator[] = [
  spread('launches ±0.3 %', 0.003, 0.0002),
  spread('launches ±0.5 %', 0.005, 0.0002),
  spread('launches ±1 %', 0.01, 0.0002),
  spread('launches ±3 %', 0.03, 0.0002),
  spread('blocks ±2 %', 0, 0.02),
  drifting('drift of 5 %, alike in every launch', 0.05, true),
  drifting('drift of 5 %, at another pace in every launch', 0.05, false),
  bimodal('blocks in two modes 1.5 % apart, half and half', 0.015, 0.5),
  bimodal('blocks in two modes 3 % apart, three in four', 0.03, 0.25),
  {
    name: 'one launch in four 2 % off',
    launch: (random) => around((random() < 1 / 4 ? 0.02 : 0) + 0.0002 * normal(random), 0.0002, random),
  },
  {
    name: 'launches in two modes 2 % apart, half and half',
    launch: (random) => around((random() < 1 / 2 ? 0.02 : 0) + 0.0002 * normal(random), 0.0002, random),
  },
]

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
  /** Gates whose interval is above 0 at the first look that decides, or at two launches. */
  readonly seen: number
  /** Gates whose interval leaves the truth out there. */
  readonly missed: number
}

/** Many gates on one made-up server. Given the seed, the result is always the same. */
export function simulateCounted(
  generator: CountGenerator,
  { gates, recorded, tolerance, plant, seed }: CountedGates,
): CountedTally {
  const random = seeded(`${seed} ${generator.name} ${plant} ${tolerance} ${recorded}`)
  const verdicts = { holds: 0, regressed: 0, improved: 0, unsure: 0 }
  let [seen, missed] = [0, 0]
  for (let gate = 0; gate < gates; gate++) {
    const before = Array.from({ length: recorded }, () => drawLaunch(generator, 1, random))
    const now = [drawLaunch(generator, 1 + plant, random), drawLaunch(generator, 1 + plant, random)]
    let answer = decideCount({ before, now, tolerance })
    const [low, high] = [answer.change.low ?? -Infinity, answer.change.high ?? Infinity]
    if (low > 0) seen++
    if (low > plant || high < plant) missed++
    for (; answer.needed.now > 0; answer = decideCount({ before, now, tolerance }))
      now.push(drawLaunch(generator, 1 + plant, random))
    verdicts[answer.verdict]++
  }
  return { gates, verdicts, seen, missed }
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

function drawLaunch(generator: CountGenerator, work: number, random: Random): CountValue {
  return countsOf({ blocks: countedBlocks(generator, work, random) }).instructions
}
