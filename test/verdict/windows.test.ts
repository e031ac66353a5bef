import { expect, test } from 'vitest'
import { loadByWave, metricOf, runtimeOf } from '../../src/verdict/windows.ts'
import { sample } from './measured.ts'

test('a server has the medians of its windows, and those that could not tell are left out', () => {
  const windows = [0.01, 0.5, null, 0.02].map((gc) => sample({ gc, eventLoopUtilisation: gc && 1 - gc }))
  expect(runtimeOf(windows)).toEqual({ gc: 0.02, eventLoopUtilisation: 0.98 })
})

test('a server that reported nothing has null and not 0', () => {
  expect(runtimeOf([sample()])).toEqual({ gc: null, eventLoopUtilisation: null })
  expect(runtimeOf([sample({ gc: 0, eventLoopUtilisation: 0 })])).toEqual({ gc: 0, eventLoopUtilisation: 0 })
})

test('a window yields good answers a second, CPU seconds an answer, and latencies as they are', () => {
  const window = sample({ elapsed: 0.5, requests: 4000, cpu: 0.4 })
  expect(metricOf(window, 'throughput')).toBe(8000)
  expect(metricOf(window, 'cpuPerRequest')).toBe(0.0001)
  expect(metricOf(window, 'latencyP90')).toBe(0.0006)
  expect(metricOf(window, 'latencyP95')).toBe(0.0007)
})

test('what the machine cannot tell is null and never 0', () => {
  const blind = sample({ cpu: null, memory: null, latency: null })
  for (const metric of ['cpuPerRequest', 'memory', 'latencyP50'] as const) expect(metricOf(blind, metric)).toBeNull()
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
