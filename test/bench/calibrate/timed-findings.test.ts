import { expect, test } from 'vitest'
import { share } from '../../../bench/calibrate/shares.ts'
import type { Tally } from '../../../bench/calibrate/simulate-timed.ts'
import { liveRows } from '../../../bench/calibrate/timed-figures.ts'
import {
  falseAlarms,
  firstLook,
  liveFindings,
  power,
  POWER,
  simulatedFindings,
  timeToHold,
} from '../../../bench/calibrate/timed-findings.ts'
import { LOOKS } from '../../../src/verdict/looks.ts'
import { cells, run } from './live-records.ts'

test('G1 is kept by 300 cells without a red one, open before, and missed by a single one', () => {
  expect(falseAlarms('A/B', 'live', share(0, 50), share(0, 300)).state).toBe('kept')
  expect(falseAlarms('A/B', 'live', share(0, 20), share(0, 120))).toMatchObject({
    state: 'open',
    outcome: 'none red so far, 180 cells to go',
  })
  expect(falseAlarms('A/B', 'live', share(1, 500), share(1, 3000))).toMatchObject({
    state: 'missed',
    outcome: 'missed: 1 red',
    figure: '0.03 % of cells',
  })
})

test('0 of 300 runs leave 1 % possible', () => {
  expect(falseAlarms('A/B', 'live', share(0, 300), share(0, 1800)).counts).toContain('at most 0.99 %')
})

const [promise] = POWER

test('G2 says by how much it was missed, and when it is more than luck', () => {
  expect(power(promise, 'live', share(54, 60), share(50, 60))).toMatchObject({
    state: 'missed',
    outcome: 'missed by 5 points',
    figure: '90 % of runs',
  })
  expect(power(promise, 'live', share(58, 60), share(58, 60))).toMatchObject({ state: 'kept', outcome: 'kept' })
  expect(power(promise, 'live', share(200, 200), share(200, 200))).toMatchObject({
    state: 'kept',
    outcome: 'kept, and shown',
  })
  expect(power(promise, 'live', share(5, 5), share(5, 5))).toMatchObject({
    state: 'open',
    outcome: 'kept, but 5 runs are few',
  })
})

test('G3 is about the last metric that stands', () => {
  expect(timeToHold('A/B', 'live', 30, { cpu: 30, all: 59 }).state).toBe('kept')
  expect(timeToHold('baseline', 'live', 30, { cpu: 20, all: 42 })).toMatchObject({
    state: 'missed',
    outcome: 'missed by 12 s',
  })
})

test('twice the cost has to be red at the first look and what confirms it', () => {
  const [{ launches, confirm }] = LOOKS
  expect(firstLook('A/B', 'live', 30, launches + confirm).state).toBe('kept')
  expect(firstLook('A/B', 'live', 30, launches + confirm + 2)).toMatchObject({
    state: 'missed',
    outcome: 'missed by 2 launches',
  })
})

test('live: base is an unchanged comparison with the baseline in all runs, head only where nothing was planted', () => {
  const rows = liveRows([
    run(),
    run({
      plant: 0.2,
      cells: [...cells('regressed'), ...cells('regressed', 'baseline'), ...cells('holds', 'unchanged')],
    }),
  ])
  const found = liveFindings(rows).filter(({ guarantee }) => guarantee === 'G1')
  expect(found.map(({ counts }) => counts.split(' cells')[0])).toEqual(['0 of 7', '0 of 21'])
})

test('live: runs beside a neighbour have lines of their own', () => {
  const sources = liveFindings(liveRows([run(), run({ neighbour: 'hog' })])).filter(
    ({ guarantee }) => guarantee === 'G1',
  )
  expect(sources.map(({ source }) => source)).toEqual([
    'live, alone',
    'live, alone',
    'live, beside a neighbour',
    'live, beside a neighbour',
  ])
})

test('live: promises that no run tested are left out', () => {
  expect(liveFindings(liveRows([run({ plant: 0.3 })])).map(({ guarantee }) => guarantee)).toEqual(['G1', 'G3'])
  expect(liveFindings([])).toEqual([])
})

const tally = (change: Partial<Tally>): Tally => ({
  name: 'x',
  group: 'steady',
  mode: 'A/B',
  plant: 0,
  recorded: false,
  gates: 100,
  red: 0,
  cells: { cpuPerRequest: { holds: 100 }, throughput: { holds: 90, unsure: 10 } },
  unsure: { cells: 0, explained: 0 },
  launches: { cpu: 4, all: 6 },
  ...change,
})

test('simulated: pools of a kind are counted together, and recorded slowdowns are not added ones', () => {
  const found = simulatedFindings([
    tally({}),
    tally({ name: 'y' }),
    tally({ group: 'rough' }),
    tally({ recorded: true, red: 100, plant: 0.1 }),
  ])
  expect(found.map(({ source, counts }) => [source, counts.split(' cells')[0]])).toEqual([
    ['simulated, steady', '0 of 400'],
    ['simulated, rough', '0 of 200'],
  ])
})
