import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Driver } from '../../src/load/driver.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { everyServer } from '../../src/measure/measure.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { ServerOptions } from '../../src/model/server.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { launch } from '../../src/server/launch.ts'
import { quietValue } from '../../src/verdict/windows.ts'
import { fixture } from '../server/fixture.ts'
import { answering, scenario, scripted } from './scripted.ts'
import { measure } from './measure.ts'

const origin = answering()
const watchdog = startWatchdog()
let driver: Driver

beforeAll(async () => {
  driver = await startDriver('autocannon')
})

afterAll(() => Promise.all([driver.close(), watchdog.close()]))

/** One wave of a cluster whose workers are replaced every 200 answers. */
async function measureRecycling(options: Partial<ServerOptions>, rounds = 12): Promise<Measurement> {
  const server = fixture('recycles-workers', { warmup: 100, ...options })
  const { context } = scripted('', {
    context: {
      driver,
      fleet: { launch: () => launch(server, { watchdog }) },
      references: [],
      budget: { seconds: 0, patience: 10, waves: { least: 1, most: 1 }, rounds },
    },
  })
  const one = { ...scenario, servers: [server.name] }
  return measure(one, everyServer(one), context)
}

test('workers that are recycled by design are measured where the definition says so', async () => {
  const { faults, samples } = await measureRecycling({ workers: 'recycled' })
  expect(faults).toEqual([])
  // A busy machine gives fewer and longer windows.
  expect(samples.length).toBeGreaterThan(5)
  for (const { failures } of samples) expect(failures).toEqual(noFailures)
  // In a window in which a worker ended, CPU is known in hundredths of a second, so that it may be 0 there.
  expect(samples.map(({ cpu }) => cpu)).not.toContain(null)
  expect(quietValue(samples, 'cpuPerRequest')).toBeGreaterThan(0)
})

test('otherwise they are a fault, and the sentence names the option', async () => {
  // The first fault ends it. On a busy machine a successor takes seconds to come, and the old worker answers until then. One of the
  // warm-up may be it.
  const { faults } = await measureRecycling({}, 500)
  expect(faults).toHaveLength(1)
  expect(faults[0]?.reason).toMatch(/(took|taken) its place.*recycled by design.*`workers: 'recycled'`/)
})

test('those that are replaced in the warm-up are noticed, too', async () => {
  const { replaced } = await measureRecycling({ warmup: 10_000 })
  expect(replaced?.['recycles-workers']?.gone).not.toEqual([])
  expect((await measureRecycling({ warmup: 10_000, workers: 'recycled' })).replaced).toEqual({})
})

test('where none takes the place of one that ended, it is a fault all the same', async () => {
  let looks = 0
  const { context } = scripted(origin(), {
    recycled: ['b'],
    pids: (name) => (name !== 'b' || (looks += 1) < 5 ? [1, 2] : [1]),
  })
  const { faults } = await measure(scenario, everyServer(scenario), context)
  expect(faults.find(({ server }) => server === 'b')?.reason).toBe(
    "b had 2 processes and has 1 now: a worker ended, and none took its place within 5 s, although its definition says `workers: 'recycled'`",
  )
})
