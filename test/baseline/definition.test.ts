import { expect, test } from 'vitest'
import { comparable, merged } from '../../src/baseline/store.ts'
import type { Baseline } from '../../src/baseline/schema.ts'
import { LoadgateError } from '../../src/errors.ts'
import { scenarioSchema, serverSchema, type Scenario } from '../../src/options.ts'
import { baseline, recorded, TITLE } from './baselines.ts'

const DRIVER = 'autocannon 9.0.0'

const scenario: Scenario = scenarioSchema.parse({
  title: TITLE,
  servers: ['fastify'],
  request: { path: '/', headers: { accept: 'text/html' } },
  load: { connections: 4 },
})

const fastify = serverSchema.parse({ name: 'fastify', command: ['node', 'main.ts'], runtime: 'steady' })

test('a scenario that is as it was recorded is comparable', () => {
  expect(comparable(baseline(), scenario, fastify, DRIVER)).toBeNull()
})

test('a minor version of the driver, tolerances and the other servers may change', () => {
  const changed = { ...scenario, tolerance: 0.3, allowedFailures: 0.1, servers: ['fastify', 'flask'] }
  expect(comparable(baseline(), changed, { ...fastify, readyWithin: 5 }, 'autocannon 9.4.1')).toBeNull()
})

test.for<[string, string, string, Partial<Scenario>]>([
  ['request.path', '"/"', '"/form"', { request: { ...scenario.request, path: '/form' } }],
  ['request.method', '"GET"', '"POST"', { request: { ...scenario.request, method: 'POST' } }],
  ['request.headers.accept', '"text/html"', 'absent', { request: { ...scenario.request, headers: {} } }],
  ['request.headers.x', 'absent', '"y"', { request: { ...scenario.request, headers: { accept: 'text/html', x: 'y' } } }],
  ['request.body', 'absent', '"a=b"', { request: { ...scenario.request, body: 'a=b' } }],
  ['request.expect', 'absent', '"Hi"', { request: { ...scenario.request, expect: 'Hi' } }],
  ['load.connections', '4', '8', { load: { connections: 8 } }],
])('another %s is named with both values', ([field, before, after, change]) => {
  const why = comparable(baseline(), { ...scenario, ...change }, fastify, DRIVER)
  expect(why).toContain(`\`${field}\` ${before}, but now it is ${after},`)
  expect(why).toContain('npm run baseline:update')
})

test.for<[string, string, string, Partial<typeof fastify>]>([
  ['runtime', '"steady"', '"plain"', { runtime: 'plain' }],
  ['warmup', '20000', '100', { warmup: 100 }],
])('another %s of the server is named with both values', ([field, before, after, change]) => {
  expect(comparable(baseline(), scenario, { ...fastify, ...change }, DRIVER)).toContain(
    `\`${field}\` ${before}, but now it is ${after},`,
  )
})

test.for<[string, string]>([
  ['autocannon 10.0.0', '"autocannon 10"'],
  ['wrk 9.0.0', '"wrk 9"'],
  ['wrk debian/4.1.0-3', '"wrk debian/4"'],
])('the driver %s is not the one that recorded', ([driver, shown]) => {
  expect(comparable(baseline(), scenario, fastify, driver)).toContain(`\`driver\` "autocannon 9", but now it is ${shown},`)
})

test('a long value is shown by its beginning and its length', () => {
  const request = { ...scenario.request, body: 'x'.repeat(500) }
  expect(comparable(baseline(), { ...scenario, request }, fastify, DRIVER)).toContain('x…" (500 characters)')
})

test.for(['flask', 'constructor'])('a server %s that was never recorded has nothing to compare with', (name) => {
  expect(comparable(baseline(), scenario, { ...fastify, name }, DRIVER)).toContain(`has no baseline for ${name}`)
})

const old = baseline({ fastify: recorded(), flask: recorded() })
const slower = recorded({ memory: { typical: 2, launches: [2, 2, 2] } })

test('servers that were recorded anew are replaced, and the others stay', () => {
  const fresh = { ...baseline({ fastify: slower, tornado: recorded() }), reference: { throughput: 1 } }
  expect(merged(old, fresh)).toEqual({
    ...fresh,
    servers: { fastify: slower, flask: recorded(), tornado: recorded() },
  })
})

test('without an old baseline the new one is all there is', () => {
  const fresh = baseline()
  expect(merged(null, fresh)).toEqual(fresh)
})

function withConnections(servers: Baseline['servers'], connections: number): Baseline {
  const fresh = baseline(servers)
  return { ...fresh, scenario: { ...fresh.scenario, load: { connections } } }
}

test('a changed scenario replaces the baseline when all its servers were recorded anew', () => {
  const fresh = withConnections({ fastify: slower, flask: slower, tornado: slower }, 8)
  expect(merged(old, fresh)).toEqual(fresh)
})

test('a changed scenario does not keep what was recorded under the old one', () => {
  const problem =
    '`load.connections` was 4 and is now 8, which the recorded numbers of flask do not know of. Record all servers at once'
  expect(() => merged(old, withConnections({ fastify: slower }, 8))).toThrow(
    expect.toSatisfy((error) => error instanceof LoadgateError && error.message.includes(problem)),
  )
})

test('merging changes neither of the two', () => {
  const before = structuredClone(old)
  const fresh = baseline({ tornado: recorded() })
  merged(old, fresh)
  expect(old).toEqual(before)
  expect(fresh).toEqual(baseline({ tornado: recorded() }))
})
