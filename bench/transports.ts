/**
 * Compares undici, as loadgate drives it, with h2load on the same launch of a server, over HTTP/1.1, https and HTTP/2. They take turns of a
 * second in random order, so that the state of the machine affects both alike. Prints throughput and median latency of both, and
 * how much undici's are above h2load's, with a 95 % interval: of a server that answers at once, where the generator decides, and of one
 * that works for a tenth of a millisecond first, where the server does. Needs h2load (Debian: nghttp2-client).
 *
 *   node bench/transports.ts --turns 30
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { startWatchdog } from '../src/host/watchdog.ts'
import type { Driver } from '../src/load/driver.ts'
import { startDriver } from '../src/load/drivers.ts'
import { cpuBetween } from '../src/host/usage.ts'
import { targetTo } from '../src/measure/participant.ts'
import { scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema, type ServerOptions } from '../src/model/server.ts'
import { formatChange, formatInterval, formatQuantity } from '../src/model/units.ts'
import { readOutput } from '../src/read/output.ts'
import { launch, type Launch } from '../src/server/launch.ts'
import { signedRankShift } from '../src/stats/paired.ts'
import { seeded, shuffled } from '../src/stats/random.ts'
import { median } from '../src/stats/summary.ts'

const ca = fileURLToPath(new URL('../test/fixtures/tls/ca.pem', import.meta.url))
const program = fileURLToPath(new URL('../test/fixtures/server/speaks.ts', import.meta.url))

type Case = {
  readonly args: readonly string[]
  readonly options: Partial<ServerOptions>
  readonly h2load: readonly string[]
}

const CASES: Readonly<Record<string, Case>> = {
  'HTTP/1.1': { args: [], options: {}, h2load: ['--h1'] },
  https: { args: ['tls'], options: { tls: { ca } }, h2load: ['--h1'] },
  'HTTP/2, prior knowledge': { args: ['http2'], options: { http2: true }, h2load: [] },
  'HTTP/2 by ALPN': { args: ['http2', 'tls'], options: { http2: true, tls: { ca } }, h2load: [] },
}

const CONNECTIONS = 4
const SECONDS = 1

/** One-sided, for a 95 % interval. */
const ALPHA = 0.025

/** Requests per second, and seconds. */
type Measured = { readonly throughput: number; readonly p50: number }

/** `cores`: CPU seconds of the server per second of the turn, in which its generator starts, too. */
type Figures = Measured & { readonly cores: number }

const { values } = parseArgs({ options: { turns: { type: 'string', default: '30' } } })
const random = seeded(Date.now())
const watchdog = startWatchdog()
const driver = await startDriver('undici', watchdog.watch)
const folder = mkdtempSync(join(tmpdir(), 'loadgate-transports-'))

try {
  console.log(
    '| over | works for | figure | undici | h2load | undici − h2load |\n| --- | --- | --- | --: | --: | --- |',
  )
  for (const [name, one] of Object.entries(CASES)) for (const busy of [0, 100]) await compare(name, busy, one)
} finally {
  await driver.close()
  await watchdog.close()
  rmSync(folder, { recursive: true })
}

/** `busy`: microseconds. */
async function compare(name: string, busy: number, { args, options, h2load }: Case): Promise<void> {
  const command = ['node', program, ...args]
  const definition = { name: 'speaks', command, env: { BUSY: String(busy) }, port: 'free', ...options }
  const started = await launch(serverSchema.parse(definition), { watchdog })
  try {
    const load = { connections: CONNECTIONS }
    const scenario = scenarioSchema.parse({ title: name, servers: ['speaks'], request: { path: '/' }, load })
    const target = await targetTo(started, scenario, {})
    await driver.check(target)
    await driver.run(target, { requests: 20_000, within: 60 })
    const turns = { undici: [] as Figures[], h2load: [] as Figures[] }
    const ask = { undici: () => askUndici(driver, target), h2load: () => askH2load(started.origin, h2load) }
    for (let turn = 0; turn < Number(values.turns); turn += 1)
      for (const tool of shuffled(['undici', 'h2load'] as const, random))
        turns[tool].push(await withCores(started, ask[tool]))
    report([name, `${busy} µs`, 'throughput'], 'req/s', turns)
    report([name, `${busy} µs`, 'p50'], 's', turns)
    report([name, `${busy} µs`, 'cores'], null, turns)
  } finally {
    await started.stop()
  }
}

async function withCores({ usage }: Launch, ask: () => Promise<Measured>): Promise<Figures> {
  const from = usage()
  const measured = await ask()
  const to = usage()
  return { ...measured, cores: from && to ? cpuBetween(from, to) / (to.at - from.at) : Number.NaN }
}

async function askUndici(by: Driver, target: Parameters<Driver['run']>[0]): Promise<Measured> {
  const { requests, elapsed, latency } = await by.run(target, { leadIn: 0.2, seconds: SECONDS })
  by.release()
  return { throughput: requests / elapsed, p50: latency?.p50 ?? Number.NaN }
}

/** Its median is not in what every version of it prints, but it logs every answer: when, its status, and after how many microseconds. */
async function askH2load(origin: string, options: readonly string[]): Promise<Measured> {
  const log = join(folder, 'answers.log')
  const load = [
    `--clients=${CONNECTIONS}`,
    '--max-concurrent-streams=1',
    `--duration=${SECONDS}`,
    '--warm-up-time=200ms',
  ]
  const { stdout } = await execa('h2load', [...options, ...load, `--log-file=${log}`, `${origin}/`])
  const reading = readOutput(stdout, 'h2load')
  if (!reading.usable) throw new Error(`h2load: ${reading.why}`)
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  rmSync(log)
  const times = lines.map((line) => Number(line.split('\t')[2]) / 1e6)
  return { throughput: reading.requestsPerSecond ?? Number.NaN, p50: median(times) }
}

type Turns = { readonly undici: readonly Figures[]; readonly h2load: readonly Figures[] }

function report(
  [name, busy, figure]: readonly [string, string, keyof Figures],
  unit: 'req/s' | 's' | null,
  { undici, h2load }: Turns,
): void {
  const [own, others] = [undici, h2load].map((all) => all.map((one) => one[figure])) as [number[], number[]]
  const ratios = own.map((value, turn) => Math.log(value / (others[turn] ?? Number.NaN)))
  const { estimate, low, high } = signedRankShift(ratios, ALPHA)
  const interval = formatInterval(Math.expm1(low), Math.expm1(high))
  const cells = [
    name,
    busy,
    figure,
    ...[own, others].map((all) => (unit ? formatQuantity(median(all), unit) : median(all).toFixed(2))),
  ]
  console.log(`| ${[...cells, `${formatChange(Math.expm1(estimate))} ${interval}`].join(' | ')} |`)
}
