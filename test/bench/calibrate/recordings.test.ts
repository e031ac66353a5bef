import { expect, test } from 'vitest'
import { metricsOf } from '../../../bench/calibrate/pools.ts'
import { poolsOf, type WindowFile } from '../../../bench/calibrate/recordings.ts'

const recording: WindowFile = {
  from: 'x',
  group: 'plain',
  metrics: ['throughput', 'cpuPerRequest'],
  planted: null,
  waves: [
    [
      {
        same: [
          [10_000, 1e-4],
          [5_000, 2e-4],
        ],
      },
      {
        same: [
          [9_000, 1.1e-4],
          [4_000, 3e-4],
        ],
      },
    ],
    [
      {
        same: [
          [8_000, 1e-4],
          [8_000, 1e-4],
        ],
      },
    ],
  ],
}

test('launches of one code are paired both ways, so that neither side is the slower one', () => {
  const [pairs] = poolsOf(recording)
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences).toHaveLength(4)
  for (const metric of metricsOf(pairs))
    expect(pairs.differences.reduce((sum, one) => sum + one[metric]!, 0)).toBeCloseTo(0)
})

test('of a launch speaks what speaks for it in the gate: of two windows the better one', () => {
  const [pairs] = poolsOf(recording)
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences[0]?.throughput).toBeCloseTo(Math.log(5_000 / 10_000))
  expect(pairs.differences[0]?.cpuPerRequest).toBeCloseTo(Math.log(2))
})

test('where slower launches were recorded, they are head, and how much slower is told from what the others cost', () => {
  const slow: WindowFile = {
    ...recording,
    planted: 1e-5,
    waves: [
      [
        {
          same: [
            [10_000, 1e-4],
            [10_000, 1e-4],
          ],
          slower: [[9_000, 1.2e-4]],
        },
      ],
    ],
  }
  const [pairs, singles] = poolsOf(slow)
  expect(pairs).toMatchObject({ mode: 'A/B', recordedPlant: expect.closeTo(0.1) as number })
  if (pairs?.mode !== 'A/B' || singles?.mode !== 'baseline') throw new Error('wrong pools')
  expect(pairs.differences.map((one) => one.cpuPerRequest)).toEqual([
    expect.closeTo(Math.log(1.2)),
    expect.closeTo(Math.log(1.2)),
  ])
  expect([singles.before.length, singles.after.length]).toEqual([2, 1])
})

test('a recorded reference takes a slower moment out', () => {
  const moments = [1, 2].map((cost) => [
    { same: [[10_000 / cost, 1e-4 * cost]], reference: [[20_000 / cost, 5e-5 * cost]] },
  ])
  const [singles] = poolsOf({ ...recording, waves: moments })
  if (singles?.mode !== 'baseline') throw new Error('no single launches')
  for (const launch of singles.before)
    expect(launch).toEqual({ throughput: expect.closeTo(Math.log(0.5)), cpuPerRequest: expect.closeTo(Math.log(2)) })
})

test('a single launch a wave gives no pairs', () => {
  expect(poolsOf({ ...recording, waves: [[{ same: [[1, 1]] }]] }).map(({ mode }) => mode)).toEqual(['baseline'])
})
