import { text } from 'node:stream/consumers'
import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askPlan, rightsOf, startOf } from '../../../src/load/answer/first-plan.ts'
import type { Driver, Target } from '../../../src/load/driver.ts'
import { startDriver } from '../../../src/load/drivers.ts'
import { noFailures } from '../../../src/model/measurement.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { scenarioSchema, type ScenarioOptions } from '../../../src/model/scenario.ts'
import { planTo } from '../../../src/server/plan-to.ts'
import { fixture } from '../../server/fixture.ts'
import { listen } from '../../fixtures/load/listen.ts'
import { target } from '../../fixtures/load/target.ts'

/** What a launch is asked in a scenario. */
function planFor(asking: Partial<ScenarioOptions>): Plan {
  const scenario = scenarioSchema.parse({ title: 'mix', servers: ['a'], load: { connections: 2 }, ...asking })
  return planTo({ server: fixture('a'), given: null }, scenario, {})
}

async function targetFor(origin: string, plan: Plan, connections: number): Promise<Target> {
  const rights = rightsOf(await askPlan({ server: 'a', origin, plan }))
  return { ...target(origin), connections, mix: { plan, rights, start: startOf(plan) } }
}

/** Notes that can be made, read and deleted, by ids that nobody knows before. `log` has every request. */
function notes(log: string[], broken: (method: string) => boolean = () => false): RequestListener {
  const all = new Map<string, string>()
  let next = 1000
  return (request, response) => {
    const { method = '', url = '' } = request
    void text(request).then((body) => {
      log.push([method, url, body].filter((part) => part !== '').join(' '))
      if (broken(method)) return response.writeHead(500).end()
      const id = url.split('/').at(-1) ?? ''
      if (method === 'POST') {
        next += 7
        all.set(String(next), body)
        response.writeHead(201, { 'set-cookie': [`other=1`, `note=${next}; Path=/`], location: `/notes/${next}` })
        return response.end(JSON.stringify({ id: next, ...(JSON.parse(body) as object) }))
      }
      if (!all.has(id) && url !== '/notes') return response.writeHead(404).end()
      if (method === 'DELETE') return response.writeHead(all.delete(id) ? 204 : 404).end()
      return response.end(url === '/notes' ? 'list' : `note ${request.headers.cookie ?? ''}`)
    })
  }
}

const flow: NonNullable<ScenarioOptions['flow']> = [
  {
    name: 'create',
    path: '/notes',
    method: 'POST',
    json: { text: 'milk' },
    take: { id: 'id', place: { header: 'Location' }, note: { cookie: 'note' } },
    expect: { status: 201, json: { ignore: ['id'] } },
  },
  { name: 'read', path: '/notes/{id}', cookies: { note: '{note}' }, expect: { matches: '^note note=\\d+$' } },
  { name: 'delete', path: '/{place}', method: 'DELETE', expect: { status: 204 } },
]

/** Fifty ids in another order. */
const shuffledIds = (seed: number): Partial<ScenarioOptions> => ({
  request: { path: '/{id}' },
  data: { values: { id: Array.from({ length: 50 }, (_, id) => id) }, order: 'shuffled', seed },
})

describe.each(['autocannon', 'undici'] as const)('%s', (name) => {
  let driver: Driver
  beforeAll(async () => {
    driver = await startDriver(name, undefined, 1)
  })
  afterAll(() => driver.close())

  async function run(listener: RequestListener, asking: Partial<ScenarioOptions>, requests = 200, connections = 2) {
    await using server = await listen(listener)
    const asked = await targetFor(server.origin, planFor(asking), connections)
    const load = await driver.run(asked, { requests, within: 20 })
    driver.release()
    return load
  }

  test('sends a mix by weight, with values in order, and counts each request by itself', async () => {
    const log: string[] = []
    const values = { id: [1, 2, 3], name: ['a b', 'ü', 'c"d'] }
    const load = await run(
      (request, response) => {
        void text(request).then((body) => {
          log.push(`${request.method} ${request.url} ${body}`.trim())
          setTimeout(() => response.end('ok'), request.method === 'PUT' ? 8 : 0)
        })
      },
      {
        requests: [
          { name: 'list', weight: 80, path: '/' },
          { name: 'read', weight: 15, path: '/{id}/{name}' },
          { name: 'change', weight: 5, method: 'PUT', path: '/{id}', json: { id: '{id}', name: 'is {name}' } },
        ],
        data: { values },
      },
      200,
      1,
    )
    expect(load).toMatchObject({ requests: 200, failures: noFailures })
    expect(load.byRequest).toMatchObject({ list: { requests: 160 }, read: { requests: 30 }, change: { requests: 10 } })
    const p50 = (request: string) => load.byRequest?.[request]?.latency?.p50 ?? 0
    expect(p50('change')).toBeGreaterThan(0.006)
    expect(p50('list')).toBeLessThan(p50('change'))
    const sent = log.slice(6)
    const paths = sent.filter((one) => one.startsWith('GET /') && one !== 'GET /')
    const used = sent.filter((one) => one !== 'GET /').map((one) => Number(/\/(\d)/.exec(one)?.[1]))
    // Two rows per kind were used before the load, which begins with the third cycle.
    expect(used.slice(0, 6)).toEqual([3, 1, 2, 3, 1, 2])
    expect(paths).toContain('GET /2/%C3%BC')
    expect(sent.find((one) => one.startsWith('PUT /3'))).toBe('PUT /3 {"id":3,"name":"is c\\"d"}')
  })

  test('sends the same sequence again, shuffled by a seed', async () => {
    const logs: string[][] = [[], [], []]
    for (const [at, seed] of [1, 1, 2].entries())
      await run(
        (request, response) => response.end((logs[at]!.push(request.url ?? ''), 'ok')),
        shuffledIds(seed),
        48,
        1,
      )
    const [one, again, other] = logs as [string[], string[], string[]]
    expect(again.slice(0, 50)).toEqual(one.slice(0, 50))
    expect(other.slice(0, 50)).not.toEqual(one.slice(0, 50))
    expect(new Set(one.slice(0, 50)).size).toBe(50)
  })

  test('sends the steps of a flow one after the other, each with what those before it took', async () => {
    const log: string[] = []
    const load = await run(notes(log), { flow }, 90, 3)
    expect(load).toMatchObject({ requests: 90, failures: noFailures })
    expect(Object.keys(load.byRequest ?? {})).toEqual(['create', 'read', 'delete'])
    const deleted = log.filter((one) => one.startsWith('DELETE')).map((one) => one.split('/').at(-1))
    expect(new Set(deleted).size).toBe(deleted.length)
    expect(deleted.length).toBeGreaterThanOrEqual(30)
  })

  test('where the first step fails, does not send the rest, and counts it as failed', async () => {
    let isBroken = false
    const log: string[] = []
    await using server = await listen(notes(log, (method) => isBroken && method === 'POST'))
    const asked = await targetFor(server.origin, planFor({ flow }), 2)
    isBroken = true
    const before = log.length
    const { requests, failures, byRequest } = await driver.run(asked, { requests: 20, within: 20 })
    driver.release()
    expect(requests).toBe(0)
    expect(failures.status).toBeGreaterThanOrEqual(20)
    expect(failures.unsent).toBe(2 * failures.status)
    expect(byRequest?.['delete']?.failures).toMatchObject({ unsent: failures.status, status: 0 })
    expect(log.slice(before).every((one) => one.startsWith('POST'))).toBe(true)
  })

  test('sends a flow as a part of a mix, its steps in order, and leaves it where one fails', async () => {
    let isBroken = false
    const log: string[] = []
    const listener = notes(log)
    await using server = await listen((request, response) => {
      if (isBroken && request.method === 'GET' && request.url !== '/notes') response.writeHead(500).end()
      else listener(request, response)
    })
    const list = { name: 'list', weight: 8, path: '/notes' }
    const asked = await targetFor(server.origin, planFor({ requests: [list, { weight: 2, flow }] }), 2)
    const load = await driver.run(asked, { requests: 70, within: 20 })
    expect(load).toMatchObject({ requests: 70, failures: noFailures })
    const of = (request: string) => load.byRequest?.[request]?.requests ?? 0
    expect(Object.keys(load.byRequest ?? {})).toEqual(['list', 'create', 'read', 'delete'])
    // Four of five turns are a list; the last ones are cut off.
    expect(Math.abs(of('list') - 4 * of('create'))).toBeLessThan(8)
    const created = log.filter((one) => one.startsWith('POST')).length
    expect(created - log.filter((one) => one.startsWith('DELETE')).length).toBeLessThanOrEqual(2)
    isBroken = true
    const { failures, byRequest } = await driver.run(asked, { requests: 60, within: 20 })
    driver.release()
    expect(byRequest?.['read']?.failures.status).toBeGreaterThanOrEqual(5)
    expect(failures.unsent).toBe(byRequest?.['read']?.failures.status)
    expect(byRequest?.['delete']?.failures).toMatchObject({ unsent: failures.unsent, status: 0 })
  })

  test('a step that gets no answer is a timeout of that step, and the flow begins anew', async () => {
    let hangs = false
    const log: string[] = []
    const listener = notes(log)
    await using server = await listen((request, response) => {
      if (!hangs || request.method !== 'GET') listener(request, response)
    })
    const asked = await targetFor(server.origin, planFor({ flow }), 1)
    hangs = true
    const { failures, byRequest } = await driver.run(asked, { requests: 2, within: 20 })
    driver.release()
    expect(byRequest?.['read']?.failures.timeout).toBeGreaterThanOrEqual(1)
    expect(failures.unsent).toBe(failures.timeout)
    expect(byRequest?.['create']?.requests).toBeGreaterThanOrEqual(2)
    expect(byRequest?.['delete']?.requests).toBe(0)
  })
})
