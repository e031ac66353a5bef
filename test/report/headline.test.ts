import { expect, test } from 'vitest'
import { headline } from '../../src/report/headline.ts'
import { cell, changed, claim } from './cells.ts'

test('a regression says by how much, how sure, and what is allowed', () => {
  const change = { estimate: 0.413, low: 0.379, high: 0.447 }
  expect(headline(cell({ metric: 'cpuPerRequest', verdict: 'regressed', change }))).toBe(
    'fastify: CPU per request regressed, +41.3 % [+38, +45], 10 % allowed',
  )
})

test('what cannot be used or decided says why', () => {
  const invalid = cell({ metric: 'failedRequests', verdict: 'invalid', reason: 'it died' })
  expect(headline(invalid)).toBe('fastify: measurement invalid, it died')
  const unsure = cell({ metric: 'latencyP99', verdict: 'unsure', reason: 'machine busy' })
  expect(headline(unsure)).toBe('fastify: latency p99 unsure, machine busy')
})

test('a verdict without numbers and without a reason is still a sentence', () => {
  expect(headline(cell({ metric: 'failedRequests' }))).toBe('fastify: failed requests holds')
})

test('a claim says whether it is true and how many times better the server is, whichever direction is better', () => {
  const slower = claim('tornado', 'flask', 1.5, {
    verdict: 'regressed',
    change: { estimate: -0.1933, low: -0.2133, high: -0.1733 },
  })
  expect(headline(slower)).toBe('tornado does not outpace flask by 1.5: throughput ×1.21 [×1.18, ×1.24]')
  const quicker = claim('tornado', 'flask', 1.5, {
    metric: 'latencyP90',
    change: { estimate: -0.25, low: -0.4, high: -0.0625 },
  })
  expect(headline(quicker)).toBe('tornado outpaces flask by 1.5: latency p90 ×2.00 [×1.60, ×2.50]')
})

test('a claim without a number of its own is about being better at all', () => {
  expect(headline(claim('a', 'b', 1, changed('holds', 1.2, 0.1)))).toBe('a outpaces b: throughput ×1.20 [×1.10, ×1.30]')
})

test('a claim that cannot be told says why', () => {
  const open = { ...changed('unsure', 1, 0.1), reason: '3 waves cannot tell' }
  expect(headline(claim('a', 'b', 2, open))).toBe(
    'a is not shown to outpace b by 2: throughput ×2.00 [×1.80, ×2.20], 3 waves cannot tell',
  )
  const died = { verdict: 'invalid', change: null, reason: 'it died' } as const
  expect(headline(claim('a', 'b', 2, died))).toBe('whether a outpaces b by 2 in throughput cannot be told: it died')
})

test('names and reasons cannot break the line', () => {
  const nasty = cell({ server: 'a\nb', verdict: 'invalid', reason: '\u001B[2J' })
  expect(headline(nasty)).toBe('a␊b: measurement invalid, ␛[2J')
})
