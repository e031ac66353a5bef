import { expect, test } from 'vitest'
import { shownOf } from '../../src/verdict/shown.ts'
import { loadByWave } from '../../src/verdict/load-by-wave.ts'
import { against, comparison, measurement, sample } from './measured.ts'

test('launches of now beside those of the baseline, as this machine would have measured them now', () => {
  const { throughput, cpuPerRequest } = shownOf(measurement(3, 1.25), 'fastify', against())
  expect(throughput?.now).toHaveLength(3)
  expect(throughput?.before).toHaveLength(20)
  expect(throughput?.before[0]).toBeCloseTo(10_000, -2)
  expect(throughput?.now[0]).toBeCloseTo(8000, -2)
  expect(cpuPerRequest?.before[0]).toBeCloseTo(0.4 / 5000, 6)
})

test('in an A/B run those of base', () => {
  expect(shownOf(comparison(4, 2), 'fastify', null).latencyP50).toMatchObject({
    before: Array.from({ length: 4 }, () => 0.0004),
    now: expect.any(Array),
  })
})

test('without a baseline there is nothing before, and what cannot be used is left out', () => {
  expect(shownOf(measurement(3), 'fastify', null).memory?.before).toEqual([])
  expect(shownOf(measurement(0), 'fastify', against())).toEqual({})
})

test('cores at work, by wave: medians, and null where nobody knows', () => {
  const samples = [
    sample({ generatorCores: 0.2 }),
    sample({ generatorCores: 0.4 }),
    sample({ generatorCores: 0.9 }),
    sample({ wave: 1, generatorCores: null, otherCores: 0.1 }),
  ]
  expect(loadByWave(samples)).toEqual([
    { wave: 0, generator: 0.4, others: 0, stolen: 0 },
    { wave: 1, generator: null, others: 0.1, stolen: 0 },
  ])
})
