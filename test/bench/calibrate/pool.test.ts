import { expect, test } from 'vitest'
import { baselinePools, livePools, metricsOf } from '../../../bench/calibrate/pool.ts'
import { poolsOf, type Recording } from '../../../bench/calibrate/recording.ts'
import { baseline } from '../../baseline/baselines.ts'
import { run, values } from './live-records.ts'

const recording: Recording = {
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
  const slow: Recording = {
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

test('a baseline gives a pool for each server, of the metrics that all its launches have', () => {
  const pools = baselinePools(baseline())
  expect(pools.length).toBe(Object.keys(baseline().servers).length)
  for (const pool of pools) expect(metricsOf(pool).length).toBeGreaterThan(0)
})

test('live launches are drawn from only when there are enough, and pairs only from runs without a plant', () => {
  const runs = [
    run({ values: { cpuPerRequest: values(6) } }),
    run({ plant: 0.2, values: { cpuPerRequest: values(6, 0.2) } }),
  ]
  expect(livePools('fastify', runs).map(({ mode }) => mode)).toEqual(['baseline'])
  const [pairs] = livePools('fastify', [...runs, run()])
  if (pairs?.mode !== 'A/B') throw new Error('no pairs')
  expect(pairs.differences).toHaveLength(24)
  expect(Math.max(...pairs.differences.map((one) => Math.abs(one.cpuPerRequest!)))).toBeLessThan(0.01)
})

test('runs beside a neighbour or with a fault are not drawn from', () => {
  const loud = Array.from({ length: 4 }, () => run({ neighbour: 'hog' }))
  const faulty = Array.from({ length: 4 }, () => run({ faults: ['head: it ended'] }))
  expect(livePools('fastify', [...loud, ...faulty])).toEqual([])
})
