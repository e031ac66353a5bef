import { expect, test } from 'vitest'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import { readResults as readAll, type Asked } from '../../../src/load/external/vegeta-results.ts'
import { mixOf } from '../../../src/load/mix.ts'
import { target } from '../../fixtures/load/target.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { serverSchema } from '../../../src/model/server.ts'
import { planTo } from '../../../src/server/plan-to.ts'
import { distributionOf } from '../../../src/stats/latencies.ts'

const START = Date.parse('2026-11-26T15:17:24Z') / 1000

/** Ten requests per second, of which those from 0.2 to 0.6 s count. */
const asked: Asked = {
  rate: 10,
  connections: 4,
  mix: mixOf({ ...target('http://a'), right: exactly('hello') }),
  began: START + 0.13,
  ended: START + 0.63,
}

const readResults = async (text: string, all: Asked) => (await readAll(text.split('\n'), all)).load

type Hit = {
  readonly url?: string
  readonly body?: string
  readonly late?: number
  readonly latency?: number
  readonly code?: number
  readonly error?: string
  readonly length?: string
}

/** A line per request, each sent when it is due and answered 2 ms later, unless told otherwise. */
function lines(count: number, hitOf: (seq: number) => Hit = () => ({})): string {
  const all = Array.from({ length: count }, (_, seq) => {
    const { late = 0, latency = 0.002, code = 200, error = '', length = '5', url = '', body = null } = hitOf(seq)
    const at = Math.round((seq / 10 + late) * 1e9)
    const timestamp = `2026-11-26T15:17:${24 + Math.floor(at / 1e9)}.${String(at % 1e9).padStart(9, '0')}Z`
    const headers = code === 0 ? null : { 'Content-Length': [length] }
    return JSON.stringify({ seq, code, timestamp, latency: latency * 1e9, error, url, headers, body })
  })
  return `${all.join('\n')}\n`
}

const at = (text: string | null | undefined, share: number) => distributionOf([text ?? ''])?.at(share)

test('requests that are due between the marks count, and the others do not', async () => {
  const load = await readResults(lines(10), asked)
  expect(load).toMatchObject({ requests: 5, failures: noFailures, offered: { rate: 10, requests: 5, unanswered: 0 } })
  expect(load.elapsed).toBeCloseTo(0.5)
  expect(at(load.histogram, 1)).toBeCloseTo(0.002, 5)
  expect(at(load.offered?.lag, 1)).toBeLessThan(0.000_01)
})

test('a request that was sent late has been due all the same: the delay is in its latency, and is lag', async () => {
  const load = await readResults(
    lines(10, (seq) => (seq === 4 ? { late: 0.03 } : {})),
    asked,
  )
  expect(at(load.histogram, 1)).toBeCloseTo(0.032, 4)
  expect(at(load.histogram, 0.5)).toBeCloseTo(0.002, 5)
  expect(at(load.offered?.lag, 1)).toBeCloseTo(0.03, 4)
})

test('where the first request was late, the schedule begins where the others put it', async () => {
  const load = await readResults(
    lines(10, (seq) => (seq === 0 ? { late: 0.05 } : {})),
    asked,
  )
  expect(at(load.offered?.lag, 1)).toBeLessThan(0.000_01)
})

test('what has no answer in time stays in the distribution and is no failure', async () => {
  const load = await readResults(
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
] as const)('%o is a failure: %s', async ([hit, kind]) => {
  const load = await readResults(
    lines(10, (seq) => (seq === 3 ? hit : {})),
    asked,
  )
  expect(load.failures).toEqual({ ...noFailures, [kind]: 1 })
  expect(load.requests).toBe(4)
})

test('requests that find all connections in use are counted, and so are those that wait at both moments', async () => {
  const load = await readResults(
    lines(10, () => ({ latency: 0.44 })),
    asked,
  )
  // From the fifth on, four are always under way.
  expect(load.offered).toMatchObject({ queued: 3, backlog: { halfway: 4, end: 5 } })
})

test('each request of a mix is counted by itself, and its body judged by its own rules', async () => {
  const requests = [
    { name: 'list', weight: 4, path: '/' },
    { name: 'add', weight: 1, path: '/{id}', method: 'POST' as const },
  ]
  const scenario = scenarioSchema.parse({ title: 'x', servers: ['a'], load: { rate: 10 }, requests })
  const plan = planTo({ server: serverSchema.parse({ name: 'a', command: ['node'] }), given: null }, scenario, {})
  const rules = { statuses: [201], body: { kind: 'rules', encoding: null, rules: { includes: ['ok'] } } } as const
  const mix = { plan, rights: [exactly('hello'), rules], start: 0 }
  const load = await readResults(
    lines(10, (seq) => {
      const body = Buffer.from(seq === 2 ? 'ok, and more' : 'no').toString('base64')
      return seq % 2 === 0 ? { url: 'http://a/#5#1', code: 201, latency: 0.02, body } : { url: 'http://a/#0' }
    }),
    { ...asked, mix },
  )
  expect(load.byRequest).toMatchObject({
    list: { requests: 2, failures: noFailures },
    add: { requests: 1, failures: { ...noFailures, body: 3 } },
  })
  expect(load).toMatchObject({ requests: 3, failures: { ...noFailures, body: 3 }, offered: { requests: 5 } })
  expect(load.byRequest?.['add']?.latency?.p50).toBeCloseTo(0.02, 4)
  expect(load.byRequest?.['list']?.latency?.p50).toBeCloseTo(0.002, 4)
})

test.for([
  ['Get "http://a/session-timeouts": EOF', 'lost'],
  ['Post "http://a/dialogs?refused": EOF', 'lost'],
  ['Get "http://a/%22: refused": read: connection reset by peer', 'lost'],
  ['Get "http://a/": dial tcp 127.0.0.1:1: connect: connection refused', 'connection'],
] as const)('what was asked for is no reason for a failure: %s is %s', async ([error, kind]) => {
  const load = await readResults(
    lines(10, (seq) => (seq === 4 ? { code: 0, error } : {})),
    asked,
  )
  expect(load.failures).toEqual({ ...noFailures, [kind]: 1 })
  expect(load.offered?.unanswered).toBe(0)
})
