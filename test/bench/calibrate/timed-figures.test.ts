import { expect, test } from 'vitest'
import type { PlainRun } from '../../../bench/calibrate/records.ts'
import {
  autocannonCompare,
  countRuns,
  isSameCalibration,
  liveRows,
  plainRule,
} from '../../../bench/calibrate/timed-figures.ts'
import { cells, header, run } from './live-records.ts'

test('only runs that belong with the latest are shown; the others are counted', () => {
  const [older, newer] = [header({ code: 'older' }), header()]
  const found = countRuns({
    headers: [older, newer, newer],
    runs: [
      { header: older, run: run() },
      { header: newer, run: run() },
    ],
  })
  expect(found).toMatchObject({ others: 1, part: { runs: 1, sessions: 2 } })
  expect(countRuns({ headers: [newer], runs: [] })).toBeNull()
})

test.for([
  ['another server', { server: 'express' }],
  ['other code', { code: 'other' }],
  ['another budget', { budget: 'quick' }],
  ['another Node', { machine: { ...header().machine, node: '26.0.0' } }],
  ['another machine', { machine: { ...header().machine, id: 'elsewhere' } }],
] as const)('runs of %s are not counted together', ([, change]) => {
  expect(isSameCalibration(header(), header(change))).toBe(false)
})

test('another commit or day is the same calibration as long as the code is the same', () => {
  expect(isSameCalibration(header(), header({ commit: 'abc', at: '2027-01-01T00:00:00.000Z', baseCpu: 1 }))).toBe(true)
})

const slow = (at: string) =>
  run({
    at,
    plant: 0.2,
    cells: [...cells('regressed'), ...cells('regressed', 'baseline'), ...cells('holds', 'unchanged')],
    plain: {
      base: { mean: 10_000, deviation: 300, total: 100_000 },
      head: { mean: 8_500, deviation: 300, total: 85_000 },
    },
  })

test('there is one row per combination: those without a neighbour first, then by plant', () => {
  const rows = liveRows([run({ neighbour: 'hog' }), slow('2026-11-21T10:00:00.000Z'), run()])
  expect(rows.map(({ neighbour, plant }) => [neighbour, plant])).toEqual([
    ['none', 0],
    ['none', 0.2],
    ['hog', 0],
  ])
})

test('a run is red when one of its cells is, invalid ones too', () => {
  const [first, ...rest] = cells('holds')
  const [row] = liveRows([
    run(),
    run({ cells: [{ ...first!, verdict: 'regressed' }, ...rest] }),
    run({ cells: [{ ...first!, metric: 'failedRequests', verdict: 'invalid' }] }),
  ])
  expect(row?.comparisons['A/B']?.runs).toMatchObject({ hits: 2, trials: 3 })
  expect(row?.comparisons['A/B']?.cells).toMatchObject({ hits: 2, trials: 15 })
  expect(row?.comparisons['A/B']?.words).toEqual({ holds: 13, regressed: 1, improved: 0, unsure: 0, invalid: 1 })
})

test('a comparison that no run made has no row, rather than a row of zeros', () => {
  const [row] = liveRows([run({ cells: [...cells('holds')] })])
  expect(row?.comparisons).toMatchObject({ baseline: null, unchanged: null })
})

test('seconds are medians over runs of when the last cell stood', () => {
  const [row] = liveRows([20, 40, 90].map((seconds) => run({ cells: [...cells('holds', 'A/B', seconds)] })))
  expect(row?.comparisons['A/B']?.seconds).toEqual({ cpu: 40, all: 40 })
})

test('the realised plant is a share of base’s CPU in the same runs', () => {
  const [row] = liveRows([run({ plant: 0.2, planted: 0.000_03 })])
  expect(row?.realised).toBeCloseTo(0.3, 2)
})

test('other rules judge the same runs: against the first stored run, any other, and base of the same run', () => {
  const rows = liveRows([run(), run({ at: '2026-11-21T09:20:00.000Z' }), slow('2026-11-21T10:00:00.000Z')])
  expect(rows[0]?.rules).toMatchObject({
    plain: { hits: 0, trials: 2 },
    plainAny: { hits: 0, trials: 4 },
    autocannonCompare: { hits: 0, trials: 2 },
  })
  expect(rows[1]?.rules).toMatchObject({
    plain: { hits: 1, trials: 1 },
    plainAny: { hits: 2, trials: 2 },
    autocannonCompare: { hits: 1, trials: 1 },
  })
})

test('a run whose plain run failed counts for the gate, and not for other rules', () => {
  const [row] = liveRows([run({ plain: null }), run()])
  expect(row?.runs).toBe(2)
  expect(row?.rules.plain.trials).toBe(1)
})

const plain = (mean: number, deviation = 200): PlainRun => ({ mean, deviation, total: mean * 10 })

test('the plain rule is red from 10 % below the stored run on', () => {
  expect(plainRule(plain(10_000), plain(9_000))).toBe(true)
  expect(plainRule(plain(10_000), plain(9_001))).toBe(false)
  expect(plainRule(plain(10_000), plain(12_000))).toBe(false)
})

test('autocannon-compare asks for more than 5 % of the slower run', () => {
  expect(autocannonCompare(plain(10_000), plain(9_520))).toBe(true)
  expect(autocannonCompare(plain(10_000), plain(9_530))).toBe(false)
  expect(autocannonCompare(plain(9_000), plain(10_000))).toBe(false)
})

test('with requests as n, a spread of 40 % over the seconds does not keep 6 % from being significant', () => {
  expect(autocannonCompare(plain(10_000, 4_000), plain(9_400, 4_000))).toBe(true)
})

test('a difference within its error is not red, however large', () => {
  const few = { mean: 10, deviation: 8, total: 20 }
  expect(autocannonCompare(few, { ...few, mean: 8 })).toBe(false)
})
