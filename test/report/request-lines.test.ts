import { expect, test } from 'vitest'
import { requestLines } from '../../src/report/request-lines.ts'

const server = (more: object) => ({
  scenario: 'notes',
  server: 'api',
  requests: 4000,
  errors: 0,
  launches: 6,
  windows: 30,
  seconds: 9,
  gc: null,
  eventLoopUtilisation: null,
  ...more,
})

test('a request has its share of what this side was asked, not of both sides', () => {
  const parts = [
    { name: 'list', requests: 800, errors: 0, latencies: { latencyP50: { before: 0.0003, now: 0.0007 } } },
    { name: 'create', requests: 200, errors: 3, latencies: { latencyP50: { before: null, now: 0.0004 } } },
  ]
  expect(requestLines({ servers: [server({ parts }), server({ server: 'reference' })] }, 'notes')).toEqual([
    ['api › list', '80 %', '0', '0.300 → 0.700 ms', '–', '–', '–'],
    ['api › create', '20 %', '3', '400 µs', '–', '–', '–'],
  ])
  expect(requestLines({ servers: [server({ parts })] }, 'others')).toEqual([])
})

test('a request without an answer has no share of nothing', () => {
  const parts = [{ name: 'list', requests: 0, errors: 9, latencies: {} }]
  expect(requestLines({ servers: [server({ parts })] }, 'notes')).toEqual([
    ['api › list', '–', '9', '–', '–', '–', '–'],
  ])
})
