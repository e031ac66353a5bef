import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { baselineSchema } from '../../src/model/baseline.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import { scriptedGate, type Orders } from './scripted.ts'

const requests = [
  { name: 'list', weight: 80, path: '/' },
  { name: 'add', weight: 20, path: '/{id}', method: 'POST' as const },
]
const change = { title: 'mix', requests, request: undefined, data: { values: { id: [1, 2, 3] } } }

const project = { budget: { waves: 8, rounds: 3 } }

/** A folder with a recorded mix. */
async function recorded(): Promise<string> {
  const gate = await scriptedGate({ servers: { api: {} }, recording: 'all' })
  await gate.hold('api', undefined, change)
  await gate.conclude()
  return gate.folder
}

async function run(folder: string, api: Orders) {
  return scriptedGate({ servers: { api }, folder, project })
}

test('a mix records each of its requests, and the mix is what is gated', async () => {
  const folder = await recorded()
  const [machine = ''] = readdirSync(join(folder, 'baselines'))
  const file = join(folder, 'baselines', machine, 'mix.json')
  const { scenario, servers } = baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(scenario).toMatchObject({
    requests: [
      { name: 'list', weight: 80, path: '/' },
      { name: 'add', path: '/{id}' },
    ],
    data: [{ fields: ['id'], rows: 3, order: 'in order' }],
  })
  expect(Object.keys(servers['api']?.requests?.['add'] ?? {})).toEqual([
    'latencyP50',
    'latencyP90',
    'latencyP95',
    'latencyP99',
    'failedRequests',
  ])
  const gate = await run(folder, { slow: { add: 2 } })
  const { verdicts } = await gate.hold('api', undefined, change)
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
  const report = await gate.conclude()
  const table = stripVTControlCharacters(terminalTable(report!, { columns: 120, colour: false }))
  expect(table).toMatch(/request +share +failed +p50 .*\n *api › list .*\n *api › add +50 % +0 +\d+ → \d+ µs/)
  for (const name of ['report.md', 'report.html'])
    expect(readFileSync(join(folder, 'scratch', name), 'utf8')).toContain('api › add')
})

test('a slowdown of one request is red in its row, and named, where a test asks for it', async () => {
  const gate = await run(await recorded(), { slow: { add: 1.6 } })
  const list = await gate.hold('api', undefined, change, 'list')
  expect(new Set(list.verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['holds']))
  const { verdicts } = await gate.hold('api', undefined, change, 'add')
  expect(verdicts.find(({ metric }) => metric === 'latencyP50')).toMatchObject({
    server: 'api › add',
    verdict: 'regressed',
    change: { estimate: expect.closeTo(0.6, 1) as number },
  })
  const report = await gate.conclude(false)
  const table = terminalTable(report!, { columns: 120, colour: false })
  expect(table).toMatch(/regressed +api › add +latency p50/)
  expect(table).toMatch(/api › add: latency p50 regressed, \+\d+/)
  expect(table).toContain('1 server')
})

test('a request meets its own limits, and has none on what only the mix has', async () => {
  const gate = await run(await recorded(), { slow: { add: 3 } })
  const limits = { latencyP50: { below: 0.0004 } }
  expect((await gate.meet('api', limits, change, 'list')).verdicts).toMatchObject([
    { server: 'api › list', verdict: 'holds', limit: { below: 0.0004 } },
  ])
  expect((await gate.meet('api', limits, change, 'add')).verdicts).toMatchObject([{ verdict: 'regressed' }])
  await expect(gate.meet('api', { throughput: { above: 1 } }, change, 'add')).rejects.toThrow(
    'toMeet(limits): `throughput` is known of all requests of "mix" together, and not of "add" alone',
  )
})

test('a flow in a mix has a row for each of its steps, and a request of its own name', async () => {
  const life = [
    { name: 'create', path: '/', method: 'POST' as const, take: { id: { header: 'content-length' } } },
    { name: 'remove', path: '/{id}', method: 'DELETE' as const },
  ]
  const asked = { title: 'life', request: undefined, requests: [requests[0]!, { weight: 20, flow: life }] }
  const first = await scriptedGate({ servers: { api: {} }, recording: 'all' })
  await first.hold('api', undefined, asked)
  await first.conclude()
  const gate = await run(first.folder, { slow: { remove: 1.6 } })
  const { verdicts } = await gate.hold('api', undefined, asked, 'remove')
  expect(verdicts.find(({ metric }) => metric === 'latencyP50')).toMatchObject({
    server: 'api › remove',
    verdict: 'regressed',
  })
  const report = await gate.conclude(false)
  const names = report?.servers.find(({ server }) => server === 'api')?.parts?.map(({ name }) => name)
  expect(names).toEqual(['list', 'create', 'remove'])
})

test('another weight, and other values, are another scenario', async () => {
  const folder = await recorded()
  const other = [requests[0]!, { ...requests[1]!, weight: 30 }]
  const gate = await run(folder, {})
  await expect(gate.hold('api', undefined, { ...change, requests: other })).rejects.toThrow(
    'recorded with `requests[1].weight` 20, but now it is 30',
  )
  await expect(gate.hold('api', undefined, { ...change, data: { values: { id: [1, 2, 4] } } })).rejects.toThrow(
    'recorded with `data[0].sha256`',
  )
})

test('wrk and ab are refused for them, with the reason', async () => {
  for (const LOADGATE_DRIVER of ['wrk', 'ab']) {
    const gate = await scriptedGate({ servers: { api: {} }, env: { LOADGATE_DRIVER } })
    await expect(gate.hold('api', undefined, change)).rejects.toThrow(
      `${LOADGATE_DRIVER} sends one and the same request all the time, and the scenario has \`requests\``,
    )
  }
})

test('vegeta is refused for a flow, with the reason', async () => {
  const gate = await scriptedGate({ servers: { api: {} } })
  const flow = { title: 'flow', request: undefined, flow: [{ name: 'list', path: '/' }] }
  await expect(gate.hold('api', undefined, { ...flow, driver: 'vegeta', load: { rate: 100 } })).rejects.toThrow(
    'vegeta is given all requests before it sends the first one',
  )
})
