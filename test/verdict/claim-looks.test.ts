import { describe, expect, test } from 'vitest'
import { seeded } from '../../src/stats/random.ts'
import { mean } from '../../src/stats/summary.ts'
import { decidedEarly, lookAtClaim } from '../../src/verdict/claim-looks.ts'

/** Normal, by Box and Muller. */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const drawn = (count: number, draw: () => number) => Array.from({ length: count }, draw)

describe('a claim', () => {
  test('is decided after three pairs by t at 0.2 %, and not before', () => {
    const leads = [0.09, 0.11, 0.1]
    // t at 2 degrees of freedom is 15.7639, and the standard error 0.01 ÷ √3.
    const low = 0.1 - 15.7639 * 0.005_773_5
    expect(decidedEarly([0.1, 0.1], 0)).toBeNull()
    expect(decidedEarly(leads, low - 1e-4)).toMatchObject({ word: 'holds', pairs: 3 })
    expect(decidedEarly(leads, low + 1e-4)).toBeNull()
  })

  test('is decided after four pairs by t at 0.2 %', () => {
    const leads = [0.09, 0.11, 0.1, 0.1]
    // t at 3 degrees of freedom is 8.0526, and the standard error √(0.0002 ÷ 3) ÷ 2.
    const low = 0.1 - 8.0526 * 0.004_082_5
    expect(lookAtClaim(leads, low - 1e-4)).toMatchObject({ word: 'holds', pairs: 4 })
    expect(decidedEarly(leads, low - 1e-4)?.lead.low).toBeCloseTo(low, 5)
    expect(decidedEarly(leads, low + 1e-4)).toBeNull()
  })

  test('is decided after six pairs by t at 0.2 %, and not before', () => {
    const leads = [0, 0.2, 0.1, 0.1, 0.1, 0.1]
    // t at 5 degrees of freedom is 5.0302, and the standard error √(0.02 ÷ 5) ÷ √6.
    const low = 0.1 - 5.0302 * 0.025_82
    expect(decidedEarly(leads.slice(0, 5), low - 1e-3)).toBeNull()
    expect(decidedEarly(leads, low - 1e-3)).toMatchObject({ word: 'holds', pairs: 6 })
  })

  test('is decided at the end by what the looks before it have left of 1 %', () => {
    const leads = [0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2]
    // t at 2, 3, 4 and 6 degrees of freedom for 1, 0.8, 0.6 and 0.4 %.
    for (const [pairs, t] of [
      [3, 6.9646],
      [4, 4.9298],
      [5, 4.3666],
      [7, 3.8983],
    ] as const) {
      const seen = leads.slice(0, pairs)
      const squares = seen.reduce((sum, one) => sum + (one - mean(seen)) ** 2, 0)
      expect(lookAtClaim(seen, 0.1).lead.low).toBeCloseTo(mean(seen) - t * Math.sqrt(squares / (pairs - 1) / pairs), 4)
    }
    expect(decidedEarly([0.08, 0.12, 0.1], 0)).toBeNull()
    expect(lookAtClaim([0.08, 0.12, 0.1], 0)).toMatchObject({ word: 'holds', pairs: 3 })
  })
})

const RACES = 20_000

/** 1 %, and three times the standard deviation of such a count. */
const AT_MOST = RACES * 0.01 + 3 * Math.sqrt(RACES * 0.01 * 0.99)

/** How many of so many simulated races end so, of two servers whose lead in `pairs` waves is just what was claimed. */
function ends(pairs: number, draw: (random: () => number) => number) {
  const random = seeded(`${pairs} pairs`)
  const words = Array.from(
    { length: RACES },
    () =>
      lookAtClaim(
        drawn(pairs, () => draw(random)),
        0,
      ).word,
  )
  const count = (word: string) => words.filter((one) => one === word).length
  return { holds: count('holds'), regressed: count('regressed') }
}

/** A launch that is 15 % off in one of ten. */
const mode = (random: () => number) => 0.02 * normal(random) + (random() < 0.1 ? 0.15 : 0)

const SPREADS = {
  'differ by 5 %': (random: () => number) => 0.05 * normal(random),
  'have two modes': (random: () => number) => mode(random) - mode(random),
}

describe.for(Object.entries(SPREADS))(
  'of 20,000 simulated races of servers whose launches %s and whose lead is just what was claimed',
  ([, draw]) => {
    test.for([3, 4, 6, 7, 10, 14])(
      'no more than one in a hundred is called true, or false, after %i pairs',
      (pairs) => {
        const { holds, regressed } = ends(pairs, draw)
        expect(holds).toBeLessThan(AT_MOST)
        expect(regressed).toBeLessThan(AT_MOST)
        expect(holds + regressed).toBeGreaterThan(0)
      },
    )
  },
)

test('a claim that is true by 15 % more, of launches that differ by 5 %, is mostly decided after six pairs', () => {
  const random = seeded('15 % more')
  const races = Array.from({ length: 1000 }, () => drawn(6, () => 0.15 + 0.05 * normal(random)))
  const decided = races.flatMap((leads) => decidedEarly(leads, 0) ?? [])
  expect(decided.every(({ word }) => word === 'holds')).toBe(true)
  expect(decided.filter(({ pairs }) => pairs === 3).length).toBeGreaterThan(90)
  expect(decided.filter(({ pairs }) => pairs <= 4).length).toBeGreaterThan(350)
  expect(decided.length).toBeGreaterThan(900)
})

test('a claim that is true by 30 % more, of launches that differ by 3 %, is mostly decided after three pairs, and nearly always after four', () => {
  const random = seeded('30 % more')
  const races = Array.from({ length: 1000 }, () => drawn(4, () => 0.3 + 0.03 * normal(random)))
  const after = races.map((leads) => decidedEarly(leads, 0)?.pairs)
  expect(after.filter((pairs) => pairs === 3).length).toBeGreaterThan(600)
  expect(after.filter((pairs) => pairs !== undefined).length).toBeGreaterThan(995)
})
