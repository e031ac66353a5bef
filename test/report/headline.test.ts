import { expect, test } from 'vitest'
import { headline } from '../../src/report/headline.ts'
import { cell } from './cells.ts'

test('a regression says by how much, how sure, and what is allowed', () => {
  const change = { estimate: 0.413, low: 0.379, high: 0.447 }
  expect(headline(cell({ metric: 'cpuPerRequest', verdict: 'regressed', change }))).toBe(
    'fastify: CPU a request regressed, +41.3 % [+38, +45], 10 % allowed',
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

test('names and reasons cannot break the line', () => {
  const nasty = cell({ server: 'a\nb', verdict: 'invalid', reason: '\u001B[2J' })
  expect(headline(nasty)).toBe('a␊b: measurement invalid, ␛[2J')
})
