import { expect, test } from 'vitest'
import { secondsOf, type Setup, startJudging, viewOf } from '../../../bench/calibrate/timed-comparisons.ts'
import { BUDGETS } from '../../../src/measure/budget.ts'
import { CONFIRMING_WAVES, type Needed } from '../../../src/measure/schedule.ts'
import { LOOKS } from '../../../src/verdict/looks.ts'
import { against, liveMeasurement } from './live-measurement.ts'

const entrantsIn = (samples: ReturnType<typeof viewOf>['samples']) =>
  new Set(samples.map(({ server, side }) => `${server} ${side}`))

test('A/B sees the two sides of one server, and no reference', () => {
  const view = viewOf(liveMeasurement(3), 'A/B', 'fastify')
  expect(view).toMatchObject({ mode: 'ab', references: [] })
  expect(entrantsIn(view.samples)).toEqual(new Set(['fastify base', 'fastify head']))
})

test.for(['baseline', 'unchanged'] as const)('%s sees one side beside the references', (comparison) => {
  const view = viewOf(liveMeasurement(3, 2), comparison, 'fastify')
  expect(view).toMatchObject({ mode: 'baseline', references: ['reference', 'reference-large'] })
  expect(entrantsIn(view.samples)).toEqual(new Set(['fastify head', 'reference head', 'reference-large head']))
  const [own] = view.samples.filter(({ server }) => server === 'fastify')
  expect((own?.cpu ?? 0) / (own?.requests ?? 1)).toBeCloseTo(comparison === 'baseline' ? 0.0002 : 0.0001, 5)
})

test('a fault belongs to the comparisons that the launch was for', () => {
  const faulty = liveMeasurement(1, 1, { faults: [{ server: 'head', side: 'head', reason: 'it ended' }] })
  expect(viewOf(faulty, 'A/B', 'fastify').faults).toEqual([{ server: 'fastify', side: 'head', reason: 'it ended' }])
  expect(viewOf(faulty, 'baseline', 'fastify').faults).toHaveLength(1)
  expect(viewOf(faulty, 'unchanged', 'fastify').faults).toEqual([])
})

test('a comparison is charged for its own launches and for time of no launch', () => {
  // Four entrants at 10 s each, and 1 s of nobody.
  expect(secondsOf(liveMeasurement(1), 'A/B')).toBeCloseTo(21)
  expect(secondsOf(liveMeasurement(1), 'baseline')).toBeCloseTo(31)
  expect(secondsOf(liveMeasurement(2), 'unchanged')).toBeCloseTo(62)
})

const [first] = LOOKS
const budget = { ...BUDGETS.default, seconds: 1000, waves: { least: 1, most: 12 } }
const setup: Setup = { server: 'fastify', against: against(), budget }

/** What is wanted before each wave, until nothing is; and the verdicts then. */
function measured(slower: number, asked: Setup = setup, change: Parameters<typeof liveMeasurement>[2] = {}) {
  const judging = startJudging(asked)
  const wanted: Needed[] = []
  for (let waves = 0; waves < 60; waves++) {
    wanted.push(judging.undecided(liveMeasurement(waves, slower, change)))
    if (wanted.at(-1)?.open.length === 0)
      return { wanted, waves, cells: judging.finish(liveMeasurement(waves, slower, change)) }
  }
  throw new Error('it never ended')
}

test('unchanged code holds everywhere at the first look, and measuring ends', () => {
  const { cells, waves } = measured(1)
  expect(waves).toBe(first.launches)
  expect(cells).toHaveLength(21)
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

test('base is measured only as long as A/B or its own baseline is open', () => {
  const onlyAB = startJudging(setup)
  const { wanted } = measured(2)
  expect(wanted[0]).toEqual({ open: ['base', 'head'], suspected: [] })
  expect(wanted[first.launches]).toEqual({ open: ['base', 'head'], suspected: ['base', 'head'] })
  expect(onlyAB.undecided(liveMeasurement(first.launches)).open).toEqual([])
})

test('without a baseline there is only A/B', () => {
  const { cells } = measured(1, { ...setup, against: null })
  expect(new Set(cells.map(({ comparison }) => comparison))).toEqual(new Set(['A/B']))
})

test('each comparison is charged for its own launches only, until its verdict stood', () => {
  const { cells } = measured(1)
  const seconds = (comparison: string) =>
    new Set(cells.filter((cell) => cell.comparison === comparison).map((cell) => cell.seconds))
  expect(seconds('A/B')).toEqual(new Set([21 * first.launches]))
  expect(seconds('baseline')).toEqual(new Set([31 * first.launches]))
})

test('a comparison ends when its own gate would: its seconds are used up, not those of the others', () => {
  // A wave costs A/B 21 s and a baseline 31 s: three waves of A/B fit into 65 s, and two of a baseline.
  const { cells } = measured(1, { ...setup, budget: { ...budget, seconds: 65 } })
  expect(cells.filter(({ comparison }) => comparison === 'A/B').every(({ verdict }) => verdict === 'holds')).toBe(true)
  expect(
    cells
      .filter(({ comparison }) => comparison === 'baseline')
      .every(({ verdict, launches }) => verdict === 'unsure' && launches === 2),
  ).toBe(true)
})

test('a suspected server gets the confirming waves of a gate after the budget, and no more', () => {
  const { cells, waves } = measured(2, {
    ...setup,
    against: null,
    budget: { ...budget, waves: { least: 1, most: first.launches } },
  })
  expect(waves).toBeGreaterThan(first.launches)
  expect(waves).toBeLessThanOrEqual(first.launches + CONFIRMING_WAVES)
  expect(cells.find(({ metric }) => metric === 'cpuPerRequest')?.verdict).toBe('regressed')
})

test('a server at fault is invalid in one cell, and is not measured on', () => {
  const faults = [{ server: 'head', side: 'head', reason: 'it ended' } as const]
  const { cells } = measured(1, setup, { faults })
  expect(cells.filter(({ comparison }) => comparison === 'A/B')).toMatchObject([
    { metric: 'failedRequests', verdict: 'invalid' },
  ])
  expect(cells.filter(({ comparison }) => comparison === 'unchanged').every(({ verdict }) => verdict === 'holds')).toBe(
    true,
  )
})

test('a busy machine leaves everything unsure', () => {
  const judging = startJudging(setup)
  judging.undecided(liveMeasurement(0))
  const cells = judging.finish(liveMeasurement(1, 1, { endedBusy: true, busyCores: 1 }))
  expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['unsure']))
})
