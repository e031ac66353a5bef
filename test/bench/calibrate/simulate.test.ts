import { describe, expect, test } from 'vitest'
import type { Pool } from '../../../bench/calibrate/pools.ts'
import { recordedPools } from '../../../bench/calibrate/recordings.ts'
import { share } from '../../../bench/calibrate/shares.ts'
import { redCells, redGates, simulate, simulateAll } from '../../../bench/calibrate/simulate.ts'
import { LOOKS } from '../../../src/verdict/looks.ts'

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
