import { expect, test } from 'vitest'
import { askingDifference, whyNotComparable } from '../../src/baseline/comparable.ts'
import { recordAsking } from '../../src/model/recorded-asking.ts'
import type { RecordedRequest, Request } from '../../src/model/request.ts'
import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'
import { serverSchema, type Server, type ServerOptions } from '../../src/model/server.ts'
import { baseline, reference, TITLE } from './baselines.ts'

const DRIVER = 'autocannon 9.0.0'

const scenario: Scenario = scenarioSchema.parse({
  title: TITLE,
  servers: ['fastify'],
  request: { path: '/', headers: { accept: 'text/html' } },
  load: { connections: 4 },
})

const fastify = serverSchema.parse({ name: 'fastify', command: ['node', 'main.ts'], runtime: 'steady' })
const frozen = serverSchema.parse({ name: 'reference', command: ['node', 'reference.ts'], warmup: 4000 })
const references = [frozen]

test('a scenario that is as it was recorded is comparable', () => {
  expect(whyNotComparable(baseline(), scenario, fastify, references, DRIVER)).toBeNull()
})

test('a minor version of the driver, tolerances and the other servers may change', () => {
  const changed = { ...scenario, tolerance: 0.3, allowedFailures: 0.1, servers: ['fastify', 'flask'] }
  expect(
    whyNotComparable(
      baseline(),
      changed,
      { ...fastify, ready: { ...fastify.ready, within: 5 } },
      references,
      'autocannon 9.4.1',
    ),
  ).toBeNull()
})

test.for<[string, string, string, Partial<Scenario>]>([
  ['request.path', '"/"', '"/form"', { request: { ...scenario.request!, path: '/form' } }],
  ['request.method', '"GET"', '"POST"', { request: { ...scenario.request!, method: 'POST' } }],
  ['request.body', 'absent', '"a=b"', { request: { ...scenario.request!, body: 'a=b' } }],
  ['request.expect', 'absent', '"Hi"', { request: { ...scenario.request!, expect: 'Hi' } }],
  ['load.connections', '4', '8', { load: { connections: 8 } }],
])('another %s is named with both values', ([field, before, after, change]) => {
  const why = whyNotComparable(baseline(), { ...scenario, ...change }, fastify, references, DRIVER)
  expect(why).toContain(`\`${field}\` ${before}, but now it is ${after},`)
  expect(why).toContain('npm run baseline:update')
})

test('a server that already runs is not compared with one that was started, nor the other way round', () => {
  const { name, warmup } = fastify
  const running = { ...serverSchema.parse({ name, url: 'http://127.0.0.1:8080', warmup }), runtime: fastify.runtime }
  expect(whyNotComparable(baseline(), scenario, running, references, DRIVER)).toContain(
    '`alreadyRuns` absent, but now it is true,',
  )
  const old = baseline()
  const recorded = { ...old.servers['fastify']!, alreadyRuns: true as const }
  const ofRunning = { ...old, servers: { ...old.servers, fastify: recorded } }
  expect(whyNotComparable(ofRunning, scenario, running, references, DRIVER)).toBeNull()
  expect(whyNotComparable(ofRunning, scenario, fastify, references, DRIVER)).toContain('`alreadyRuns` true')
})

test.for<[string, Partial<ServerOptions>]>([
  ['https', { tls: {} }],
  ['HTTP/2', { http2: true }],
  ['HTTP/2 over https', { tls: {}, http2: true }],
  ['a Unix socket', { socket: 'free' }],
])('a server that is asked by %s now is not compared with what was recorded by HTTP', ([way, options]) => {
  const now = serverSchema.parse({ name: 'fastify', command: ['node', 'main.ts'], runtime: 'steady', ...options })
  expect(whyNotComparable(baseline(), scenario, now, references, DRIVER)).toContain(
    `recorded with requests by HTTP over a port, but now it is asked by ${way}, so the two cannot be compared`,
  )
  const old = baseline()
  const recorded = { ...old, servers: { ...old.servers, fastify: { ...old.servers['fastify']!, reached: way } } }
  expect(whyNotComparable(recorded, scenario, now, references, DRIVER)).toBeNull()
  expect(whyNotComparable(recorded, scenario, fastify, references, DRIVER)).toContain(`requests by ${way}`)
})

const asked = (change: Partial<Request>, recordedAs?: Partial<RecordedRequest>) => {
  const old = baseline()
  const request = { ...old.scenario.request!, ...recordedAs }
  const before = { ...old, scenario: { ...old.scenario, request } }
  const now = { ...scenario, request: { ...scenario.request!, ...change } }
  return whyNotComparable(before, now, fastify, references, DRIVER)
}

test('another value of a header is no difference, in whatever case its name was recorded', () => {
  expect(asked({ headers: { ACCEPT: 'application/json' } })).toBeNull()
  const recordedAs = { headers: { Accept: 'text/html', Authorization: 'Bearer old-canary' } }
  expect(asked({ headers: { accept: 'a', authorization: 'Bearer new-canary' } }, recordedAs)).toBeNull()
})

test('a header that comes or goes is a difference, which shows no value', () => {
  const more = asked({ headers: { accept: 'text/html', 'x-tenant': 'canary' } })
  expect(more).toContain('recorded with a request without the header `x-tenant`, but now the request has it,')
  const less = asked({ headers: {} }, { headers: { authorization: 'Bearer canary' } })
  expect(less).toContain('recorded with a request that had the header `authorization`, but now the request has none,')
  expect(`${more}${less}`).not.toMatch(/canary|text.html/)
})

test('of a header whose value is recorded, another one is a difference, which shows neither', () => {
  const record = { headers: ['Accept'] }
  const why = asked({ headers: { accept: 'application/json' }, record })
  expect(why).toContain('was recorded with another value of the header `accept`,')
  expect(why).not.toMatch(/json|html/)
  expect(asked({ record })).toBeNull()
  expect(asked({ record }, { headers: { accept: null } })).toBeNull()
})

test('a body is the same by digest and as text, and another one is not shown where either is a digest', () => {
  const sha256 = '88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589'
  const digested = { body: 'abcd', record: { headers: [], body: 'digest' as const } }
  expect(asked(digested, { body: 'abcd' })).toBeNull()
  expect(asked(digested, { body: { sha256 } })).toBeNull()
  expect(asked({ body: 'abcd' }, { body: { sha256 } })).toBeNull()
  const why = asked(digested, { body: 'secret' })
  expect(why).toContain('was recorded with another `request.body`,')
  expect(why).not.toMatch(/abcd|"secret"/)
})

test.for<[string, string, string, Partial<typeof fastify>]>([
  ['runtime', '"steady"', '"plain"', { runtime: 'plain' }],
  ['warmup', '20000', '100', { warmup: 100 }],
])('another %s of the server is named with both values', ([field, before, after, change]) => {
  expect(whyNotComparable(baseline(), scenario, { ...fastify, ...change }, references, DRIVER)).toContain(
    `\`${field}\` ${before}, but now it is ${after},`,
  )
})

test.for<[string, readonly Server[], string]>([
  [
    'one more',
    [frozen, { ...frozen, name: 'large' }],
    '`references.large` absent, but now it is {"runtime":"plain","warmup":4000},',
  ],
  [
    'another one',
    [{ ...frozen, name: 'large' }],
    '`references.reference` {"runtime":"plain","warmup":4000}, but now it is absent,',
  ],
  [
    'another runtime of it',
    [{ ...frozen, runtime: 'steady' }],
    '`references.reference.runtime` "plain", but now it is "steady",',
  ],
  ['another warm-up of it', [{ ...frozen, warmup: 1 }], '`references.reference.warmup` 4000, but now it is 1,'],
])('instead of the reference, %s is named', ([, now, difference]) => {
  expect(whyNotComparable(baseline(), scenario, fastify, now, DRIVER)).toContain(difference)
})

test('the order of the references does not matter', () => {
  const two = { ...baseline(), references: { large: reference(), reference: reference() } }
  const large = { ...frozen, name: 'large' }
  for (const now of [
    [frozen, large],
    [large, frozen],
  ])
    expect(whyNotComparable(two, scenario, fastify, now, DRIVER)).toBeNull()
})

test('a scenario that warms up longer does so with its servers and not with the references', () => {
  expect(
    whyNotComparable(baseline(), { ...scenario, warmupTimes: 2 }, { ...fastify, warmup: 10_000 }, references, DRIVER),
  ).toBeNull()
})

test.for<[string, string]>([
  ['autocannon 10.0.0', '"autocannon 10"'],
  ['wrk 9.0.0', '"wrk 9"'],
  ['wrk debian/4.1.0-3', '"wrk debian/4"'],
])('the driver %s is not the one that recorded', ([driver, shown]) => {
  expect(whyNotComparable(baseline(), scenario, fastify, references, driver)).toContain(
    `\`driver\` "autocannon 9", but now it is ${shown},`,
  )
})

test('a long value is shown by its beginning and its length', () => {
  const request = { ...scenario.request!, body: 'x'.repeat(500) }
  expect(whyNotComparable(baseline(), { ...scenario, request }, fastify, references, DRIVER)).toContain(
    'x…" (500 characters)',
  )
})

test.for(['flask', 'constructor'])('a server %s that was never recorded has nothing to compare with', (name) => {
  expect(whyNotComparable(baseline(), scenario, { ...fastify, name }, references, DRIVER)).toContain(
    `has no baseline for ${name}`,
  )
})

const list = { name: 'list', path: '/notes' }

const life = [
  { name: 'add', path: '/notes', method: 'POST', take: { id: 'id' } },
  { name: 'read', path: '/notes/{id}' },
]

function recordedMix(other: object) {
  const load = { connections: 1 }
  return recordAsking(scenarioSchema.parse({ title: TITLE, servers: ['a'], load, requests: [list, other] }))
}

test('a baseline has its flows, and each change of them', () => {
  const withFlow = (flow: object[]) => recordedMix({ flow })
  const one = withFlow(life)
  expect(one.requests?.[1]).toMatchObject({ weight: 1, flow: [{ name: 'add', take: { id: 'id' }, headers: {} }, {}] })
  expect(askingDifference(one, withFlow(life))).toBeNull()
  expect(askingDifference(one, withFlow([life[0]!, { ...life[1]!, path: '/{id}' }]))).toMatchObject({
    field: 'requests[1].flow[1].path',
  })
  expect(askingDifference(one, withFlow(life.slice(0, 1)))).toMatchObject({ field: 'requests[1].flow[1]' })
  expect(askingDifference(one, recordedMix({ ...list, name: 'b' }))).not.toBeNull()
})
