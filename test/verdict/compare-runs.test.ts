import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRuns, whyUnsure, type ComparedRun } from '../../src/verdict/compare-runs.ts'

const run = (throughput: number, latency?: number): ComparedRun => ({
  where: 'x',
  figures: [
    { scenario: 'ab', server: 'ab', metric: 'throughput', value: throughput },
    ...(latency === undefined ? [] : [{ scenario: 'ab', server: 'ab', metric: 'latencyP50', value: latency } as const]),
  ],
})

const five = (around: number) => [0.99, 0.995, 1, 1.005, 1.01].map((factor) => run(around * factor))

test('one run a side decides nothing, and shows the difference', () => {
  expect(compareRuns([run(1000)], [run(500)])).toMatchObject([
    {
      verdict: 'unsure',
      baseline: 1000,
      current: 500,
      change: { estimate: -0.5, low: null, high: null },
      reason: null,
    },
  ])
})

test('four a side are too few, five are not', () => {
  expect(compareRuns(five(1000).slice(1), five(500).slice(1))[0]).toMatchObject({ verdict: 'unsure' })
  expect(compareRuns(five(1000), five(500))[0]).toMatchObject({ verdict: 'regressed', launches: 5 })
})

test('what is the same holds, what is better improved, what cannot be told is unsure', () => {
  expect(compareRuns(five(1000), five(1001))[0]?.verdict).toBe('holds')
  expect(compareRuns(five(1000), five(1500))[0]?.verdict).toBe('improved')
  const wild = [500, 700, 1000, 1400, 2000].map((value) => run(value))
  expect(
    compareRuns(
      wild,
      wild.map(({ figures }) => run((figures[0]?.value ?? 0) * 0.8)),
    )[0],
  ).toMatchObject({ verdict: 'unsure' })
})

test('why they leave something unsure depends on their number', () => {
  expect(whyUnsure(1, 1)).toContain('One run per side shows nothing')
  expect(whyUnsure(4, 4)).toContain('4 and 4 runs are too few')
  expect(whyUnsure(5, 5)).toContain('differ too much from each other')
})

test('only what all runs have is compared', () => {
  expect(compareRuns([run(1000, 0.01)], [run(1000, 0.01)]).map(({ metric }) => metric)).toEqual([
    'throughput',
    'latencyP50',
  ])
  expect(compareRuns([run(1000, 0.01)], [run(1000)]).map(({ metric }) => metric)).toEqual(['throughput'])
  expect(compareRuns([], [run(1000)])).toEqual([])
})

test('old and new turned round turn the word round', () => {
  const near = fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 5, maxLength: 8 })
  fc.assert(
    fc.property(near, near, fc.double({ min: 0.3, max: 0.7, noNaN: true }), (old, now, factor) => {
      const [before, after] = [old.map((value) => run(value)), now.map((value) => run(value * factor))]
      expect(compareRuns(before, after)[0]?.verdict).toBe('regressed')
      expect(compareRuns(after, before)[0]?.verdict).toBe('improved')
    }),
  )
})
