import { createServer } from 'node:http'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { baselineSchema } from '../../src/model/baseline.ts'
import { leftIn, projectFolder, runGate } from './project-folder.ts'

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

test('a server that already runs is timed, recorded and reported as that, goes on running, and is red beyond all noise only', async () => {
  const { orders, url } = await someServer()
  const folder = projectFolder({
    servers: { api: [] },
    definition: { command: undefined, url },
    gate: { budget: { waves: 3, rounds: 2 } },
  })
  const first = await runGate(folder)
  expect(await leftIn(folder)).toEqual([])
  expect(first.exitCode).toBe(0)
  expect(first.output).toContain(`api already runs at ${url}, and is measured as it is`)
  expect(recordedIn(folder).servers['api']).toMatchObject({ alreadyRuns: true })
  expect(first.report?.servers[0]).toMatchObject({ server: 'api', alreadyRuns: true, launches: 1 })
  orders.slow = 30
  const second = await runGate(folder)
  expect(second.exitCode).toBe(1)
  expect(second.report?.verdicts.find(({ metric }) => metric === 'throughput')).toMatchObject({
    verdict: 'regressed',
    launches: 1,
  })
  expect(await (await fetch(url)).text()).toBe('hello')
  const against = await runGate(folder, { LOADGATE_AGAINST: 'HEAD' })
  expect([against.exitCode, against.report]).toEqual([1, null])
  expect(against.output).toContain('LOADGATE_AGAINST cannot compare api: it already runs (`url`)')
})
