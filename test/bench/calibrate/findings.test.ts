import { expect, test } from 'vitest'
import { liveFindings, simulatedFindings } from '../../../bench/calibrate/findings.ts'
import { liveRows } from '../../../bench/calibrate/live-rows.ts'
import type { Tally } from '../../../bench/calibrate/simulate.ts'
import { cells, run } from './live-records.ts'

test('live: base is an unchanged comparison with the baseline in all runs, head only where nothing was planted', () => {
  const rows = liveRows([
    run(),
    run({
      plant: 0.2,
      cells: [...cells('regressed'), ...cells('regressed', 'baseline'), ...cells('holds', 'unchanged')],
    }),
  ])
  const found = liveFindings(rows).filter(({ guarantee }) => guarantee === 'G1')
  expect(found.map(({ counts }) => counts.split(' cells')[0])).toEqual(['0 of 6', '0 of 18'])
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
