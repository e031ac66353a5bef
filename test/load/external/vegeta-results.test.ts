import { expect, test } from 'vitest'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import { readResults, type Asked } from '../../../src/load/external/vegeta-results.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'

const START = Date.parse('2026-11-26T15:17:24Z') / 1000

/** Ten requests per second, of which those from 0.2 to 0.6 s count. */
const asked: Asked = {
  rate: 10,
  connections: 4,
  method: 'GET',
  right: exactly('hello'),
  began: START + 0.13,
  ended: START + 0.63,
}

type Hit = {
  readonly late?: number
  readonly latency?: number
  readonly code?: number
  readonly error?: string
  readonly length?: string
}

/** A line per request, each sent when it is due and answered 2 ms later, unless told otherwise. */
function lines(count: number, hitOf: (seq: number) => Hit = () => ({})): string {
  const all = Array.from({ length: count }, (_, seq) => {
    const { late = 0, latency = 0.002, code = 200, error = '', length = '5' } = hitOf(seq)
    const at = Math.round((seq / 10 + late) * 1e9)
    const timestamp = `2026-11-26T15:17:${24 + Math.floor(at / 1e9)}.${String(at % 1e9).padStart(9, '0')}Z`
    const headers = code === 0 ? null : { 'Content-Length': [length] }
    return JSON.stringify({ seq, code, timestamp, latency: latency * 1e9, error, headers, body: null })
  })
  return `${all.join('\n')}\n`
}

const at = (text: string | null | undefined, share: number) => distributionOf([text ?? ''])?.at(share)

test('requests that are due between the marks count, and the others do not', () => {
  const load = readResults(lines(10), asked)
  expect(load).toMatchObject({ requests: 5, failures: noFailures, offered: { rate: 10, requests: 5, unanswered: 0 } })
  expect(load.elapsed).toBeCloseTo(0.5)
  expect(at(load.histogram, 1)).toBeCloseTo(0.002, 5)
  expect(at(load.offered?.lag, 1)).toBeLessThan(0.000_01)
})

test('a request that was sent late has been due all the same: the delay is in its latency, and is lag', () => {
  const load = readResults(
    lines(10, (seq) => (seq === 4 ? { late: 0.03 } : {})),
    asked,
  )
  expect(at(load.histogram, 1)).toBeCloseTo(0.032, 4)
  expect(at(load.histogram, 0.5)).toBeCloseTo(0.002, 5)
  expect(at(load.offered?.lag, 1)).toBeCloseTo(0.03, 4)
})

test('where the first request was late, the schedule begins where the others put it', () => {
  const load = readResults(
    lines(10, (seq) => (seq === 0 ? { late: 0.05 } : {})),
    asked,
  )
  expect(at(load.offered?.lag, 1)).toBeLessThan(0.000_01)
})

test('what has no answer in time stays in the distribution and is no failure', () => {
  const load = readResults(
    lines(10, (seq) =>
      seq === 5 ? { code: 0, latency: 4, error: 'Get "http://…": context deadline exceeded (Client.Timeout)' } : {},
    ),
    asked,
  )
  expect(load).toMatchObject({ requests: 4, failures: noFailures, offered: { unanswered: 1, backlog: { end: 1 } } })
  expect(at(load.histogram, 1)).toBeCloseTo(4, 2)
})

test.for([
  [{ code: 503 }, 'status'],
  [{ length: '4' }, 'body'],
  [{ code: 0, error: 'dial tcp 127.0.0.1:1: connect: connection refused' }, 'connection'],
  [{ code: 0, error: 'read tcp 127.0.0.1:1: connection reset by peer' }, 'lost'],
  [{ code: 0, error: 'EOF' }, 'lost'],
] as const)('%o is a failure: %s', ([hit, kind]) => {
  const load = readResults(
    lines(10, (seq) => (seq === 3 ? hit : {})),
    asked,
  )
  expect(load.failures).toEqual({ ...noFailures, [kind]: 1 })
  expect(load.requests).toBe(4)
})

test('requests that find all connections in use are counted, and so are those that wait at both moments', () => {
  const load = readResults(
    lines(10, () => ({ latency: 0.44 })),
    asked,
  )
  // From the fifth on, four are always under way.
  expect(load.offered).toMatchObject({ queued: 3, backlog: { halfway: 4, end: 5 } })
})
