import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { openDrivers } from '../../src/load/drivers.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { openWatcher } from '../../src/trace/watcher.ts'
import { compareWaits } from '../../src/where/compare-waits.ts'
import { sideWaits, type SideWaits } from '../../src/where/side-waits.ts'
import { pythonFrom } from '../count/fixture.ts'
import { fixture, processesMarked } from '../server/fixture.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)
const { signal } = new AbortController()
const watch = openWatcher({ watchdog, signal, env: {}, plan: { sampled: 0.4, traced: 0.4, counted: 40 } })
const upstream = createServer((_request, answer) => void setTimeout(() => answer.end('slow'), 5))
const python = pythonFrom(9)

beforeAll(() => new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  await drivers.close()
  await watchdog.close()
  upstream.close()
})

/** Watches a fixture whose requests wait in one way. */
async function watched(program: readonly string[], way: string) {
  const env = { UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }
  const server = fixture('waits', { command: [...program, way], warmup: 30, env })
  const scenario = scenarioSchema.parse({
    title: 'waits',
    servers: ['waits'],
    request: { path: '/' },
    load: { connections: 6 },
  })
  const seen = await watch({ server, root, scenario, driver: await drivers.named('autocannon') })
  if ('notWatched' in seen) throw new Error(seen.notWatched)
  expect(processesMarked(server.env['MARK'])).toEqual([])
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`loadgate-trace-${process.pid}-`))).toEqual([])
  return { side: sideWaits(seen, process.arch), notes: seen.notes }
}

const NODE = ['node', 'test/fixtures/trace/waits.mjs']
const PYTHON = [python ?? '', 'test/fixtures/trace/waits.py']

const linux = process.platform === 'linux'
let quick: SideWaits
beforeAll(async () => {
  quick = (await watched(NODE, 'none')).side
})

test.for([
  ['a timer', 'timer', { kind: 'timer', detail: 'setTimeout', place: { name: 'pause', line: 13 } }],
  ['a sleep of the whole thread', 'sleep', { kind: 'blocked', place: { name: 'sleep' } }],
  ['somebody else’s answer', 'upstream', { kind: 'network', place: { line: 23 } }],
  ['a lock', 'lock', { kind: 'queue', place: { name: 'locked', line: 34 } }],
] as const)('of a request that waits for %s, it is known where', async ([, way, expected], { skip }) => {
  if (!linux) skip('there is no /proc')
  const { side } = await watched(NODE, way)
  const waits = compareWaits(quick, side)
  const file = 'test/fixtures/trace/waits.mjs'
  expect(waits).toContainEqual(
    expect.objectContaining({ ...expected, place: expect.objectContaining({ file, ...expected.place }) }),
  )
  const [first] = waits.filter(({ kind }) => kind !== 'core' && kind !== 'cpu')
  expect(first?.kind).toBe(expected.kind)
})

test('of a server in Python, it is known in which system call', async ({ skip }) => {
  if (!linux || python === null) skip('there is no Python, or no /proc')
  const { side } = await watched(PYTHON, 'sleep')
  // On a busy machine a request may wait longer for a core than it sleeps.
  const waits = [...side.waits.values()].filter(({ kind }) => kind !== 'core' && kind !== 'cpu')
  const [longest] = waits.toSorted((one, other) => other.seconds - one.seconds)
  expect(longest).toMatchObject({ kind: 'call', detail: expect.stringMatching(/^(clock_nanosleep|select)$/) })
  expect(side.onCpu).toBeGreaterThan(0)
})

test('a server that does not start is told, and leaves nothing', async () => {
  const server = fixture('exits', { command: ['node', '-e', 'process.exit(3)'] })
  const scenario = scenarioSchema.parse({
    title: 'w',
    servers: ['exits'],
    request: { path: '/' },
    load: { connections: 1 },
  })
  const seen = await watch({ server, root, scenario, driver: await drivers.named('autocannon') })
  expect(seen).toEqual({ notWatched: expect.stringContaining('exit code 3') })
})
