import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incompleteBeta } from '../../../src/stats/beta.ts'
import {
  barChart,
  betaQuantile,
  clopperPearson,
  formatCounts,
  formatShare,
  share,
} from '../../../bench/calibrate/shares.ts'
import { expectClose } from '../../stats/close.ts'

const whole = fc.integer({ min: 1, max: 20 })
const parameter = fc.double({ min: 0.5, max: 1000, noNaN: true })
const alpha = fc.double({ min: 1e-6, max: 0.5, noNaN: true })
// Not as near to 1 as rounding is to 0.
const smaller = fc.double({ min: 0.01, max: 0.999, noNaN: true })
const counts = fc
  .integer({ min: 1, max: 60 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)))

// scipy 1.17.1; the calls that gave the bounds stand beside them. Where nothing or everything was hit there is but one.
// scipy.stats.binomtest(hits, trials).proportion_ci(1 - 2 * alpha, method='exact') agrees to 1e-9.
test.each([
  [0, 300, 0.05, 0, 0.009936081944457711], // scipy.stats.beta.isf(0.05, 1, 300)
  [1, 300, 0.05, 0.00017096303211345723, 0.015714554891583955], // scipy.stats.beta.ppf(0.05, 1, 300), scipy.stats.beta.isf(0.05, 2, 299)
  [300, 300, 0.05, 0.9900639180555423, 1], // scipy.stats.beta.ppf(0.05, 300, 1)
  [3, 10, 0.025, 0.06673951117773447, 0.6524528500599973], // scipy.stats.beta.ppf(0.025, 3, 8), scipy.stats.beta.isf(0.025, 4, 7)
  [10, 10, 0.001, 0.5011872336272722, 1], // scipy.stats.beta.ppf(0.001, 10, 1)
  [57, 60, 0.05, 0.8758127895225639, 0.986234842431717], // scipy.stats.beta.ppf(0.05, 57, 4), scipy.stats.beta.isf(0.05, 58, 3)
  [1, 1, 0.5, 0.5, 1], // scipy.stats.beta.ppf(0.5, 1, 1)
  [9500, 10000, 0.01, 0.9446991966577664, 0.954941406022137], // scipy.stats.beta.ppf(0.01, 9500, 501), scipy.stats.beta.isf(0.01, 9501, 500)
  [0, 1, 0.001, 0, 0.999], // scipy.stats.beta.isf(0.001, 1, 1)
])('%i of %i at error %f leave shares from %f to %f possible, as scipy says', (hits, trials, error, low, high) => {
  const found = clopperPearson(hits, trials, error)
  expect(found.low).toBeCloseTo(low, 12)
  expect(found.high).toBeCloseTo(high, 12)
})

test('without a hit the upper bound is 1 − alpha^(1/n): 0 of 300 leaves a share of 0.00994 possible at 5 %', () => {
  expect(clopperPearson(0, 300, 0.05).high).toBeCloseTo(0.00994, 5)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), alpha, (trials, error) => {
      expect(clopperPearson(0, trials, error).low).toBe(0)
      expectClose(clopperPearson(0, trials, error).high, -Math.expm1(Math.log(error) / trials), 1e-9)
    }),
  )
})

/** P(at most `hits` hits), each trial a hit with `chanceOfHit`. */
function atMost(hits: number, trials: number, chanceOfHit: number): number {
  let [ways, chance] = [1, 0]
  for (let i = 0; i <= hits; i++) {
    chance += ways * chanceOfHit ** i * (1 - chanceOfHit) ** (trials - i)
    ways *= (trials - i) / (i + 1)
  }
  return chance
}

// Not sampled: all results of n trials are gone through, so the error is exact.
test.each([0.01, 0.07, 0.3, 0.5, 0.9, 0.999])(
  'a true share of %f is beyond a bound with probability at most alpha',
  (truth) => {
    for (const [trials, error] of [
      [5, 0.05],
      [30, 0.05],
      [30, 0.001],
      [60, 0.2],
    ] as const) {
      const chance = (hits: number) => atMost(hits, trials, truth) - atMost(hits - 1, trials, truth)
      const results = Array.from({ length: trials + 1 }, (_, hits) => ({
        ...clopperPearson(hits, trials, error),
        chance: chance(hits),
      }))
      const missed = (side: typeof results) => side.reduce((sum, result) => sum + result.chance, 0)
      expect(missed(results.filter(({ low }) => low > truth))).toBeLessThanOrEqual(error + 1e-12)
      expect(missed(results.filter(({ high }) => high < truth))).toBeLessThanOrEqual(error + 1e-12)
    }
  },
)

test('the share found lies within its bounds, and a smaller alpha never narrows them', () => {
  fc.assert(
    fc.property(counts, alpha, smaller, ([hits, trials], error, by) => {
      const wide = clopperPearson(hits, trials, error * by)
      const narrow = clopperPearson(hits, trials, error)
      const ordered = [0, wide.low, narrow.low, hits / trials, narrow.high, wide.high, 1]
      expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered)
    }),
  )
})

test('counting misses for hits mirrors the bounds', () => {
  fc.assert(
    fc.property(counts, alpha, ([hits, trials], error) => {
      const there = clopperPearson(hits, trials, error)
      const back = clopperPearson(trials - hits, trials, error)
      expect(back.low).toBeCloseTo(1 - there.high, 12)
      expect(back.high).toBeCloseTo(1 - there.low, 12)
    }),
  )
})

test('without trials, every share is possible', () => {
  expect(clopperPearson(0, 0, 0.05)).toEqual({ low: 0, high: 1 })
})

test.each([
  [-1, 3],
  [4, 3],
  [0.5, 3],
  [NaN, 3],
  [1, NaN],
  [1, 2.5],
  [0, -1],
  [0, Infinity],
])('%f hits in %f trials are a range error', (hits, trials) => {
  expect(() => clopperPearson(hits, trials, 0.05)).toThrow(/^Hits/)
})

test.each([0, -0.1, 0.51, NaN])('an alpha of %f is a range error', (error) => {
  expect(() => clopperPearson(1, 3, error)).toThrow(RangeError)
})

test('shares are written so that a rare red is not rounded away', () => {
  expect([
    formatShare(share(1, 2000)),
    formatShare(share(1999, 2000)),
    formatShare(share(0, 5)),
    formatShare(share(2, 3)),
  ]).toEqual(['0.05 %', '99.95 %', '0 %', '66.7 %'])
  expect([formatShare(share(0, 0)), formatCounts(share(1, 12_000))]).toEqual(['–', '1 of 12,000'])
})

const barOf = (hits: number, trials: number) =>
  barChart([{ title: 't', bars: [{ label: 'x', ...share(hits, trials) }] }]).split('\n')[1] ?? ''

test('bars show three shades, for shown, seen and possible, and the counts', () => {
  expect(
    barChart([
      {
        title: 'A/B',
        bars: [
          { label: '+0 %', ...share(0, 60) },
          { label: '+10 %', ...share(45, 60) },
        ],
      },
      { title: 'plain', bars: [{ label: '+0 %', ...share(60, 60) }] },
    ]),
  ).toMatchInlineSnapshot(`
    "A/B
    +0 %  ▕░░░                                               ▏0 % · 0 of 60
    +10 % ▕████████████████████████████████▓▓▓▓▓▓░░░░        ▏75 % · 45 of 60
    plain
    +0 %  ▕███████████████████████████████████████████████▓▓▓▏100 % · 60 of 60
           0 %                      50 %                     100 %
    █ shown at 95 %   ▓ seen   ░ possible at 95 %"
  `)
})

test('a single hit is visible, and so is a single miss', () => {
  expect(barOf(1, 1000)).toContain('▓')
  expect(barOf(999, 1000)).not.toMatch(/[█▓]{50}/)
  expect(barOf(0, 1000)).not.toMatch(/[█▓]/)
  expect(barOf(1000, 1000)).toMatch(/[█▓]{50}/)
})

test('all bars are as wide as each other', () => {
  const widths = [0, 1, 7, 30, 59, 60].map((hits) => barOf(hits, 60).indexOf('▏'))
  expect(new Set(widths).size).toBe(1)
})

test('a bar without trials says that it was not measured', () => {
  expect(barOf(0, 0)).toContain('not measured')
})

test.each([
  [0.05, 1, 300, 0.00017096303211345723], // scipy.stats.beta.ppf(0.05, 1, 300)
  [0.95, 1, 300, 0.009936081944457708], // scipy.stats.beta.ppf(0.95, 1, 300)
  [0.001, 2, 3, 0.013022947370814273], // scipy.stats.beta.ppf(0.001, 2, 3)
  [0.5, 0.5, 4, 0.058710801339783646], // scipy.stats.beta.ppf(0.5, 0.5, 4)
  [0.01, 17, 4, 0.5792710828741845], // scipy.stats.beta.ppf(0.01, 17, 4)
  [1e-6, 3, 98, 0.00018437599731923191], // scipy.stats.beta.ppf(1e-06, 3, 98)
])('the quantile at %f of the distribution with %f and %f is that of scipy', (p, a, b, wanted) => {
  expectClose(betaQuantile(p, a, b), wanted, 1e-11)
})

test('the share below a quantile is what the quantile was asked for', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 0.9, noNaN: true }), parameter, whole, (p, a, b) => {
      expectClose(incompleteBeta(betaQuantile(p, a, b), a, b), p, 1e-9)
    }),
  )
})

test.each([0, 1, -0.1, 1.1, NaN])('a quantile at %f is a range error', (p) => {
  expect(() => betaQuantile(p, 2, 3)).toThrow(RangeError)
})

test.each([
  [0, 1],
  [1, -1],
  [Infinity, 1],
  [1, NaN],
])('a quantile of the distribution with %f and %f is a range error', (a, b) => {
  expect(() => betaQuantile(0.5, a, b)).toThrow(RangeError)
})
