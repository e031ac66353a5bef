import { describe, expect, test } from 'vitest'
import { noFailures } from '../../src/model/measurement.ts'
import { launchValues } from '../../src/verdict/launch-values.ts'
import { costly, REFERENCES, sample } from './measured.ts'

const beside = (change: object) => [...REFERENCES.map((server) => sample({ server })), sample(change)]

test('a launch without a value of the metric is left out', () => {
  expect(launchValues(beside({ cpu: null }), 'fastify', REFERENCES, 'cpuPerRequest')).toEqual([])
})

test('launches come in the order of the waves, whatever order their windows come in', () => {
  const waves = [2, 0, 1].flatMap((wave) => beside({ requests: 1000 * (wave + 1) }).map((one) => ({ ...one, wave })))
  const values = launchValues(waves, 'fastify', REFERENCES, 'throughput').map(({ wave, value }) => ({ wave, value }))
  expect(values).toEqual([
    { wave: 0, value: 2000 },
    { wave: 1, value: 4000 },
    { wave: 2, value: 6000 },
  ])
})

describe('the yardstick', () => {
  test('of throughput and CPU are the references beside it, so that a machine at half speed is no change', () => {
    const half = [...REFERENCES.map((server) => costly(2, { server })), costly(2)]
    for (const metric of ['throughput', 'cpuPerRequest'] as const) {
      expect(launchValues(half, 'fastify', REFERENCES, metric)[0]?.relative).toBeCloseTo(0, 12)
    }
  })

  test('of several references is their geometric mean, so that one at a quarter counts as both at half', () => {
    const [first, second] = REFERENCES
    const quarter = [sample({ server: first, requests: 1250 }), sample({ server: second }), sample()]
    expect(launchValues(quarter, 'fastify', REFERENCES, 'throughput')[0]?.relative).toBeCloseTo(Math.log(2), 12)
  })

  test('of latencies is the time that the references take for a request', () => {
    const [launch] = launchValues(beside({}), 'fastify', REFERENCES, 'latencyP50')
    expect(Math.exp(launch?.relative ?? 0)).toBeCloseTo(0.0004 * 10_000, 9)
  })

  test('of memory is nothing: it does not depend on the speed of the machine', () => {
    const [launch] = launchValues(
      [...REFERENCES.map((server) => sample({ server, memory: 1 })), sample()],
      'fastify',
      REFERENCES,
      'memory',
    )
    expect(Math.exp(launch?.relative ?? 0)).toBeCloseTo(100_000_000, 3)
  })

  test('is there only when every reference yielded something in the wave', () => {
    const [first] = REFERENCES
    expect(launchValues([sample({ server: first }), sample()], 'fastify', REFERENCES, 'throughput')).toEqual([])
    expect(launchValues([sample({ server: first }), sample()], 'fastify', [first], 'throughput')).toHaveLength(1)
    expect(launchValues([sample()], 'fastify', [], 'throughput')).toEqual([])
  })
})

test('a p99 from fewer than a thousand answers in a launch is left out', () => {
  expect(launchValues(beside({ requests: 999 }), 'fastify', REFERENCES, 'latencyP99')).toEqual([])
  expect(launchValues(beside({ requests: 1000 }), 'fastify', REFERENCES, 'latencyP99')).toHaveLength(1)
})

test('failed requests are a share of what was sent', () => {
  const [launch] = launchValues(
    beside({ requests: 90, failures: { ...noFailures, timeout: 10 } }),
    'fastify',
    REFERENCES,
    'failedRequests',
  )
  expect(launch?.value).toBe(0.1)
})
