import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baselineSchema } from '../../src/model/baseline.ts'
import { TIMED_METRICS } from '../../src/model/metrics.ts'
import { anyBaseline } from '../baseline/any-baseline.ts'
import { baseline, recorded } from '../baseline/baselines.ts'

test('any baseline that the tests make up is valid, and parsing changes nothing', () => {
  fc.assert(
    fc.property(anyBaseline, (any) => {
      expect(baselineSchema.parse(any)).toEqual(any)
    }),
  )
})

const known = (metrics: Parameters<typeof recorded>[0]) =>
  Object.keys(baselineSchema.parse(baseline({ fastify: recorded(metrics) })).servers['fastify']!.metrics)

test('every timed metric is kept', () => {
  const later = {
    latencyP95: { unusable: 'too few answers' },
    firstByte: { unusable: 'none' },
    answered: { unusable: 'generator late' },
  }
  expect(known(later).toSorted()).toEqual(TIMED_METRICS.toSorted())
  // An earlier loadgate recorded no p95, and a closed loop has no rate to keep up with.
  expect(known({})).not.toContain('latencyP95')
  expect(known({})).not.toContain('answered')
})

test.for<[string, Parameters<typeof recorded>[0]]>([
  ['two launches', { throughput: { typical: 1, launches: [1, 1] } }],
  ['a ratio of 0', { memory: { typical: 1, launches: [1, 1, 0] } }],
  ['an infinite ratio', { memory: { typical: 1, launches: [1, 1, Infinity] } }],
  ['no number', { memory: { typical: Number.NaN, launches: [1, 1, 1] } }],
  ['a negative share', { failedRequests: { typical: 0, launches: [0, 0, -0.1] } }],
  ['a share above 1', { failedRequests: { typical: 2, launches: [0, 0, 0] } }],
  ['a reason that says nothing', { memory: { unusable: '' } }],
])('%s is no record', ([, metrics]) => {
  expect(baselineSchema.safeParse(baseline({ fastify: recorded(metrics) })).success).toBe(false)
})

test('a baseline without a server, or without a reference, is none', () => {
  expect(baselineSchema.safeParse(baseline({})).success).toBe(false)
  expect(baselineSchema.safeParse({ ...baseline(), references: {} }).success).toBe(false)
})
