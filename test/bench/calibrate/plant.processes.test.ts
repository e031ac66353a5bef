import { afterAll, beforeAll, expect, test } from 'vitest'
import { plantedServer } from '../../../bench/calibrate/timed-gate.ts'
import { cpuBetween } from '../../../src/host/usage.ts'
import { startWatchdog, type Watchdog } from '../../../src/host/watchdog.ts'
import { LoadgateError } from '../../../src/model/error.ts'
import { serverSchema } from '../../../src/model/server.ts'
import { launch } from '../../../src/server/launch.ts'
import { fixture, programOf } from '../../server/fixture.ts'

let watchdog: Watchdog

beforeAll(() => {
  watchdog = startWatchdog()
})

afterAll(() => watchdog.close())

const REQUESTS = 40

/** CPU seconds a request of a small server, told from all of its process. */
async function cpuPerRequest(seconds: number): Promise<number> {
  const started = await launch(plantedServer(fixture('answers'), 'head', seconds), { watchdog })
  try {
    const before = started.usage()!
    for (let request = 0; request < REQUESTS; request++) await (await fetch(started.origin)).text()
    return cpuBetween(before, started.usage()!) / REQUESTS
  } finally {
    await started.stop()
  }
}

test('a planted server burns what was planted at each request, and an unplanted one does not', async () => {
  const [without, with20] = [await cpuPerRequest(0), await cpuPerRequest(0.02)]
  expect(with20).toBeGreaterThanOrEqual(0.02 * 0.97)
  expect(with20 - without).toBeLessThan(0.02 * 1.5)
  expect(without).toBeLessThan(0.02)
})

test('the server stays what it is but for its name, its preload and one variable', () => {
  const server = fixture('answers', { runtime: 'steady', warmup: 100, alike: 'home page' })
  expect(plantedServer(server, 'head', 0.000_015)).toEqual({
    name: 'head',
    command: ['node', '--import', expect.stringMatching(/^\/.*plant\.ts$/) as string, programOf('answers')],
    env: { ...server.env, LOADGATE_PLANT: '15' },
    ready: server.ready,
    readyWithin: server.readyWithin,
    port: server.port,
    runtime: 'steady',
    runtimeReport: false,
    warmup: 100,
  })
})

test('nothing is planted in a server that Node does not run', () => {
  const server = serverSchema.parse({ name: 'flask', command: ['python3', 'main.py'] })
  expect(() => plantedServer(server, 'head', 0)).toThrow(LoadgateError)
  expect(() => plantedServer(server, 'head', 0)).toThrow('python3')
})
