import { expect, test } from 'vitest'
import { countedSchema } from '../../src/model/count.ts'
import { countedMetricsOf, countedNumbers, countsBeforeAndNow } from '../../src/verdict/counted-recording.ts'
import { counts, recorded } from './counted.ts'

const thousands = (values: readonly number[]) => values.map((value) => Math.round(value / 1000))

test('a baseline keeps a value per launch of both metrics, with what its blocks say about its error', () => {
  const { instructions, gcInstructions } = countedMetricsOf(counts([2136, 2140]).head)
  expect(thousands(instructions.launches)).toEqual([2136, 2140])
  for (const spread of instructions.spread) expect(spread).toBeLessThan(0.0002)
  expect(gcInstructions).toEqual({ launches: [0, 0], spread: [0, 0] })
})

test('a launch of too few blocks is kept with the spread of 1, so that it decides nothing and can be read back', () => {
  const [launch] = counts([2136]).head
  const short = { ...launch!, blocks: launch!.blocks.slice(0, 2) }
  expect(countedMetricsOf([short, short]).instructions.spread).toEqual([1, 1])
  const file = {
    $schema: '',
    version: 1,
    scenario: { title: 'home', request: { method: 'GET', path: '/', headers: {} } },
    servers: { fastify: { ...recorded([2136, 2136]), metrics: countedMetricsOf([short, short]) } },
  }
  expect(countedSchema.safeParse(file).success).toBe(true)
})

test('a report shows the middle of the launches, and what they differ by', () => {
  expect(countedNumbers(counts([]))).toBeNull()
  expect(countedNumbers(counts([2136]))).toMatchObject({ spread: null, launches: 1, gc: 0 })
  const numbers = countedNumbers(counts([2136, 2138, 2140], [], 6))
  expect(numbers).toMatchObject({ launches: 3 })
  expect(numbers?.perRequest).toBeCloseTo(2_138_000, -3)
  expect(numbers?.gc).toBeCloseTo(2_138_000 / 6, -3)
  expect(numbers?.spread).toBeCloseTo(2 / 2138, 4)
})

test('launches of before are those of the baseline, or of base in an A/B run', () => {
  const run = counts([2136, 2138], [2100])
  const { instructions } = countsBeforeAndNow(run, recorded([2000, 2001]), 'baseline')
  expect([thousands(instructions.before), thousands(instructions.now)]).toEqual([
    [2000, 2001],
    [2136, 2138],
  ])
  expect(thousands(countsBeforeAndNow(run, null, 'ab').instructions.before)).toEqual([2100])
  expect(countsBeforeAndNow(run, null, 'baseline').gcInstructions).toEqual({ before: [], now: [0, 0] })
})
