import { expect, test } from 'vitest'
import { figureNotes } from '../../src/verdict/notes.ts'
import { measurement } from './measured.ts'

const { scenario } = measurement(0)
const figures = [{ by: 'ab -n 1000 -c 4', throughput: { fastify: 100, koa: 250 } }]

test('figures of old stand beside today’s, each with its ratio to the first', () => {
  const samples = measurement(3).samples.flatMap((one) => [
    one,
    ...(one.server === 'fastify' ? [{ ...one, server: 'koa', requests: one.requests * 2 }] : []),
  ])
  const run = measurement(3, 1, { samples, scenario: { ...scenario, servers: ['fastify', 'koa'], figures } })
  expect(figureNotes(run)).toEqual([
    'Throughput by ab -n 1000 -c 4 in the past, and by this run today: fastify 100 req/s, 10.0k req/s; koa 250 req/s (×2.50), 20.0k req/s (×2.00).',
  ])
})

test('what was not measured today is a dash', () => {
  expect(figureNotes(measurement(3, 1, { scenario: { ...scenario, figures } }))[0]).toMatch(
    /koa 250 req\/s \(×2\.50\), –\.$/,
  )
})

test('a scenario without figures says nothing', () => {
  expect(figureNotes(measurement(3))).toEqual([])
})
