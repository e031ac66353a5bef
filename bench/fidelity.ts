/**
 * `npm run bench` compares all four load generators, as loadgate drives them, on one launch of a server, and prints the tables
 * of docs/fidelity.md. They take turns of a second in random order, so that the state of the machine affects all of them alike.
 * Needs wrk and ab.
 *
 *   npm run bench -- --turns 60 'node-http `/`'
 *
 * Measures the cases whose title has that text, or all.
 */
import { parseArgs } from 'node:util'
import { type DriverName, scenarioSchema } from '../src/model/scenario.ts'
import type { Driver, Target } from '../src/load/driver.ts'
import { openDrivers, type Drivers } from '../src/load/drivers.ts'
import { readMachine, stolenBetween, type MachineReading } from '../src/host/machine-load.ts'
import { targetTo } from '../src/measure/participant.ts'
import { serverSchema, type ServerOptions } from '../src/model/server.ts'
import { launch, type Launch } from '../src/server/launch.ts'
import { cpuBetween, usage, type Usage } from '../src/host/usage.ts'
import { startWatchdog, type Watchdog } from '../src/host/watchdog.ts'
import { seeded, shuffled } from '../src/stats/random.ts'
import { signedRankShift } from '../src/stats/paired.ts'
import { median } from '../src/stats/summary.ts'
import { formatChange, formatInterval, formatQuantity } from '../src/model/units.ts'
import { GENERATOR_BOUND } from '../src/verdict/validity.ts'
import nodeHttp from '../servers/node-http/server.ts'

type Case = {
  readonly definition: ServerOptions
  readonly path: string
  readonly connections: number
  readonly headers?: Readonly<Record<string, string>>
}

const canned: ServerOptions = { name: 'canned', command: ['node', 'bench/canned-server.ts'], ready: '/test' }

const KEEP_ALIVE: readonly Case[] = [
  { definition: nodeHttp, path: '/', connections: 4 },
  { definition: nodeHttp, path: '/', connections: 16 },
  { definition: nodeHttp, path: '/test', connections: 4 },
  { definition: nodeHttp, path: '/test', connections: 400 },
  { definition: canned, path: '/test', connections: 100 },
]

/** ab opens a connection for every request; the header makes the others do the same. */
const RECONNECT: readonly Case[] = KEEP_ALIVE.slice(0, 3).map((one) => ({ ...one, headers: { connection: 'close' } }))

const STRETCH = { leadIn: 0.2, seconds: 1 }
const WARM_UP = { requests: 30_000, within: 60 }

/** One-sided, for a 95 % interval. */
const ALPHA = 0.025

/** Throughput in requests per second, median latency and the server's CPU per request in seconds; the rest in cores. */
type Figures = {
  readonly throughput: number
  readonly p50: number
  readonly cpu: number
  readonly server: number
  readonly generator: number
  readonly stolen: number
}

type Clocks = { readonly generator: Usage | null; readonly server: Usage | null; readonly machine: MachineReading }

const { values, positionals } = parseArgs({
  options: { turns: { type: 'string', default: '30' } },
  allowPositionals: true,
})
const random = seeded(Date.now())

async function runOnce(driver: Driver, target: Target, server: Launch): Promise<Figures> {
  const readings: Clocks[] = []
  const read = () =>
    void readings.push({ generator: usage(driver.pid), server: server.usage(), machine: readMachine() })
  const load = await driver.run(target, STRETCH, { began: read, ended: read })
  driver.release()
  const [before, after] = readings as [Clocks, Clocks]
  const spent = (select: (clocks: Clocks) => Usage | null) => {
    const [from, to] = [select(before), select(after)]
    return from && to
      ? { cpu: cpuBetween(from, to), seconds: to.at - from.at }
      : { cpu: Number.NaN, seconds: Number.NaN }
  }
  const [generator, own] = [spent((one) => one.generator), spent((one) => one.server)]
  return {
    throughput: load.requests / load.elapsed,
    p50: load.latency?.p50 ?? Number.NaN,
    cpu: own.cpu / (load.whole ? load.requests : (load.requests / load.elapsed) * own.seconds),
    server: own.cpu / own.seconds,
    generator: generator.cpu / generator.seconds,
    stolen: stolenBetween(before.machine, after.machine) ?? Number.NaN,
  }
}

/** One second of each generator. */
type Turn = ReadonlyMap<DriverName, Figures>

async function compare(names: readonly DriverName[], drivers: Drivers, watchdog: Watchdog, one: Case): Promise<void> {
  const { definition, path, connections, headers = {} } = one
  const server = serverSchema.parse(definition)
  const scenario = scenarioSchema.parse({
    title: path,
    servers: [server.name],
    request: { path, headers },
    load: { connections },
  })
  const started = await launch(server, { watchdog })
  try {
    const target = await targetTo(started, scenario, {})
    await (await drivers.named('undici')).run(target, WARM_UP)
    const turns: Turn[] = []
    while (turns.length < Number(values.turns)) {
      const turn = new Map<DriverName, Figures>()
      for (const name of shuffled(names, random))
        turn.set(name, await runOnce(await drivers.named(name), target, started))
      turns.push(turn)
    }
    for (const name of names) console.log(row(title(one), name, turns))
  } finally {
    await started.stop()
  }
}

function row(name: string, driver: DriverName, turns: readonly Turn[]): string {
  const typical = (field: keyof Figures) =>
    median(turns.map((turn) => turn.get(driver)?.[field] ?? Number.NaN).filter(Number.isFinite))
  const bound = typical('generator') >= GENERATOR_BOUND ? ', generator-bound' : ''
  const cells = [
    name,
    driver,
    formatQuantity(typical('throughput'), 'req/s'),
    besideWrk(driver, turns, 'throughput'),
    formatQuantity(typical('p50'), 's'),
    besideWrk(driver, turns, 'p50'),
    formatQuantity(typical('cpu'), 's'),
    besideWrk(driver, turns, 'cpu'),
    typical('server').toFixed(2),
    `${typical('generator').toFixed(2)}${bound}`,
    typical('stolen').toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The Hodges–Lehmann estimate of the turns' ratios, with the exact interval of the signed ranks. */
function besideWrk(driver: DriverName, turns: readonly Turn[], field: keyof Figures): string {
  if (driver === 'wrk') return ''
  const ratios = turns
    .map((turn) => Math.log((turn.get(driver)?.[field] ?? Number.NaN) / (turn.get('wrk')?.[field] ?? Number.NaN)))
    .filter(Number.isFinite)
  const { estimate, low, high } = signedRankShift(ratios, ALPHA)
  return `${formatChange(Math.expm1(estimate))} ${formatInterval(Math.expm1(low), Math.expm1(high))}`
}

function title({ definition, path, connections }: Case): string {
  return `${definition.name} \`${path}\`, ${connections}`
}

const COLUMNS = [
  'server, path, connections',
  'generator',
  'throughput',
  'beside wrk',
  'p50',
  'beside wrk',
  'server, CPU per request',
  'beside wrk',
  'server, cores',
  'generator, cores',
  'stolen, cores',
]
const HEAD = `| ${COLUMNS.join(' | ')} |\n|${'---|'.repeat(COLUMNS.length)}`

const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)
const chosen = (cases: readonly Case[]) => cases.filter((one) => positionals.every((text) => title(one).includes(text)))
console.log(`Kept connections:\n\n${HEAD}`)
for (const each of chosen(KEEP_ALIVE)) await compare(['autocannon', 'undici', 'wrk'], drivers, watchdog, each)
console.log(`\nA new connection for every request:\n\n${HEAD}`)
for (const each of chosen(RECONNECT)) await compare(['undici', 'wrk', 'ab'], drivers, watchdog, each)
await drivers.close()
await watchdog.close()
