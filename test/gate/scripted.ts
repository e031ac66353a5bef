import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Conclusion, Ending } from '../../src/gate/conclude.ts'
import { openGate, type Answer, type Gate, type Question } from '../../src/gate/gate.ts'
import { takeLock } from '../../src/host/lock.ts'
import type { Counter } from '../../src/count/counter.ts'
import { openCounting, type Counting } from '../../src/gate/count-servers.ts'
import type { OpenGate } from '../../src/gate/open.ts'
import type { Driver, Load, Target } from '../../src/load/driver.ts'
import { latencyHistogram } from '../../src/load/histogram.ts'
import type { CountIdentity } from '../../src/model/count.ts'
import type { Progress } from '../../src/measure/progress.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { Report } from '../../src/model/report.ts'
import { noFailures } from '../../src/model/measurement.ts'
import type { ScenarioOptions } from '../../src/model/scenario.ts'
import { projectSchema, type GateOptions } from '../../src/options/project.ts'
import { readSettings } from '../../src/options/settings.ts'
import type { Fleet } from '../../src/server/fleet.ts'
import type { Server } from '../../src/model/server.ts'
import type { Launch } from '../../src/server/launch.ts'
import type { Watcher } from '../../src/trace/watcher.ts'
import { seeded } from '../../src/stats/random.ts'

/** A whole gate in this process: real files and a real lock, but servers and load that do what a test says, at once. */

export type Orders = {
  /** Times what a request of the reference costs, in time and in CPU. */
  readonly cost?: number
  /** Times what one request of a mix takes. */
  readonly slow?: Readonly<Record<string, number>>
  /** Times what the first byte of an answer takes. */
  readonly first?: number
  /** What it does from its second wave on, or after so many. */
  readonly later?: 'empty' | 'die' | 'hang'
  readonly wellFor?: number
  /** Why it cannot run here, or why it does not start. */
  readonly skipped?: string
  readonly broken?: string
  readonly closes?: boolean
  /** The only port that it listens on, for what looks at its definition. */
  readonly port?: number
  /** Seconds, once a second, in which it does nothing. In a closed loop, no more requests than there are connections wait for that. */
  readonly stall?: number
  /** Answers per second that it has, in an open loop. */
  readonly capacity?: number
  /** Instructions per request; without it the server is not counted. */
  readonly instructions?: number
}

export type ScriptedOptions = {
  readonly servers: Readonly<Record<string, Orders>>
  readonly project?: Partial<GateOptions>
  readonly env?: Readonly<Record<string, string>>
  readonly recording?: OpenGate['recording']
  /** Of the order of launches and windows. */
  readonly seed?: string
  /** Of an earlier gate, to be held against what that one recorded. */
  readonly folder?: string
  /** What is seen of servers whose waits are to be explained. */
  readonly watch?: Watcher
  /** What servers did at the commit that recorded their baseline; that commit cannot be had without it. */
  readonly earlier?: Readonly<Record<string, Orders>>
  /** Why nothing can be counted on this machine. */
  readonly noCounter?: string
}

type Window = { readonly name: string; readonly rate: number | null }

/** What a spec asks otherwise than the others. */
type Change = Partial<ScenarioOptions> & { readonly title?: string }

export type Scripted = {
  readonly gate: Gate
  readonly folder: string
  /** Launches so far, such as `head plain`. */
  readonly launches: readonly string[]
  /** What was shown of its progress so far. */
  readonly shown: readonly Progress[]
  /** Timed windows so far; `rate` is null in a closed loop. */
  readonly windows: readonly Window[]
  readonly measure: (change?: Change) => Promise<Answer>
  readonly hold: (server: string, tolerance?: unknown, change?: Change, request?: string) => Promise<Answer>
  readonly meet: (server: string, limits?: unknown, change?: Change, request?: string) => Promise<Answer>
  readonly outpace: (server: string, other: string, claim?: unknown, change?: Change) => Promise<Answer>
  /** Ends the run as one whose tests passed, or not, and closes the gate. */
  readonly conclude: (passed?: boolean, shard?: Ending['shard']) => Promise<Report | null>
  /** The same, with whether anything was measured. */
  readonly end: (passed?: boolean, shard?: Ending['shard']) => Promise<Conclusion>
}

const define = (name: string) => ({ name, command: ['node', 'scripted'], warmup: 50 })

export async function scriptedGate(options: ScriptedOptions): Promise<Scripted> {
  const folder = options.folder ?? temporaryFolder()
  const names = Object.keys(options.servers)
  const shown: Progress[] = []
  const show = (progress: Progress) => void shown.push(progress)
  const project = projectSchema.parse({
    servers: names.map(define),
    references: [define('reference')],
    baselines: join(folder, 'baselines'),
    scratch: join(folder, 'scratch'),
    budget: { waves: 3, rounds: 3 },
    ...options.project,
  })
  const before = Object.entries(options.earlier ?? {}).map(([name, orders]) => [`earlier ${name}`, orders] as const)
  const script = await openScript({ reference: {}, ...options.servers, ...Object.fromEntries(before) })
  const gate = await openGate({
    project,
    settings: readSettings(
      { LOADGATE_BUSY: 'measure', LOADGATE_COUNT: 'off', LOADGATE_EXPLAIN: 'off', ...options.env },
      names,
    ),
    recording: options.recording ?? 'new',
    env: {},
    seed: options.seed ?? '1',
    progress: { show, clear: () => {} },
    say: () => {},
    lock: (onWait) => takeLock(600, onWait, join(folder, 'lock')),
    openDrivers: () => ({ named: async (id) => ({ ...script.driver, id }), close: async () => {} }),
    openFleet: () => script.fleet,
    openWatcher: () => options.watch ?? (async () => ({ notWatched: 'nobody watches' })),
    openRecorded: async (commit, server) => {
      if (!options.earlier?.[server]) throw new LoadgateError('unknown-ref', 'There is no such commit.')
      const definition = { name: server, warmup: 50 } as Server
      const launch = async () => ({ ...(await script.fleet.launch(`earlier ${server}`, 'base')), server: definition })
      return { server: definition, root: folder, commit, launch }
    },
    openCounting: async () =>
      options.noCounter ? { notCounted: options.noCounter } : scriptedCounting(options.servers, script, show),
  }).catch((error: unknown) => {
    script.close()
    throw error
  })
  let open = true
  const end = async (passed = true, shard?: Ending['shard']) => {
    const ended = await gate.conclude({ passed, shard, run: { command: 'npx vitest run', versions: {} } })
    await close()
    return ended
  }
  const close = async () => {
    if (open) await gate.close()
    open = false
  }
  onTestFinished(async () => {
    await close()
    script.close()
  })
  const ask = (question: DistributiveOmit<Question, 'scenario'>, change: Change = {}) => {
    const scenario = { title: 'small', servers: names, request: { path: '/' }, load: { connections: 2 }, ...change }
    return gate.answer({ ...question, scenario } as Question, new AbortController().signal)
  }
  return {
    gate,
    folder,
    launches: script.launches,
    windows: script.windows,
    shown,
    measure: (change) => ask({ kind: 'measure' }, change),
    hold: (server, tolerance, change, request) =>
      ask({ kind: 'hold', server, tolerance, ...(request === undefined ? {} : { request }) }, change),
    meet: (server, limits, change, request) =>
      ask({ kind: 'meet', server, limits, ...(request === undefined ? {} : { request }) }, change),
    outpace: (server, other, claim = {}, change = {}) => ask({ kind: 'outpace', server, other, claim }, change),
    conclude: async (passed, shard) => (await end(passed, shard)).report,
    end,
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-scripted-'))
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Right answers per second of a window of the reference, and CPU seconds per request. */
const [RATE, CPU] = [5000, 0.0002] as const

type Script = { driver: Driver; fleet: Fleet; launches: string[]; windows: Window[]; close: () => void }

async function openScript(servers: Readonly<Record<string, Orders>>): Promise<Script> {
  const random = seeded(1)
  const noisy = (value: number) => value * (1 + (random() - 0.5) / 100)
  const all = Object.keys(servers)
  const http = await Promise.all(all.map(listen))
  const origins = http.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const nameAt = (origin: string) => all[origins.indexOf(origin)] as string
  const launches: string[] = []
  const windows: Window[] = []
  const waves = new Map<string, number>()
  const usage = { seconds: 0, cpu: new Map<string, number>() }
  const orderNow = (name: string) => {
    const { later, wellFor = 1 } = servers[name] ?? {}
    return (waves.get(name) ?? 0) > wellFor ? later : undefined
  }

  const driver: Driver = {
    id: 'autocannon',
    version: '9.0.0',
    // Nobody: what this process uses must not look like a generator at its limit.
    pid: 0,
    shortest: 0,
    check: async () => {},
    reach: async () => {},
    release: () => {},
    close: async () => {},
    run: async ({ origin, mix, firstByte }, stretch, marks) => {
      const name = nameAt(origin)
      if ('seconds' in stretch) windows.push({ name, rate: stretch.rate ?? null })
      if ('rate' in stretch && stretch.rate !== undefined) {
        marks?.began()
        usage.seconds += stretch.seconds
        const offered = offer(stretch.rate, stretch.seconds, servers[name] ?? {}, noisy)
        usage.cpu.set(name, (usage.cpu.get(name) ?? 0) + offered.requests * CPU * (servers[name]?.cost ?? 1))
        marks?.ended()
        return offered
      }
      const cost = servers[name]?.cost ?? 1
      const elapsed = 'requests' in stretch ? stretch.requests / RATE : stretch.seconds
      const requests = 'requests' in stretch ? stretch.requests : Math.round(noisy((elapsed * RATE * 100) / cost))
      const order = 'requests' in stretch ? undefined : orderNow(name)
      marks?.began()
      usage.seconds += elapsed
      usage.cpu.set(name, (usage.cpu.get(name) ?? 0) + requests * CPU * cost)
      marks?.ended()
      const latency = noisy(cost / RATE)
      return {
        elapsed,
        requests: order === 'empty' || order === 'hang' ? 0 : requests,
        failures: { ...noFailures, body: order === 'empty' ? 9 : 0, timeout: order === 'hang' ? 9 : 0 },
        latency: { p50: latency, p90: latency * 2, p95: latency * 3, p99: latency * 4 },
        histogram: null,
        ...(firstByte ? { firstByte: encoded(noisy((servers[name]?.first ?? 1) / RATE / 4)) } : {}),
        ...byRequest(mix, requests, (asked) => latency * (servers[nameAt(origin)]?.slow?.[asked] ?? 1)),
      }
    },
  }

  const launch = async (name: string, side = 'head'): Promise<Launch> => {
    const { broken } = servers[name] ?? {}
    if (broken) throw new LoadgateError('test', broken)
    launches.push(`${side} ${name}`)
    waves.set(name, (waves.get(name) ?? 0) + 1)
    const cpu = () => usage.cpu.get(name) ?? 0
    return {
      server: { name, warmup: 50 },
      given: null,
      origin: origins[all.indexOf(name)],
      look: () => {},
      unmeasured: () => null,
      usage: () => ({ at: usage.seconds, threads: cpu(), total: cpu(), memory: 1e8, pids: [1] }),
      output: () => '',
      ended: () => (orderNow(name) === 'die' ? `${name} ended with exit code 7` : null),
      stop: async () => {},
    } as unknown as Launch
  }

  const fleet: Fleet = {
    launch,
    prepared: (name) => {
      const { broken, port } = servers[name] ?? {}
      if (broken) throw new LoadgateError('test', broken)
      return { name, ...(port === undefined ? {} : { port }) } as Server
    },
    given: () => null,
    fixesPort: false,
    closing: new Set(all.filter((name) => servers[name]?.closes)),
    close: async () => {},
    prepare: async (names) => {
      return {
        broken: names.flatMap((server) => {
          const reason = servers[server]?.broken
          return reason ? [{ server, side: 'head' as const, reason }] : []
        }),
        skipped: names.flatMap((server) => {
          const reason = servers[server]?.skipped
          return reason ? [{ server, reason }] : []
        }),
      }
    },
  }
  return { driver, fleet, launches, windows, close: () => http.forEach((server) => server.close()) }
}

/** One server answers one request after the other, as they become due, except while it stalls. */
function offer(
  rate: number,
  seconds: number,
  { cost = 1, stall = 0, capacity = Infinity }: Orders,
  noisy: (value: number) => number,
): Load {
  const [latency, lag] = [latencyHistogram(), latencyHistogram()]
  const requests = Math.round(rate * seconds)
  for (let index = 0; index < requests; index += 1) {
    const phase = (index / rate) % 1
    const queued = Math.max(0, index / capacity - index / rate)
    latency.add(noisy(cost / RATE) + Math.max(0, stall - phase) + queued)
    lag.add(0.000_01)
  }
  const behind = (due: number) => Math.round(Math.max(0, due * (1 - capacity / rate)))
  const latencies = latency.close()!
  return {
    elapsed: seconds,
    requests: requests - behind(requests),
    failures: noFailures,
    latency: latencies,
    histogram: latencies.encoded,
    offered: {
      rate,
      requests,
      queued: 0,
      unanswered: 0,
      backlog: { halfway: behind(requests / 2), end: behind(requests) },
      lag: lag.close()?.encoded ?? null,
    },
  }
}

function encoded(seconds: number): string {
  const histogram = latencyHistogram()
  histogram.add(seconds)
  return histogram.close()?.encoded ?? ''
}

/** Every request of a mix as often as the others. */
function byRequest(mix: Target['mix'], requests: number, latencyOf: (name: string) => number): Pick<Load, 'byRequest'> {
  if (!mix) return {}
  const each = mix.plan.requests.map(({ name }) => {
    const p50 = latencyOf(name ?? '')
    const latency = { p50, p90: p50 * 2, p95: p50 * 3, p99: p50 * 4 }
    return [
      name,
      { requests: Math.round(requests / mix.plan.requests.length), failures: noFailures, latency, histogram: null },
    ]
  })
  return { byRequest: Object.fromEntries(each) as NonNullable<Load['byRequest']> }
}

/** A server per name, so that the driver knows by the origin who is asked. */
async function listen(): Promise<HttpServer> {
  const server = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** What all scripted servers are counted with. */
export const identity: CountIdentity = {
  runtime: 'node 24.0.0',
  binary: 'abc',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 1,
}

/** Counts at once, with launches 0.01 % apart. Counted launches are noted among the others, as `counted head plain`. */
function scriptedCounting(
  servers: Readonly<Record<string, Orders>>,
  { fleet, launches }: Script,
  onProgress: (progress: Progress) => void,
): Counting {
  const count: Counter['count'] = async ({ server, side, launches: wanted }) => {
    const instructions = servers[server.name]?.instructions
    if (instructions === undefined) return { notCounted: 'it does not come up under valgrind' }
    const counted = Array.from({ length: wanted }, (_, index) => {
      launches.push(`counted ${side} ${server.name}`)
      const perBlock = 50 * instructions * (1 + (launches.length % 2) / 10_000)
      const blocks = Array.from({ length: 6 }, (__, block) => ({
        requests: 50,
        instructions: perBlock + block + index,
      }))
      return { server: server.name, side, blocks, processes: 1, seconds: 1 }
    })
    return { launches: counted }
  }
  return openCounting({
    counter: {
      count,
      profile: async () => ({ notCounted: 'scripted servers have no functions' }),
      atOnce: 1,
    },
    fleet,
    identify: async () => identity,
    rehearse: async () => {},
    onProgress,
  })
}
