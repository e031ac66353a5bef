/**
 * autocannon, as loadgate drives it, beside wrk on one launch of a server: stretches of both in turn, so that what the
 * machine does meanwhile hits both. `npm run bench` prints the table of docs/fidelity.md. Needs wrk.
 */
import { execa } from 'execa'
import { startDriver } from '../src/load/start-driver.ts'
import type { Driver, Target } from '../src/load/driver.ts'
import { answerOf, targetOf } from '../src/measure/participant.ts'
import { scenarioSchema, serverSchema, type ServerOptions } from '../src/options.ts'
import { launch } from '../src/server/launch.ts'
import { cpuBetween, usage } from '../src/server/usage.ts'
import { startWatchdog, type Watchdog } from '../src/server/watchdog.ts'
import { median } from '../src/stats/summary.ts'
import { formatChange, formatQuantity } from '../src/units.ts'
import { GENERATOR_BOUND } from '../src/verdict/validity.ts'
import nodeHttp from '../servers/node-http/server.ts'

type Case = { readonly definition: ServerOptions; readonly path: string; readonly connections: number }

const canned: ServerOptions = { name: 'canned', command: ['node', 'bench/canned.ts'], ready: '/test' }

const CASES: readonly Case[] = [
  { definition: nodeHttp, path: '/', connections: 4 },
  { definition: nodeHttp, path: '/', connections: 16 },
  { definition: nodeHttp, path: '/test', connections: 4 },
  { definition: nodeHttp, path: '/test', connections: 400 },
  { definition: canned, path: '/test', connections: 100 },
]

const SECONDS = 2
const TURNS = 10

/** Throughput in requests a second, median latency in seconds, CPU in cores. */
type Seen = { readonly throughput: number; readonly p50: number; readonly generator: number; readonly server: number }

async function withAutocannon(driver: Driver, target: Target, server: () => ReturnType<typeof usage>): Promise<Seen> {
  const readings: { generator: ReturnType<typeof usage>; server: ReturnType<typeof usage> }[] = []
  const read = () => readings.push({ generator: usage(driver.pid), server: server() })
  const load = await driver.run(target, { leadIn: 0.2, seconds: SECONDS }, { began: read, ended: read })
  const [before, after] = readings
  return {
    throughput: load.requests / load.elapsed,
    p50: load.latency?.p50 ?? Number.NaN,
    generator: cores(before?.generator, after?.generator),
    server: cores(before?.server, after?.server),
  }
}

async function withWrk(target: Target, server: () => ReturnType<typeof usage>): Promise<Seen> {
  const before = server()
  const options = [`-t1`, `-c${target.connections}`, `-d${SECONDS}s`, '--latency', target.origin + target.path]
  const { stdout } = await execa('wrk', options, { env: { LC_ALL: 'C' } })
  const after = server()
  const [, p50 = '', unit = ''] = /50%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  const scale = { us: 1e-6, ms: 1e-3, s: 1 }[unit] ?? Number.NaN
  return {
    throughput: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50: Number(p50) * scale,
    generator: Number.NaN,
    server: cores(before, after),
  }
}

function cores(before: ReturnType<typeof usage> | undefined, after: ReturnType<typeof usage> | undefined): number {
  return before && after ? cpuBetween(before, after) / (after.at - before.at) : Number.NaN
}

async function compare(driver: Driver, watchdog: Watchdog, { definition, path, connections }: Case): Promise<string> {
  const server = serverSchema.parse(definition)
  const scenario = scenarioSchema.parse({ title: path, servers: [server.name], request: { path }, load: { connections } })
  const started = await launch(server, { watchdog })
  try {
    const target = targetOf(scenario, started, await answerOf(scenario, started))
    await driver.run(target, { requests: 30_000, within: 60 })
    const ours: Seen[] = []
    const wrks: Seen[] = []
    for (let turn = 0; turn < TURNS; turn += 1) {
      ours.push(await withAutocannon(driver, target, started.usage))
      wrks.push(await withWrk(target, started.usage))
    }
    return row(`${server.name} \`${path}\`, ${connections}`, ours, wrks)
  } finally {
    await started.stop()
  }
}

function row(title: string, ours: readonly Seen[], wrks: readonly Seen[]): string {
  const of = (seen: readonly Seen[], field: keyof Seen) => median(seen.map((one) => one[field]).filter(Number.isFinite))
  const throughput = [of(ours, 'throughput'), of(wrks, 'throughput')] as const
  const p50 = [of(ours, 'p50'), of(wrks, 'p50')] as const
  return [
    title,
    formatQuantity(throughput[0], 'req/s'),
    formatQuantity(throughput[1], 'req/s'),
    formatChange(throughput[0] / throughput[1] - 1),
    formatQuantity(p50[0], 's'),
    formatQuantity(p50[1], 's'),
    formatQuantity(p50[0] - p50[1], 's'),
    `${of(ours, 'generator').toFixed(2)}${of(ours, 'generator') >= GENERATOR_BOUND ? ', generator-bound' : ''}`,
    `${of(ours, 'server').toFixed(2)} / ${of(wrks, 'server').toFixed(2)}`,
  ].join(' | ')
}

const watchdog = startWatchdog()
const driver = await startDriver('autocannon', watchdog.watch)
console.log('| server, path, connections | autocannon | wrk | difference | p50 | p50 wrk | difference | generator, cores | server, cores |')
console.log('|---|---|---|---|---|---|---|---|---|')
for (const each of CASES) console.log(`| ${await compare(driver, watchdog, each)} |`)
await driver.close()
await watchdog.close()
