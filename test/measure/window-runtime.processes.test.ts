import { afterAll, expect, test } from 'vitest'
import { exactly } from '../../src/load/answer/right-answer.ts'
import type { Driver } from '../../src/load/driver.ts'
import { measureWindow, type Measured } from '../../src/measure/window.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture } from '../server/fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

/** Asks three times in a row between the marks, and writes down when it does. */
function driverThat(tells: (event: string) => void): Driver {
  return {
    id: 'scripted',
    version: '1',
    pid: process.pid,
    run: async ({ origin, path }, _stretch, marks) => {
      marks?.began()
      tells('began')
      for (let count = 0; count < 3; count++) await (await fetch(origin + path)).text()
      tells('ended')
      marks?.ended()
      return { elapsed: 1, requests: 3, failures: noFailures, latency: null, histogram: null }
    },
    check: () => Promise.resolve(),
    reach: () => Promise.resolve(),
    shortest: 0,
    release: () => {},
    close: () => Promise.resolve(),
  }
}

async function windowOf(runtimeReport: boolean): Promise<{ events: string[]; measured: Measured }> {
  const events: string[] = []
  const started = await launch(fixture('allocates', { runtimeReport }), { watchdog })
  const told: Launch = started.runtime
    ? { ...started, runtime: () => (events.push('asked'), started.runtime!()) }
    : started
  try {
    const measured = await measureWindow(
      { driver: driverThat((event) => events.push(event)) },
      told,
      { origin: started.origin, path: '/', method: 'GET', headers: {}, right: exactly(''), connections: 1 },
      { leadIn: 0, seconds: 1 },
    )
    return { events, measured }
  } finally {
    await started.stop()
  }
}

test('a window on a server that reports its runtime has its garbage collection and event loop, asked for outside of what is counted', async () => {
  const { events, measured } = await windowOf(true)
  expect(measured.gc).toBeGreaterThan(0)
  expect(measured.gc).toBeLessThan(1)
  expect(measured.eventLoopUtilisation).toBeGreaterThan(measured.gc ?? 1)
  expect(measured.eventLoopUtilisation).toBeLessThanOrEqual(1)
  expect(events).toEqual(['asked', 'began', 'ended', 'asked'])
})

test('a window on any other server has null for both, and never 0', async () => {
  const { events, measured } = await windowOf(false)
  expect(measured).toMatchObject({ gc: null, eventLoopUtilisation: null })
  expect(events).toEqual(['began', 'ended'])
})
