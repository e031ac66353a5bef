import { expect, test } from 'vitest'
import { poolsOf, type WindowFile } from '../../../bench/calibrate/recordings.ts'
import { metricsOf } from '../../../bench/calibrate/simulate-timed.ts'

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

test('launches of one code are paired in both directions, so that neither side is slower', () => {
  const [pairs] = poolsOf(recording)
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences).toHaveLength(4)
  for (const metric of metricsOf(pairs))
    expect(pairs.differences.reduce((sum, one) => sum + one[metric]!, 0)).toBeCloseTo(0)
})

test('the value of a launch is that of the gate: the better of two windows', () => {
  const [pairs] = poolsOf(recording)
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences[0]?.throughput).toBeCloseTo(Math.log(5_000 / 10_000))
  expect(pairs.differences[0]?.cpuPerRequest).toBeCloseTo(Math.log(2))
})

test('recorded slower launches are head, and their plant is a share of the CPU of the others', () => {
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

test('a recorded reference removes a slower moment', () => {
  const moments = [1, 2].map((cost) => [
    { same: [[10_000 / cost, 1e-4 * cost]], reference: [[20_000 / cost, 5e-5 * cost]] },
  ])
  const [singles] = poolsOf({ ...recording, waves: moments })
  if (singles?.mode !== 'baseline') throw new Error('no single launches')
  for (const launch of singles.before)
    expect(launch).toEqual({ throughput: expect.closeTo(Math.log(0.5)), cpuPerRequest: expect.closeTo(Math.log(2)) })
})

test('a single launch per wave gives no pairs', () => {
  expect(poolsOf({ ...recording, waves: [[{ same: [[1, 1]] }]] }).map(({ mode }) => mode)).toEqual(['baseline'])
})
