import { expect, test } from 'vitest'
import { BUDGETS } from '../../../src/measure/budget.ts'
import { CONFIRMING_WAVES, type Needed } from '../../../src/measure/schedule.ts'
import { LOOKS, type Look } from '../../../src/verdict/looks.ts'
import { follow, type Question } from '../../../bench/calibrate/following.ts'
import { against, liveMeasurement } from './live-measurement.ts'

const [first] = LOOKS as [Look]
const budget = { ...BUDGETS.default, seconds: 1000, waves: { least: 1, most: 12 } }
const question: Question = { server: 'fastify', against: against(), budget }

/** What is wanted before each wave, until nothing is; and the verdicts then. */
function measured(slower: number, asked: Question = question, change: Parameters<typeof liveMeasurement>[2] = {}) {
  const following = follow(asked)
  const wanted: Needed[] = []
  for (let waves = 0; waves < 60; waves++) {
    wanted.push(following.undecided(liveMeasurement(waves, slower, change)))
    if (wanted.at(-1)?.open.length === 0)
      return { wanted, waves, cells: following.end(liveMeasurement(waves, slower, change)) }
  }
  throw new Error('it never ended')
}

test('unchanged code holds everywhere at the first look, and nobody is measured any more', () => {
  const { cells, waves } = measured(1)
  expect(waves).toBe(first.launches)
  expect(cells).toHaveLength(18)
  expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
})

test('twice as slow is red once it is confirmed, against base and against the baseline, while base holds', () => {
  const { cells, waves } = measured(2)
  expect(waves).toBe(first.launches + first.confirm)
  const words = (comparison: string) =>
    cells.filter((cell) => cell.comparison === comparison && cell.metric === 'cpuPerRequest')
  expect(words('A/B')).toMatchObject([
    { verdict: 'regressed', launches: waves, change: expect.closeTo(1, 1) as number },
  ])
  expect(words('baseline')).toMatchObject([{ verdict: 'regressed' }])
  expect(words('unchanged')).toMatchObject([{ verdict: 'holds', launches: first.launches }])
})

test('base is measured for A/B only as long as that is open', () => {
  const onlyBaseline = follow(question)
  const { wanted } = measured(2)
  expect(wanted[0]).toEqual({ open: ['base', 'head'], suspected: [] })
  expect(wanted[first.launches]).toEqual({ open: ['base', 'head'], suspected: ['base', 'head'] })
  expect(onlyBaseline.undecided(liveMeasurement(first.launches)).open).toEqual([])
})

test('without a baseline there is only A/B', () => {
  const { cells } = measured(1, { ...question, against: null })
  expect(new Set(cells.map(({ comparison }) => comparison))).toEqual(new Set(['A/B']))
})

test('each comparison is charged for its own launches only, until its verdict stood', () => {
  const { cells } = measured(1)
  const seconds = (comparison: string) =>
    new Set(cells.filter((cell) => cell.comparison === comparison).map((cell) => cell.seconds))
  expect(seconds('A/B')).toEqual(new Set([21 * first.launches]))
  expect(seconds('baseline')).toEqual(new Set([31 * first.launches]))
})

test('a comparison ends when a gate of its own would: its seconds are used up, not those of the others', () => {
  // A wave costs A/B 21 s and a baseline 31 s: three waves of A/B fit into 65 s, and two of a baseline.
  const { cells } = measured(1, { ...question, budget: { ...budget, seconds: 65 } })
  expect(cells.filter(({ comparison }) => comparison === 'A/B').every(({ verdict }) => verdict === 'holds')).toBe(true)
  expect(
    cells
      .filter(({ comparison }) => comparison === 'baseline')
      .every(({ verdict, launches }) => verdict === 'unsure' && launches === 2),
  ).toBe(true)
})

test('what is suspected when the budget ends gets the waves that a gate gives it, and no more', () => {
  const { cells, waves } = measured(2, {
    ...question,
    against: null,
    budget: { ...budget, waves: { least: 1, most: first.launches } },
  })
  expect(waves).toBeGreaterThan(first.launches)
  expect(waves).toBeLessThanOrEqual(first.launches + CONFIRMING_WAVES)
  expect(cells.find(({ metric }) => metric === 'cpuPerRequest')?.verdict).toBe('regressed')
})

test('a server at fault is invalid in one cell, and nothing goes on for it', () => {
  const faults = [{ server: 'head', side: 'head', reason: 'it ended' } as const]
  const { cells } = measured(1, question, { faults })
  expect(cells.filter(({ comparison }) => comparison === 'A/B')).toMatchObject([
    { metric: 'failedRequests', verdict: 'invalid' },
  ])
  expect(cells.filter(({ comparison }) => comparison === 'unchanged').every(({ verdict }) => verdict === 'holds')).toBe(
    true,
  )
})

test('a busy machine leaves everything unsure', () => {
  const following = follow(question)
  following.undecided(liveMeasurement(0))
  const cells = following.end(liveMeasurement(1, 1, { endedBusy: true, busyCores: 1 }))
  expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['unsure']))
})
