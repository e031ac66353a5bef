import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noFailures } from '../../src/model/measurement.ts'
import { limitCells } from '../../src/verdict/limit.ts'
import { comparison, measurement } from './measured.ts'

/** `fastify` gives 10,000 requests per second with a p99 of 1 ms. */
const cell = (limits: Parameters<typeof limitCells>[2], run = measurement(6)) => limitCells(run, 'fastify', limits)[0]

test('a value clearly on the right side of its limit holds after three launches, and needs no baseline', () => {
  const found = cell({ latencyP99: { below: 0.05 } }, measurement(3))
  expect(found).toMatchObject({ open: false, suspected: false })
  expect(found?.verdict).toMatchObject({
    verdict: 'holds',
    metric: 'latencyP99',
    limit: { below: 0.05 },
    baseline: 0.05,
    current: expect.closeTo(0.001, 5) as number,
    change: { estimate: expect.closeTo(-0.98, 2) as number },
    tolerance: 0,
    launches: 3,
  })
})

test('a value on the wrong side is red once fresh launches have repeated it', () => {
  const limits = { throughput: { above: 12_000 } }
  expect(cell(limits, measurement(3))).toMatchObject({ open: true, suspected: true, verdict: { verdict: 'unsure' } })
  expect(cell(limits)).toMatchObject({
    open: false,
    verdict: { verdict: 'regressed', current: expect.closeTo(10_000, -2) as number, reason: null },
  })
})

test('far beyond the limit it is red at once', () => {
  expect(cell({ cpuPerRequest: { below: 0.000_02 } }, measurement(3))?.verdict).toMatchObject({
    verdict: 'regressed',
    launches: 3,
  })
})

test('what is better than its limit never improved', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.integer({ min: 3, max: 12 }), (slower, waves) => {
      const found = cell({ latencyP50: { below: 0.0004 } }, measurement(waves, slower))
      expect(['holds', 'regressed', 'unsure']).toContain(found?.verdict.verdict)
      if (found?.verdict.verdict === 'holds') expect(found.verdict.current).toBeLessThan(0.0004)
      if (found?.verdict.verdict === 'regressed') expect(found.verdict.current).toBeGreaterThan(0.0004)
    }),
  )
})

test('a value at its limit is unsure, and says what would help', () => {
  const run = measurement(20)
  const uneven = run.samples.map((one) => ({ ...one, requests: one.requests * (one.wave % 2 === 0 ? 0.9 : 1.1) }))
  const found = cell({ throughput: { above: 10_000 } }, { ...run, samples: uneven })
  expect(found?.verdict).toMatchObject({ verdict: 'unsure' })
  expect(found?.verdict.reason).toMatch(/lie too near to the limit to tell; leave it some room/)
})

test('in an A/B run it is about head', () => {
  expect(cell({ latencyP99: { below: 0.0015 } }, comparison(6, 2))?.verdict.verdict).toBe('regressed')
  expect(cell({ latencyP99: { below: 0.003 } }, comparison(6, 2))?.verdict.verdict).toBe('holds')
  expect(limitCells(comparison(6, 2, { unpaired: ['fastify'] }), 'fastify', { latencyP99: { below: 1 } })).toEqual([])
})

const failing = (share: number, allowedFailures: number) => {
  const { samples, scenario, ...rest } = measurement(6)
  const some = samples.map((one) => ({ ...one, failures: { ...noFailures, timeout: share * one.requests } }))
  return { ...rest, samples: some, scenario: { ...scenario, allowedFailures } }
}

describe('failed requests', () => {
  test('are compared by their share where some are allowed', () => {
    expect(cell({ failedRequests: { below: 0.02 } }, failing(0.01, 0.05))?.verdict).toMatchObject({ verdict: 'holds' })
    expect(cell({ failedRequests: { below: 0.005 } }, failing(0.01, 0.05))?.verdict).toMatchObject({
      verdict: 'regressed',
      change: { estimate: expect.closeTo(0.0049, 4) as number },
    })
  })

  test('hold where none is allowed and none failed, and are invalid where one did', () => {
    expect(cell({ failedRequests: { below: 0.001 } })?.verdict).toMatchObject({ verdict: 'holds', current: 0 })
    expect(cell({ failedRequests: { below: 0.5 } }, failing(0.01, 0))?.verdict.verdict).toBe('invalid')
  })
})

test('a measurement that cannot be used is invalid once, with its reason', () => {
  const broken = measurement(6, 1, {
    faults: [{ server: 'fastify', side: 'head', reason: 'it ended with exit code 7' }],
  })
  const cells = limitCells(broken, 'fastify', { throughput: { above: 1 }, latencyP99: { below: 1 } })
  expect(cells.map(({ verdict }) => verdict)).toMatchObject([
    { verdict: 'invalid', reason: 'it ended with exit code 7' },
  ])
})

test('a generator at its limit leaves throughput unsure, and CPU decided', () => {
  const run = measurement(6)
  const bound = { ...run, samples: run.samples.map((one) => ({ ...one, generatorCores: 0.97 })) }
  const cells = limitCells(bound, 'fastify', { throughput: { above: 1 }, cpuPerRequest: { below: 1 } })
  expect(cells.map(({ verdict }) => verdict.verdict)).toEqual(['unsure', 'holds'])
})

test('a server that already runs is told of as it runs', () => {
  const found = cell({ latencyP99: { below: 0.05 } }, measurement(6, 1, { running: ['fastify'] }))
  expect(found?.verdict).toMatchObject({ verdict: 'holds', reason: expect.stringContaining('as it runs') as string })
})
