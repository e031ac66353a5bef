import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRuns, whyUnsure } from '../../src/verdict/compare-runs.ts'
import type { ComparedRun } from '../../src/verdict/run-figures.ts'

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

const rounded = (seconds: number, digit: number | undefined): ComparedRun => ({
  where: 'x',
  figures: [{ scenario: 'ab', server: 'ab', metric: 'latencyP50', value: seconds, digit }],
})

const roundedTo = (digit: number, offset: number) => (value: number) =>
  rounded(Math.max(1, Math.round(value / digit + offset)) * digit, digit)

/** Five runs per side, in which rounding has made all values one. */
const compared = (old: number, now: number, digit?: number) =>
  compareRuns(Array(5).fill(rounded(old, digit)), Array(5).fill(rounded(now, digit)))[0]

describe('latencies that a tool rounds', () => {
  test.each([
    ['ab', 0.001, 0.002, 0.001],
    ['hey', 0.0002, 0.0003, 0.0001],
    ['k6 in seconds', 0.01, 0.02, 0.01],
    ['autocannon', 0.01, 0.012, 0.001],
  ])('show no change by rounding alone: %s', (_tool, old, now, digit) => {
    expect(compared(old, now)?.verdict).toBe('regressed')
    expect(compared(old, now, digit)?.verdict).toBe('unsure')
    expect(compared(now, old)?.verdict).toBe('improved')
    expect(compared(now, old, digit)?.verdict).toBe('holds')
  })

  test('have an interval that holds what was rounded away, and say what is too coarse', () => {
    const verdict = compared(0.001, 0.002, 0.001)
    expect(verdict?.change?.low).toBeCloseTo(0, 9)
    expect(verdict?.change?.estimate).toBeCloseTo(1, 9)
    expect(verdict?.change?.high).toBeCloseTo(4, 9)
    expect(verdict?.reason).toBe(
      'printed in steps of 1 ms, too coarse to tell: compare outputs with more digits, as of wrk or oha',
    )
  })

  test('are red where the change is larger than any rounding, and hold where they may not differ by more', () => {
    expect(compared(0.01, 0.02, 0.001)).toMatchObject({ verdict: 'regressed', reason: null })
    expect(compared(0.02, 0.01, 0.001)).toMatchObject({ verdict: 'improved', reason: null })
    expect(compared(0.1, 0.1, 0.001)).toMatchObject({ verdict: 'holds', reason: null })
    // 0.5 and 1.5 ms are both printed as 1 ms.
    expect(compared(0.001, 0.001, 0.001)?.verdict).toBe('unsure')
  })

  test('no rounding of the same latencies is ever red', () => {
    const latencies = fc.array(fc.double({ min: 0.0006, max: 0.05, noNaN: true }), { minLength: 5, maxLength: 7 })
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.001, 0.0001), fc.constantFrom(-0.49, 0.49), (all, digit, offset) => {
        const [verdict] = compareRuns(all.map(roundedTo(digit, offset)), all.map(roundedTo(digit, -offset)))
        expect(['holds', 'unsure']).toContain(verdict?.verdict)
      }),
    )
  })
})
