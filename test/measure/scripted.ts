import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import type { Usage } from '../../src/host/usage.ts'
import type { Driver, Load } from '../../src/load/driver.ts'
import type { Context } from '../../src/measure/session.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'
import { noFailures, type Side, type Unmeasured } from '../../src/model/measurement.ts'
import type { Launch } from '../../src/server/launch.ts'
import { seeded } from '../../src/stats/random.ts'

export const scenario = scenarioSchema.parse({
  title: 'home',
  servers: ['a', 'b'],
  request: { path: '/' },
  load: { connections: 2 },
})

export const load: Load = {
  elapsed: 0.5,
  requests: 500,
  failures: noFailures,
  latency: { p50: 0.001, p90: 0.002, p95: 0.0025, p99: 0.003 },
  histogram: null,
}

/** A real server for the questions that measuring asks by itself; gives the way to its origin, once it is there. */
export function answering(): () => string {
  const http = createServer((_request, response) => response.end('hello'))
  beforeAll(() => new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void http.close())
  return () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

function usageOf(pids: readonly number[] | null): Usage | null {
  return pids && { at: 0, threads: 0, total: 0, memory: 0, pids }
}

export type Script = {
  /** `seconds`: of a window, how long it is to be. */
  readonly load?: (step: 'warm' | 'window', seconds: number) => Load
  readonly launch?: (name: string, side: Side) => void
  /** The processes of a server now; null where there is no /proc. */
  readonly pids?: (name: string) => readonly number[] | null
  /** Why a server's CPU and memory cannot be measured. */
  readonly unmeasured?: (name: string) => Unmeasured | null
  /** What servers have printed. */
  readonly output?: string
  /** How a server has ended; null as long as it runs. */
  readonly ended?: (name: string) => string | null
  /** Servers whose workers are recycled. */
  readonly recycled?: readonly string[]
  readonly context?: Partial<Context>
}

/** A fleet and a driver that do what a test says and write down what happened, in order. Every window takes a second of `clock`. */
export function scripted(origin: string, script: Script = {}) {
  const events: string[] = []
  let seconds = 0
  const launchOf = (name: string, side: Side) =>
    ({
      server: serverSchema.parse({
        name,
        command: ['node'],
        ...(script.recycled?.includes(name) ? { workers: 'recycled' } : {}),
      }),
      origin,
      look: () => {},
      unmeasured: () => script.unmeasured?.(name) ?? null,
      given: null,
      usage: () => usageOf(script.pids?.(name) ?? null),
      ended: () => script.ended?.(name) ?? null,
      output: () => script.output ?? '',
      stop: () => Promise.resolve(void events.push(`stop ${side} ${name}`)),
    }) as unknown as Launch
  const driver: Driver = {
    id: 'scripted',
    version: '1',
    pid: process.pid,
    run: async (_target, stretch) => {
      const step = 'requests' in stretch ? 'warm' : 'window'
      events.push(step)
      if (step === 'window') seconds += 1
      return script.load?.(step, 'seconds' in stretch ? stretch.seconds : 0) ?? load
    },
    check: () => Promise.resolve(),
    reach: () => Promise.resolve(),
    shortest: 0,
    release: () => {},
    close: () => Promise.resolve(),
  }
  const launch = async (name: string, side: Side = 'head') => {
    events.push(`launch ${side} ${name}`)
    script.launch?.(name, side)
    return launchOf(name, side)
  }
  const context: Context = {
    fleet: { launch },
    driver,
    budget: { seconds: 1000, patience: 10, waves: { least: 2, most: 2 }, rounds: 3 },
    mode: 'baseline',
    references: ['reference'],
    unpaired: [],
    random: seeded(1),
    signal: new AbortController().signal,
    insist: true,
    onProgress: () => {},
    ...script.context,
  }
  return { events, context, clock: () => seconds }
}

/** Who was launched in each wave, such as `head a`, in alphabetical order. */
export function launchesByWave(events: readonly string[]): string[] {
  const waves = events.join(';').split(/(?<=stop [^;]*);(?=launch)/)
  return waves.map((wave) =>
    [...wave.matchAll(/launch ([^;]+)/g)]
      .map((match) => match[1])
      .toSorted()
      .join(', '),
  )
}
