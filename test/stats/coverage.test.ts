import { expect, test } from 'vitest'
import { rankSumDistribution, shift, type Shift } from '../../src/stats/shift.ts'
import { seeded, type Random } from '../../src/stats/random.ts'
import { signedRankDistribution, signedRankShift } from '../../src/stats/paired.ts'
import { studentShift } from '../../src/stats/student.ts'
import { tailOf } from './close.ts'
import { draws } from './draws.ts'

const GATES = draws(3000)
const SHIFT = 0.07

/** Box & Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The logarithm of one launch: ±3 %, and in 15 % of launches anything within ±40 %. */
function launch(random: Random): number {
  return random() < 0.15 ? 0.8 * random() - 0.4 : 0.03 * normal(random)
}

/** Three launches in ten are slow for as long as they live. */
function launchInModes(random: Random): number {
  return 0.02 * normal(random) + (random() < 0.3 ? 0.5 : 0)
}

function repeated(times: number, draw: () => number): number[] {
  return Array.from({ length: times }, draw)
}

/** How often the bounds miss a planted shift, below and above. */
function misses(seed: string, bounds: (random: Random) => Shift): { low: number; high: number } {
  const random = seeded(seed)
  const count = { low: 0, high: 0 }
  for (let gate = 0; gate < GATES; gate++) {
    const { low, high } = bounds(random)
    if (low > SHIFT) count.low++
    if (high < SHIFT) count.high++
  }
  return count
}

/** The share of misses that a discrete statistic leaves: its largest tail that is at most alpha. */
function attainable(distribution: Float64Array, alpha: number): number {
  let statistic = 0
  while (tailOf(distribution, statistic) <= alpha) statistic++
  return tailOf(distribution, statistic - 1)
}

/** Four standard deviations of the count of misses; the seed is fixed, so a pass stays a pass. */
function noise(p: number): number {
  return 4 * Math.sqrt(p * (1 - p) * GATES)
}

function expectMisses({ low, high }: { low: number; high: number }, share: number): void {
  for (const count of [low, high]) expect(Math.abs(count - share * GATES)).toBeLessThanOrEqual(noise(share))
}

const cells = [20, 10].flatMap((m) => [0.01, 0.05].map((alpha) => ({ m, n: m === 20 ? 3 : 6, alpha })))

test.each(cells)('bounds from $m and $n heavy-tailed launches miss at most $alpha of the time', ({ m, n, alpha }) => {
  const found = misses(`${m} ${n} ${alpha}`, (random) => {
    const before = repeated(m, () => launch(random))
    return shift(
      before,
      repeated(n, () => launch(random) + SHIFT),
      alpha,
    )
  })
  const exact = attainable(rankSumDistribution(m, n), alpha)
  expect(exact).toBeLessThanOrEqual(alpha)
  expectMisses(found, exact)
})

/** What a wave of an A/B run yields when the head is slower by the planted shift. */
const pairs = {
  'heavy-tailed': (random: Random) => launch(random) + SHIFT - launch(random),
  bimodal: (random: Random) => launchInModes(random) + SHIFT - launchInModes(random),
  normal: (random: Random) => 0.03 * normal(random) + SHIFT,
  // The distribution of Cauchy has no mean.
  wild: (random: Random) => 0.03 * Math.tan(Math.PI * (random() - 0.5)) + SHIFT,
}

const ranked = [
  { kind: 'heavy-tailed', n: 6, alpha: 0.05 },
  { kind: 'heavy-tailed', n: 8, alpha: 0.01 },
  { kind: 'bimodal', n: 8, alpha: 0.01 },
  { kind: 'wild', n: 6, alpha: 0.05 },
] as const

test.each(ranked)(
  'signed-rank bounds from $n $kind differences miss at most $alpha of the time',
  ({ kind, n, alpha }) => {
    const found = misses(`${kind} ${n}`, (random) =>
      signedRankShift(
        repeated(n, () => pairs[kind](random)),
        alpha,
      ),
    )
    const exact = attainable(signedRankDistribution(n), alpha)
    expect(exact).toBeLessThanOrEqual(alpha)
    expectMisses(found, exact)
  },
)

test.each([
  { n: 3, alpha: 0.01 },
  { n: 8, alpha: 0.05 },
])('t bounds from $n normal differences miss $alpha of the time', ({ n, alpha }) => {
  expectMisses(
    misses(`normal ${n}`, (random) =>
      studentShift(
        repeated(n, () => pairs.normal(random)),
        alpha,
      ),
    ),
    alpha,
  )
})

test.each([
  { kind: 'heavy-tailed', n: 3, alpha: 0.01 },
  { kind: 'heavy-tailed', n: 8, alpha: 0.05 },
  { kind: 'wild', n: 6, alpha: 0.05 },
] as const)('t bounds from $n $kind differences miss at most $alpha of the time', ({ kind, n, alpha }) => {
  const { low, high } = misses(`${kind} ${n}`, (random) =>
    studentShift(
      repeated(n, () => pairs[kind](random)),
      alpha,
    ),
  )
  expect(Math.max(low, high)).toBeLessThanOrEqual(alpha * GATES + noise(alpha))
})

test('t bounds from three differences of launches in two modes miss far more often than alpha', () => {
  const { low, high } = misses('modes', (random) =>
    studentShift(
      repeated(3, () => pairs.bimodal(random)),
      0.001,
    ),
  )
  expect(Math.min(low, high)).toBeGreaterThan(4 * 0.001 * GATES)
})

test('windows of one launch are not launches: counted as such, the bounds miss far more often than alpha', () => {
  const random = seeded('windows')
  const windows = () => {
    const of = launch(random)
    return Array.from({ length: 10 }, () => of + 0.005 * normal(random))
  }
  const misjudged = Array.from({ length: 500 }, () => shift(windows(), windows(), 0.01).low > 0).filter(Boolean)
  expect(misjudged.length).toBeGreaterThan(0.2 * 500)
})
