import { expect, test } from 'vitest'
import type { Verdict } from '../../src/model/verdict.ts'
import { afterRecheck, isRedByRanks, type Recheck } from '../../src/verdict/rechecked.ts'
import { cell } from '../report/cells.ts'
import { measurement } from './measured.ts'

const red = (metric: Verdict['metric'], launches = 6) => cell({ metric, verdict: 'regressed', launches })

const recheck: Recheck = { commit: 'a'.repeat(40), measurement: measurement(4) }

const words = (verdicts: readonly Verdict[]) => verdicts.map(({ verdict }) => verdict)

test('a red metric stays red where it is red beside the commit, too, and is unsure where it is anything else there', () => {
  const verdicts = [red('throughput'), red('cpuPerRequest'), red('latencyP50')]
  const again = [red('throughput'), cell({ metric: 'cpuPerRequest', verdict: 'unsure' })]
  const after = afterRecheck(verdicts, recheck, () => again)
  expect(words(after)).toEqual(['regressed', 'unsure', 'unsure'])
  expect(after[0]).toBe(verdicts[0])
  expect(after[1]).toEqual({
    ...verdicts[1],
    verdict: 'unsure',
    reason: expect.stringMatching(/^slower than the baseline, but 4 waves beside .* \(aaaaaaaaa\) do not show it/),
  })
})

test('what is not red stays as it is, and so does what ranks did not say', () => {
  const verdicts = [
    cell({ verdict: 'holds' }),
    cell({ verdict: 'invalid' }),
    red('throughput', 3),
    red('throughput', 1),
  ]
  expect(afterRecheck(verdicts, recheck, () => [])).toEqual(verdicts)
  expect(verdicts.map(isRedByRanks)).toEqual([false, false, false, false])
})

test('where there is nothing beside it, no metric is red by ranks, and the reason says why', () => {
  const after = afterRecheck([red('throughput')], { notRechecked: 'nobody knows why' }, () => {
    throw new Error('there is nothing to judge')
  })
  expect(words(after)).toEqual(['unsure'])
  expect(after[0]?.reason).toBe('slower than the baseline, though its instructions hold; nobody knows why')
})
