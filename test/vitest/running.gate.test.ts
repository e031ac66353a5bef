import { createServer } from 'node:http'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { writeBaseline } from '../../src/baseline/store.ts'
import { baselineSchema } from '../../src/model/baseline.ts'
import { baselineOf, leftIn, projectFolder, runGate } from './project-folder.ts'

vi.setConfig({ testTimeout: 300_000 })

/** A server of somebody else, in this process; `slow` makes it wait. */
async function someServer() {
  const orders = { slow: 0 }
  const server = createServer((_request, answer) => setTimeout(() => answer.end('hello'), orders.slow))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { orders, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function recordedIn(folder: string) {
  const [machine = ''] = readdirSync(join(folder, 'baselines'))
  return baselineSchema.parse(JSON.parse(readFileSync(join(folder, 'baselines', machine, 'small.json'), 'utf8')))
}

function projectFor(url: string, waves = 3): string {
  const gate = { budget: { waves, rounds: 2 } }
  return projectFolder({ servers: { api: [] }, definition: { command: undefined, url }, gate })
}

test('a server that already runs is timed, recorded and reported as that, and goes on running', async () => {
  const { url } = await someServer()
  const folder = projectFor(url)
  const { exitCode, output, report } = await runGate(folder)
  expect(await leftIn(folder)).toEqual([])
  expect(exitCode).toBe(0)
  expect(output).toContain(`api already runs at ${url}, and is measured as it is`)
  expect(recordedIn(folder).servers['api']).toMatchObject({ alreadyRuns: true })
  expect(report?.servers[0]).toMatchObject({ server: 'api', alreadyRuns: true, launches: 1 })
  expect(await (await fetch(url)).text()).toBe('hello')
})

test('it is red when it waits 100 ms where it cost what the reference does', async () => {
  const { orders, url } = await someServer()
  orders.slow = 100
  // It ends after three that say something of both servers.
  const folder = projectFor(url, 6)
  const { servers, ...baseline } = baselineOf(['api'])
  writeBaseline(join(folder, 'baselines'), { ...baseline, servers: { api: { ...servers['api']!, alreadyRuns: true } } })
  const { exitCode, output, report } = await runGate(folder)
  expect(exitCode, output).toBe(1)
  const throughput = report?.verdicts.find(({ metric }) => metric === 'throughput')
  expect(throughput).toMatchObject({ verdict: 'regressed', launches: 1 })
})

test('it is not compared with another git ref', async () => {
  const { exitCode, output, report } = await runGate(projectFor('http://127.0.0.1:1'), { LOADGATE_AGAINST: 'HEAD' })
  expect([exitCode, report]).toEqual([1, null])
  expect(output).toContain('LOADGATE_AGAINST cannot compare api: it already runs (`url`)')
})
