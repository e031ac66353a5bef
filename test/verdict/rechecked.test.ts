import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/model/verdict.ts'
import { afterRecheck, isRedByRanks, mayBeSlower, type Recheck } from '../../src/verdict/rechecked.ts'
import { cell } from '../report/cells.ts'
import { measurement } from './measured.ts'

const red = (metric: Verdict['metric'], launches = 6) => cell({ metric, verdict: 'regressed', launches })

const recheck: Recheck = { commit: 'a'.repeat(40), measurement: measurement(4) }

/** A cell that looks neither slower nor red at a look. */
const plain = (verdict: Verdict) => ({ verdict, looksWorse: false, suspected: false })

const words = (verdicts: readonly Verdict[]) => verdicts.map(({ verdict }) => verdict)

test('a red metric stays red where it is red beside the commit, too, and is unsure where it is anything else there', () => {
  const verdicts = [red('throughput'), red('cpuPerRequest'), red('latencyP50')]
  const again = [red('throughput'), cell({ metric: 'cpuPerRequest', verdict: 'unsure' })]
  const after = afterRecheck(verdicts.map(plain), recheck, () => again)
  expect(words(after)).toEqual(['regressed', 'unsure', 'unsure'])
  expect(after[0]).toBe(verdicts[0])
  expect(after[1]).toEqual({
    ...verdicts[1],
    verdict: 'unsure',
    reason: expect.stringMatching(
      /^looks slower than the baseline, but 4 waves beside .* \(aaaaaaaaa\) do not show it/,
    ),
  })
})

test('what is not red stays as it is, and so does what ranks did not say', () => {
  const verdicts = [
    cell({ verdict: 'holds' }),
    cell({ verdict: 'invalid' }),
    red('throughput', 3),
    red('throughput', 1),
  ]
  expect(afterRecheck(verdicts.map(plain), recheck, () => [])).toEqual(verdicts)
  expect(verdicts.map(isRedByRanks)).toEqual([false, false, false, false])
})

test('where there is nothing beside it, no metric is red by ranks, and the reason says why', () => {
  const after = afterRecheck([plain(red('throughput'))], { notRechecked: 'nobody knows why' }, () => {
    throw new Error('there is nothing to judge')
  })
  expect(words(after)).toEqual(['unsure'])
  expect(after[0]?.reason).toBe('looks slower than the baseline, though its instructions hold; nobody knows why')
})

test.for([
  ['throughput', -0.06, true],
  ['throughput', -0.05, true],
  ['throughput', -0.04, false],
  ['throughput', 0.2, false],
  ['latencyP50', 0.05, true],
  ['latencyP50', 0.04, false],
  ['latencyP50', -0.2, false],
] as const)('%s that changed by %d may be slower by more than a tenth: %o', ([metric, estimate, expected]) => {
  const change = { estimate, low: null, high: null }
  expect(mayBeSlower({ metric, tolerance: 0.1, change })).toBe(expected)
})

test('what has no number is not slower', () => {
  expect(mayBeSlower({ metric: 'throughput', tolerance: 0.1, change: null })).toBe(false)
})

describe('what is unsure', () => {
  const unsure = cell({ metric: 'latencyP50', verdict: 'unsure', launches: 3 })
  const doubts = [
    { verdict: unsure, looksWorse: true, suspected: false },
    { verdict: unsure, looksWorse: false, suspected: true },
  ]

  test('is red as it is beside the commit, where it looks slower or was red at a look', () => {
    const again = { ...red('latencyP50'), current: 0.007, baseline: 0.005 }
    const after = afterRecheck(doubts, recheck, () => [again])
    const reason = 'slower than the commit that recorded the baseline (aaaaaaaaa), in 4 waves beside it'
    expect(after).toEqual([
      { ...again, reason },
      { ...again, reason },
    ])
  })

  test('stays unsure where the commit does not show it, or cannot be had, and the reason says so', () => {
    const [first] = afterRecheck(doubts, recheck, () => [cell({ metric: 'latencyP50', verdict: 'holds' })])
    expect(first).toEqual({ ...unsure, reason: expect.stringContaining('do not show it') })
    const [other] = afterRecheck(doubts, { notRechecked: 'it is gone' }, () => [])
    expect(other).toEqual({ ...unsure, reason: expect.stringMatching(/; it is gone$/) })
  })

  test('stays as it is where it does not look slower, or where nothing was measured beside the commit', () => {
    expect(afterRecheck([plain(unsure)], recheck, () => [red('latencyP50')])).toEqual([unsure])
    expect(afterRecheck(doubts, undefined, () => [red('latencyP50')])).toEqual([unsure, unsure])
  })
})
