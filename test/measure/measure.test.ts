import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LoadgateError } from '../../src/errors.ts'
import type { Driver, Load } from '../../src/load/driver.ts'
import { measure, oneLook } from '../../src/measure/measure.ts'
import type { Context } from '../../src/measure/run.ts'
import { scenarioSchema, serverSchema } from '../../src/options.ts'
import { noFailures } from '../../src/sample.ts'
import type { Launch } from '../../src/server/launch.ts'
import { seeded } from '../../src/stats/random.ts'

let http: HttpServer
let origin: string

beforeAll(async () => {
  http = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})

afterAll(() => http.close())

const scenario = scenarioSchema.parse({ title: 'home', servers: ['a', 'b'], request: { path: '/' }, load: { connections: 2 } })
const load: Load = { elapsed: 0.5, requests: 500, failures: noFailures, latency: { p50: 0.001, p90: 0.002, p99: 0.003 }, histogram: null }

type Step = 'warm' | 'window'

/** A park and a driver that do what a test says and write down what happened, in order. */
function scripted(script: { load?: (step: Step) => Load; launch?: (name: string) => void } = {}) {
  const events: string[] = []
  const stop = (name: string) => () => Promise.resolve(void events.push(`stop ${name}`))
  const launchOf = (name: string) =>
    ({ server: serverSchema.parse({ name, command: ['node'] }), origin, usage: () => null, ended: () => null, stop: stop(name) }) as unknown as Launch
  const driver: Driver = {
    id: 'scripted',
    version: '1',
    pid: process.pid,
    cores: 1,
    run: async (_target, stretch) => {
      const step = 'requests' in stretch ? 'warm' : 'window'
      events.push(step)
      return script.load?.(step) ?? load
    },
    close: () => Promise.resolve(),
  }
  const launch = async (name: string) => {
    events.push(`launch ${name}`)
    script.launch?.(name)
    return launchOf(name)
  }
  const context: Context = {
    park: { launch },
    driver,
    budget: { seconds: 1000, patience: 10, waves: { least: 2, most: 2 }, rounds: 3 },
    reference: 'reference',
    random: seeded(1),
    signal: new AbortController().signal,
    insist: true,
    onProgress: () => {},
  }
  return { events, context }
}

test('a wave launches everybody, warms everybody up, gives everybody a window a round, and stops everybody', async () => {
  const { events, context } = scripted()
  const { samples, waves, faults } = await measure(scenario, oneLook(scenario), context)
  expect({ waves, faults }).toEqual({ waves: 2, faults: [] })
  const kinds = events.slice(0, events.length / 2).map((event) => event.split(' ')[0])
  expect(kinds).toEqual([
    ...Array.from({ length: 3 }, () => 'launch'),
    ...Array.from({ length: 3 }, () => 'warm'),
    ...Array.from({ length: 9 }, () => 'window'),
    ...Array.from({ length: 3 }, () => 'stop'),
  ])
  for (const wave of [0, 1]) {
    for (const round of [0, 1, 2]) {
      const servers = samples.filter((sample) => sample.wave === wave && sample.round === round).map(({ server }) => server)
      expect(servers.toSorted()).toEqual(['a', 'b', 'reference'])
    }
  }
})

const orderOf = async () => (await measure(scenario, oneLook(scenario), scripted().context)).samples.map(({ server }) => server).join(' ')

test('the order within a round is drawn anew each time, and the same seed draws the same orders', async () => {
  expect(await orderOf()).toBe(await orderOf())
  const rounds = (await orderOf()).match(/\S+ \S+ \S+/g)
  expect(new Set(rounds).size).toBeGreaterThan(1)
})

test('a server that does not start is at fault and sits out, and the others are measured', async () => {
  const { events, context } = scripted({
    launch: (name) => {
      if (name === 'b') throw new LoadgateError('b never listened')
    },
  })
  const { faults, samples } = await measure(scenario, oneLook(scenario), context)
  expect(faults).toEqual([{ server: 'b', reason: 'b never listened' }])
  expect(events.filter((event) => event === 'launch b')).toHaveLength(1)
  expect(new Set(samples.map(({ server }) => server))).toEqual(new Set(['a', 'reference']))
})

test('without a reference there is nothing to measure against, so that the run ends after the wave', async () => {
  const { context } = scripted({
    launch: (name) => {
      if (name === 'reference') throw new LoadgateError('no reference')
    },
  })
  const { waves, faults } = await measure(scenario, oneLook(scenario), context)
  expect({ waves, faults }).toEqual({ waves: 1, faults: [{ server: 'reference', reason: 'no reference' }] })
})

test('a bug of ours is no fault of a server: the run is rejected, and every launch is stopped', async () => {
  const { events, context } = scripted({
    load: () => {
      throw new TypeError('a bug')
    },
  })
  await expect(measure(scenario, oneLook(scenario), context)).rejects.toThrow('a bug')
  expect(events.filter((event) => event.startsWith('stop'))).toHaveLength(3)
})

test('an aborted run is rejected, and every launch is stopped', async () => {
  const abort = new AbortController()
  const { events, context } = scripted({
    load: () => {
      abort.abort(new LoadgateError('the worker is gone'))
      return load
    },
  })
  await expect(measure(scenario, oneLook(scenario), { ...context, signal: abort.signal })).rejects.toThrow('the worker is gone')
  expect(events.filter((event) => event.startsWith('stop')).length).toBe(3)
})

test('wrong answers in the warm-up are a fault before any window is counted', async () => {
  const broken = { ...load, failures: { ...noFailures, body: 3 } }
  const { context } = scripted({ load: (step) => (step === 'warm' ? broken : load) })
  const { faults, samples } = await measure(scenario, oneLook(scenario), context)
  expect(faults.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('3 × wrong or empty body'))
  expect(samples).toEqual([])
})
