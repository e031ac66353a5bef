import { describe, expect, test } from 'vitest'
import { noFailures } from '../../src/sample.ts'
import { launchValues, metricOf } from '../../src/verdict/launch-values.ts'
import { sample } from './measured.ts'

const beside = (change: object) => [sample({ server: 'reference' }), sample(change)]

test('a window yields good answers a second, CPU seconds an answer, and latencies as they are', () => {
  const window = sample({ elapsed: 0.5, requests: 4000, cpu: 0.4 })
  expect(metricOf(window, 'throughput')).toBe(8000)
  expect(metricOf(window, 'cpuPerRequest')).toBe(0.0001)
  expect(metricOf(window, 'latencyP90')).toBe(0.0006)
})

test('what the machine cannot tell is null and never 0', () => {
  const blind = sample({ cpu: null, memory: null, latency: null })
  for (const metric of ['cpuPerRequest', 'memory', 'latencyP50'] as const) expect(metricOf(blind, metric)).toBeNull()
  expect(launchValues(beside({ cpu: null }), 'fastify', 'reference', 'cpuPerRequest')).toEqual([])
})

test('a launch is one value, whatever the number of its windows: the median', () => {
  const rounds = [4000, 5000, 9000].flatMap((requests, round) => [sample({ round, server: 'reference' }), sample({ round, requests })])
  expect(launchValues(rounds, 'fastify', 'reference', 'throughput')).toEqual([{ wave: 0, value: 10_000, relative: 0 }])
})

describe('the yardstick', () => {
  test('of throughput and CPU is the reference beside it, so that a machine at half speed is no change', () => {
    const half = [sample({ server: 'reference', requests: 2500 }), sample({ requests: 2500 })]
    for (const metric of ['throughput', 'cpuPerRequest'] as const) {
      expect(launchValues(half, 'fastify', 'reference', metric)[0]?.relative).toBeCloseTo(0, 12)
    }
  })

  test('of latencies is the time that the reference takes for a request', () => {
    const [launch] = launchValues(beside({}), 'fastify', 'reference', 'latencyP50')
    expect(Math.exp(launch?.relative ?? 0)).toBeCloseTo(0.0004 * 10_000, 9)
  })

  test('of memory is nothing: it does not depend on the speed of the machine', () => {
    const [launch] = launchValues([sample({ server: 'reference', memory: 1 }), sample()], 'fastify', 'reference', 'memory')
    expect(Math.exp(launch?.relative ?? 0)).toBeCloseTo(100_000_000, 3)
  })
})

test('a p99 from fewer than a thousand answers in a launch is left out', () => {
  expect(launchValues(beside({ requests: 999 }), 'fastify', 'reference', 'latencyP99')).toEqual([])
  expect(launchValues(beside({ requests: 1000 }), 'fastify', 'reference', 'latencyP99')).toHaveLength(1)
})

test('failed requests are a share of what was sent', () => {
  const [launch] = launchValues(beside({ requests: 90, failures: { ...noFailures, timeout: 10 } }), 'fastify', 'reference', 'failedRequests')
  expect(launch?.value).toBe(0.1)
})

test('a wave in which the reference yielded nothing is left out', () => {
  expect(launchValues([sample()], 'fastify', 'reference', 'throughput')).toEqual([])
})
