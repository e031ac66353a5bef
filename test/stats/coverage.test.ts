import { expect, test } from 'vitest'
import { rankSumTail } from '../../src/stats/rank-sum.ts'
import { seeded, type Random } from '../../src/stats/random.ts'
import { shift } from '../../src/stats/shift.ts'

const GATES = 10_000
const SHIFT = 0.07

/** Box & Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The logarithm of one launch: ±3 %, and in 15 % of launches anything within ±40 %. */
function launch(random: Random): number {
  return random() < 0.15 ? 0.8 * random() - 0.4 : 0.03 * normal(random)
}

/** How often the bounds miss a planted shift, below and above. */
function misses(m: number, n: number, alpha: number): { low: number; high: number } {
  const random = seeded(`${m} ${n} ${alpha}`)
  const count = { low: 0, high: 0 }
  for (let gate = 0; gate < GATES; gate++) {
    const before = Array.from({ length: m }, () => launch(random))
    const after = Array.from({ length: n }, () => launch(random) + SHIFT)
    const { low, high } = shift(before, after, alpha)
    if (low > SHIFT) count.low++
    if (high < SHIFT) count.high++
  }
  return count
}

/** The share of misses that the discrete distribution leaves: the largest P(U ≤ u) that is at most alpha. */
function attainable(m: number, n: number, alpha: number): number {
  let u = 0
  while (rankSumTail(u, m, n) <= alpha) u++
  return rankSumTail(u - 1, m, n)
}

/** Four standard deviations of the count of misses; the seed is fixed, so a pass stays a pass. */
function noise(p: number): number {
  return 4 * Math.sqrt(p * (1 - p) * GATES)
}

const cells = [20, 10].flatMap((m) => [0.01, 0.05].map((alpha) => ({ m, n: m === 20 ? 3 : 6, alpha })))

test.each(cells)('bounds from $m and $n heavy-tailed launches miss at most $alpha of the time', ({ m, n, alpha }) => {
  const { low, high } = misses(m, n, alpha)
  const exact = attainable(m, n, alpha)
  for (const count of [low, high]) {
    expect(count).toBeLessThanOrEqual(alpha * GATES + noise(alpha))
    expect(Math.abs(count - exact * GATES)).toBeLessThanOrEqual(noise(exact))
  }
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
