import { describe, expect, test } from 'vitest'
import {
  judgeCounts,
  LAUNCHES_TO_RECORD,
  neededCounts,
  neededToConfirm,
  type CountedCase,
} from '../../src/verdict/judge-counts.ts'
import { counts, recorded } from './counted.ts'

const BEFORE = [2136, 2136.2, 2136.1, 2136.3]

/** One server against its baseline, except for what is said. */
function counted(change: Partial<CountedCase> = {}): CountedCase {
  return {
    scenario: { title: 'home page', tolerance: undefined, allowedFailures: 0 },
    server: 'fastify',
    mode: 'baseline',
    counts: counts([2136.1, 2136]),
    recorded: recorded(BEFORE),
    tolerance: undefined,
    ...change,
  }
}

const rows = (change: Partial<CountedCase>) =>
  judgeCounts(counted(change)).map(({ metric, verdict }) => `${metric} ${verdict}`)

const NOTHING = { head: 0, base: 0 }

describe('against a baseline', () => {
  test('unchanged code holds after a launch, with its values, its interval and what launches differ by', () => {
    const one = counted({ counts: counts([2136.1]) })
    const [row] = judgeCounts(one)
    expect(row).toMatchObject({
      metric: 'instructions',
      unit: 'instructions',
      verdict: 'holds',
      reason: null,
      launches: 1,
    })
    expect(row?.current).toBeCloseTo(2_136_100, -3)
    expect(row?.baseline).toBeCloseTo(2_136_150, -3)
    expect(row?.spread).toBeLessThan(0.0002)
    expect(row?.change?.low).toBeGreaterThan(-0.002)
    expect(neededCounts(one)).toEqual(NOTHING)
  })

  test('3 % more is red once a third launch shows it again', () => {
    expect(neededCounts(counted({ counts: counts([2200.1]) }))).toEqual({ head: 2, base: 0 })
    const two = { counts: counts([2200.1, 2200]) }
    expect(rows(two)).toEqual(['instructions unsure'])
    expect(judgeCounts(counted(two))[0]?.reason).toMatch(/looked regressed/)
    expect(neededCounts(counted(two))).toEqual({ head: 1, base: 0 })
    const three = { counts: counts([2200.1, 2200, 2200.2]) }
    expect(rows(three)).toEqual(['instructions regressed'])
    expect(judgeCounts(counted(three))[0]?.change?.estimate).toBeCloseTo(0.03, 3)
    expect(neededCounts(counted(three))).toEqual(NOTHING)
  })

  test('what confirms a red is told from what else is needed', () => {
    const restless = counted({ counts: counts([2170, 2136]) })
    expect([neededCounts(restless), neededToConfirm(restless)]).toEqual([{ head: 2, base: 0 }, NOTHING])
    expect(neededToConfirm(counted({ counts: counts([2200.1]) }))).toEqual({ head: 2, base: 0 })
    expect(neededToConfirm(counted({ counts: counts([2200.1, 2200]) }))).toEqual({ head: 1, base: 0 })
    expect(neededToConfirm(counted({ counts: counts([2200.1, 2200, 2200.2]) }))).toEqual(NOTHING)
    expect(neededToConfirm(counted({ counts: counts([2000.1, 2000]) }))).toEqual(NOTHING)
    expect(neededToConfirm(counted({ counts: counts([2200.1, 2200]), recorded: null }))).toEqual(NOTHING)
    expect(neededToConfirm(counted({ counts: { notCounted: 'it ended' } }))).toEqual(NOTHING)
  })

  test('half a percent more is red where a spec allows 0.3 %, and holds by default', () => {
    const more = counts([2147, 2147.1, 2147.2])
    expect(rows({ counts: more, tolerance: { instructions: 0.003 } })).toEqual(['instructions regressed'])
    expect(rows({ counts: more })).toEqual(['instructions holds'])
    expect(rows({ counts: more, tolerance: 0.003 })).toEqual(['instructions regressed'])
  })

  test('launches that do not repeat are unsure, and the reason says by how much they differ', () => {
    const restless = { counts: counts([2170, 2136, 2190, 2125]) }
    expect(judgeCounts(counted(restless))[0]).toMatchObject({
      verdict: 'unsure',
      reason: expect.stringMatching(
        /^its launches differ by [\d.]+ %, so 4 of them show changes from [\d.]+ % on: allow that much, or find what varies from launch to launch$/,
      ),
    })
    expect(neededCounts(counted(restless))).toEqual(NOTHING)
    expect(neededCounts(counted({ counts: counts([2170, 2136]) }))).toEqual({ head: 2, base: 0 })
  })

  test('without a counted baseline it is unsure, and four launches are counted to be recorded', () => {
    const first = { recorded: null }
    expect(judgeCounts(counted(first))[0]).toMatchObject({
      verdict: 'unsure',
      reason: 'no counted baseline to compare with; a run at your desk records one when it passes',
      baseline: null,
      launches: 2,
    })
    expect(judgeCounts(counted(first))[0]?.current).toBeCloseTo(2_136_050, -3)
    expect(neededCounts(counted(first))).toEqual({ head: LAUNCHES_TO_RECORD - 2, base: 0 })
  })

  test('one launch is counted first, two beside fewer than four recorded ones and of each side, and four to be recorded', () => {
    expect(neededCounts(counted({ counts: counts([]) }))).toEqual({ head: 1, base: 0 })
    const few = { recorded: recorded(BEFORE.slice(1)) }
    expect(neededCounts(counted({ ...few, counts: counts([]) }))).toEqual({ head: 2, base: 0 })
    expect(neededCounts(counted({ ...few, counts: counts([2136]) }))).toEqual({ head: 1, base: 0 })
    expect(neededCounts(counted({ counts: counts([2136]), recorded: null }))).toEqual({ head: 3, base: 0 })
    expect(neededCounts(counted({ mode: 'ab', recorded: null, counts: counts([2136], []) }))).toEqual({
      head: 1,
      base: 2,
    })
    expect(judgeCounts(counted({ counts: counts([]) }))[0]?.reason).toBe('0 counted launches are too few to decide')
    expect(judgeCounts(counted({ ...few, counts: counts([2136]) }))[0]?.reason).toBe(
      '1 counted launch is too few to decide',
    )
  })
})

describe('what counts depend on besides the code', () => {
  test('another runtime is not compared, and no launch more would change that', () => {
    const other = { recorded: recorded(BEFORE, undefined, { runtime: 'node 24.22.0' }) }
    expect(judgeCounts(counted(other))[0]).toMatchObject({ verdict: 'unsure', change: null, launches: 2 })
    expect(judgeCounts(counted(other))[0]?.reason).toMatch(/another runtime are not compared/)
    expect(neededCounts(counted(other))).toEqual(NOTHING)
  })

  test('another valgrind widens the interval, and the row says so, also when it holds', () => {
    const [row] = judgeCounts(counted({ recorded: recorded(BEFORE, undefined, { valgrind: '3.24.0' }) }))
    expect(row).toMatchObject({
      verdict: 'holds',
      reason: expect.stringMatching(/another valgrind than the baseline, so the interval is wider by 0.2 %$/),
    })
    expect(row?.change?.high).toBeGreaterThan(0.002)
  })

  test('where that does not fit into the tolerance, it is the reason, and no launch more would tell', () => {
    const other = { libc: 'glibc 2.41', valgrind: '3.24.0' }
    const tight = { tolerance: { instructions: 0.001 }, recorded: recorded(BEFORE, undefined, other) }
    const [row] = judgeCounts(counted(tight))
    expect(row?.verdict).toBe('unsure')
    expect(row?.reason).toMatch(
      /^counted with another libc and another valgrind than the baseline, which may move it by 0\.4 %, .*within 0\.1 % cannot be told\. .*baseline:update/,
    )
    expect(neededCounts(counted({ ...tight, counts: counts([2136.1]) }))).toEqual(NOTHING)
    const restless = judgeCounts(counted({ ...tight, counts: counts([2136, 2170, 2130, 2165]) }))[0]
    expect(restless?.reason).toMatch(/^its launches differ by 0\.\d %/)
  })

  test('what that may have moved is no part of what collecting garbage may have', () => {
    const same = { counts: counts([2136.1, 2136], [], 6), recorded: recorded(BEFORE, 6, { valgrind: '3.24.0' }) }
    const [instructions, garbage] = judgeCounts(counted(same))
    expect(garbage).toMatchObject({ metric: 'gcInstructions', verdict: 'holds', reason: instructions?.reason })
  })

  test('in an A/B run both sides are counted today, and are always compared', () => {
    const ab = { mode: 'ab', recorded: null } as const
    expect(rows({ ...ab, counts: counts([2136.1, 2136], [2136, 2136.2]) })).toEqual(['instructions holds'])
    const red = counts([2200.1, 2200, 2200.2], [2136, 2136.2])
    expect(rows({ ...ab, counts: red })).toEqual(['instructions regressed'])
    expect(neededCounts(counted({ ...ab, counts: counts([2136, 2170], [2130, 2165]) }))).toEqual({ head: 2, base: 2 })
  })
})

describe('garbage', () => {
  test('has a verdict of its own where it repeats', () => {
    const same = { recorded: recorded(BEFORE, 6), counts: counts([2136.1, 2136], [], 6) }
    expect(rows(same)).toEqual(['instructions holds', 'gcInstructions holds'])
    const more = { recorded: recorded(BEFORE, 6), counts: counts([2136.1, 2136, 2136.2], [], 4) }
    expect(rows(more)).toEqual(['instructions holds', 'gcInstructions regressed'])
  })

  test('a suspicion is confirmed by one more launch, although instructions are decided', () => {
    const more = counted({ recorded: recorded(BEFORE, 6), counts: counts([2136.1, 2136], [], 4) })
    expect(judgeCounts(more)[1]?.verdict).toBe('unsure')
    expect(neededCounts(more)).toEqual({ head: 1, base: 0 })
  })

  test('has none where nothing is collected', () => {
    expect(rows({})).toEqual(['instructions holds'])
  })
})

describe('a server that cannot be counted', () => {
  const blind = { counts: { notCounted: 'valgrind is not installed (apt-get install valgrind)' } }

  test('is unsure with the reason, and needs no launches', () => {
    expect(judgeCounts(counted(blind))).toMatchObject([
      { verdict: 'unsure', reason: 'not counted: valgrind is not installed (apt-get install valgrind)', launches: 0 },
    ])
    expect(neededCounts(counted(blind))).toEqual(NOTHING)
  })

  test('is invalid where nothing else decides', () => {
    expect(rows({ ...blind, required: true })).toEqual(['instructions invalid'])
  })
})
