import { describe, expect, test } from 'vitest'
import { recordedPools } from '../../../bench/calibrate/recordings.ts'
import { share } from '../../../bench/calibrate/shares.ts'
import {
  baselinePools,
  livePools,
  metricsOf,
  type Pool,
  redCells,
  redGates,
  simulate,
  simulateAll,
  valuesOf,
} from '../../../bench/calibrate/simulate-timed.ts'
import { LOOKS } from '../../../src/verdict/looks.ts'
import { baseline } from '../../baseline/baselines.ts'
import { liveMeasurement } from './live-measurement.ts'
import { run, values } from './live-records.ts'

/** The short form of `npm run calibrate`, in seconds: the promises on recorded launches, by a fixed seed. */
const simulation = { gates: 20, budget: 'default', seed: 'short form' } as const

const pools = recordedPools().filter(({ recordedPlant }) => recordedPlant === null)
const steady = (mode: Pool['mode']) => pools.filter((pool) => pool.group === 'steady' && pool.mode === mode)

test('the recordings give pools of every kind, for both comparisons', () => {
  for (const mode of ['A/B', 'baseline'])
    expect(new Set(pools.filter((pool) => pool.mode === mode).map(({ group }) => group))).toEqual(
      new Set(['rough', 'plain', 'steady']),
    )
})

describe('G1', () => {
  test.for(pools.map((pool) => [pool.mode, pool.name, pool] as const))(
    'unchanged code is not red: %s on %s',
    ([, , pool]) => {
      const tally = simulate(pool, 0, simulation)
      expect(redCells([tally]).hits).toBe(0)
      expect(redCells([tally]).trials).toBe(simulation.gates * Object.keys(tally.cells).length)
    },
  )
})

describe('G2, of steady launches', () => {
  test.for([
    ['A/B', 0.1, 0.95],
    ['A/B', 0.07, 0.8],
    ['baseline', 0.2, 0.99],
  ] as const)('%s: a slowdown of %f is red in at least %f of gates', ([mode, plant, least]) => {
    const red = redGates(simulateAll(steady(mode), [plant], simulation))
    // As much below the promise as so few gates may fall by chance.
    expect(share(red.hits, red.trials).high).toBeGreaterThanOrEqual(least)
  })

  test('half the tolerance is hardly ever red', () => {
    const red = redGates(simulateAll(steady('A/B'), [0.025], simulation))
    expect(red.hits / red.trials).toBeLessThan(0.1)
  })
})

test('G3: of steady launches, twice the CPU is red at the first look and what confirms it', () => {
  const [first] = LOOKS
  for (const tally of simulateAll([...steady('A/B'), ...steady('baseline')], [1], simulation))
    expect(tally.launches.cpu).toBe(first.launches + first.confirm)
})

test('the same seed gives the same gates, another one others', () => {
  const [pool] = steady('A/B') as [Pool]
  const few = { ...simulation, gates: 10 }
  expect(simulate(pool, 0.05, few)).toEqual(simulate(pool, 0.05, few))
  expect(simulate(pool, 0.05, { ...few, seed: 'another' })).not.toEqual(simulate(pool, 0.05, few))
})

test('memory is not touched by a plant, and what is better when higher gets worse', () => {
  const launch = { throughput: Math.log(10_000), cpuPerRequest: Math.log(0.0001), memory: Math.log(1e8) }
  const near = {
    throughput: launch.throughput + 0.001,
    cpuPerRequest: launch.cpuPerRequest + 0.001,
    memory: launch.memory + 0.001,
  }
  const pool: Pool = {
    name: 'x',
    group: 'live',
    mode: 'baseline',
    before: [launch, near],
    after: [launch, near],
    recordedPlant: null,
  }
  expect(simulate(pool, 0.5, { ...simulation, gates: 5 }).cells).toEqual({
    throughput: { regressed: 5 },
    cpuPerRequest: { regressed: 5 },
    memory: { holds: 5 },
  })
})

test('a baseline gives a pool for each server, of the metrics that all its launches have', () => {
  const own = baselinePools(baseline())
  expect(own.length).toBe(Object.keys(baseline().servers).length)
  for (const pool of own) expect(metricsOf(pool).length).toBeGreaterThan(0)
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

test('a record keeps one value per wave of every server, and the differences that A/B is judged by', () => {
  const { cpuPerRequest, memory } = valuesOf(liveMeasurement(4, 1.5), 'fastify')
  expect(cpuPerRequest?.base).toHaveLength(4)
  expect(cpuPerRequest?.base[0]).toBeCloseTo(0.0001, 6)
  expect(cpuPerRequest?.head[0]).toBeCloseTo(0.00015, 6)
  for (const difference of cpuPerRequest?.difference ?? []) expect(difference).toBeCloseTo(Math.log(1.5), 1)
  for (const relative of cpuPerRequest?.relative.base ?? []) expect(relative).toBeCloseTo(0, 1)
  for (const relative of cpuPerRequest?.relative.head ?? []) expect(relative).toBeCloseTo(Math.log(1.5), 1)
  expect(Object.keys(cpuPerRequest?.references ?? {})).toEqual(['reference', 'reference-large'])
  expect(memory?.references['reference']).toEqual([1e8, 1e8, 1e8, 1e8])
})

test('a wave in which a launch gave nothing is null there, and the other waves keep their places', () => {
  const whole = liveMeasurement(3)
  const { cpuPerRequest } = valuesOf(
    { ...whole, samples: whole.samples.filter(({ wave, server }) => wave !== 1 || server !== 'head') },
    'fastify',
  )
  expect(cpuPerRequest?.head).toEqual([expect.any(Number), null, expect.any(Number)])
  expect(cpuPerRequest?.difference[1]).toBeNull()
  expect(cpuPerRequest?.base[1]).toEqual(expect.any(Number))
})
