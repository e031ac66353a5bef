import { expect, test } from 'vitest'
import { whyNotComparable } from '../../src/baseline/comparable.ts'
import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
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
    whyNotComparable(baseline(), changed, { ...fastify, readyWithin: 5 }, references, 'autocannon 9.4.1'),
  ).toBeNull()
})

test.for<[string, string, string, Partial<Scenario>]>([
  ['request.path', '"/"', '"/form"', { request: { ...scenario.request, path: '/form' } }],
  ['request.method', '"GET"', '"POST"', { request: { ...scenario.request, method: 'POST' } }],
  ['request.headers.accept', '"text/html"', 'absent', { request: { ...scenario.request, headers: {} } }],
  [
    'request.headers.x',
    'absent',
    '"y"',
    { request: { ...scenario.request, headers: { accept: 'text/html', x: 'y' } } },
  ],
  ['request.body', 'absent', '"a=b"', { request: { ...scenario.request, body: 'a=b' } }],
  ['request.expect', 'absent', '"Hi"', { request: { ...scenario.request, expect: 'Hi' } }],
  ['load.connections', '4', '8', { load: { connections: 8 } }],
])('another %s is named with both values', ([field, before, after, change]) => {
  const why = whyNotComparable(baseline(), { ...scenario, ...change }, fastify, references, DRIVER)
  expect(why).toContain(`\`${field}\` ${before}, but now it is ${after},`)
  expect(why).toContain('npm run baseline:update')
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
  const request = { ...scenario.request, body: 'x'.repeat(500) }
  expect(whyNotComparable(baseline(), { ...scenario, request }, fastify, references, DRIVER)).toContain(
    'x…" (500 characters)',
  )
})

test.for(['flask', 'constructor'])('a server %s that was never recorded has nothing to compare with', (name) => {
  expect(whyNotComparable(baseline(), scenario, { ...fastify, name }, references, DRIVER)).toContain(
    `has no baseline for ${name}`,
  )
})
