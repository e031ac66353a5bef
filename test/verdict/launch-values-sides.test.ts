import { expect, test } from 'vitest'
import { launchValues, sideValues, valuesOf } from '../../src/verdict/launch-values.ts'
import { comparison, costly, measurement, sample } from './measured.ts'

const pair = (cost: number, wave = 0) => [sample({ wave, side: 'base' }), costly(cost, { wave })]

test('in an A/B run a launch of head is held against base in the same wave', () => {
  const [first, second] = sideValues([...pair(2), ...pair(4, 1)], 'fastify', 'head', 'throughput')
  expect(first?.relative).toBeCloseTo(-Math.log(2), 12)
  expect(second?.relative).toBeCloseTo(-Math.log(4), 12)
  expect([first?.value, second?.value]).toEqual([5000, 2500])
})

test('base itself stands at nothing', () => {
  expect(sideValues(pair(2), 'fastify', 'base', 'latencyP50')).toEqual([{ wave: 0, value: 0.0004, relative: 0 }])
})

test('a wave in which one side yielded nothing is left out', () => {
  expect(
    sideValues([...pair(1), sample({ wave: 1 }), sample({ wave: 2, side: 'base' })], 'fastify', 'head', 'memory'),
  ).toHaveLength(1)
})

const thin = (base: number, head: number) => [sample({ side: 'base', requests: base }), sample({ requests: head })]

test('a p99 needs its thousand answers on both sides', () => {
  expect(sideValues(thin(999, 1000), 'fastify', 'head', 'latencyP99')).toEqual([])
  expect(sideValues(thin(1000, 999), 'fastify', 'head', 'latencyP99')).toEqual([])
  expect(sideValues(thin(1000, 1000), 'fastify', 'head', 'latencyP99')).toHaveLength(1)
})

test('the mode of a measurement says what its launches are held against', () => {
  const [ab, beside] = [comparison(2, 2), measurement(2, 2)]
  expect(valuesOf(ab, 'fastify', 'throughput')).toEqual(sideValues(ab.samples, 'fastify', 'head', 'throughput'))
  expect(valuesOf(beside, 'fastify', 'throughput')).toEqual(
    launchValues(beside.samples, 'fastify', beside.references, 'throughput'),
  )
})
