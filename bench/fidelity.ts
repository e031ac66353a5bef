/**
 * All four load generators, as loadgate drives them, beside each other on one launch of a server: stretches in turn, so that what the
 * machine does meanwhile hits all. `npm run bench` prints the tables of docs/fidelity.md. Needs wrk and ab.
 */
import type { DriverName } from '../src/driver-names.ts'
import type { Driver, Target } from '../src/load/driver.ts'
import { openDrivers, type Drivers } from '../src/load/drivers.ts'
import { answerOf, targetOf } from '../src/measure/participant.ts'
import { scenarioSchema, serverSchema, type ServerOptions } from '../src/options.ts'
import { launch, type Launch } from '../src/server/launch.ts'
import { cpuBetween, usage, type Usage } from '../src/server/usage.ts'
import { startWatchdog, type Watchdog } from '../src/server/watchdog.ts'
import { median } from '../src/stats/summary.ts'
import { formatChange, formatQuantity } from '../src/units.ts'
import { GENERATOR_BOUND } from '../src/verdict/validity.ts'
import nodeHttp from '../servers/node-http/server.ts'

type Case = { readonly definition: ServerOptions; readonly path: string; readonly connections: number; readonly headers?: Readonly<Record<string, string>> }

const canned: ServerOptions = { name: 'canned', command: ['node', 'bench/canned.ts'], ready: '/test' }

const KEPT: readonly Case[] = [
  { definition: nodeHttp, path: '/', connections: 4 },
  { definition: nodeHttp, path: '/', connections: 16 },
  { definition: nodeHttp, path: '/test', connections: 4 },
  { definition: nodeHttp, path: '/test', connections: 400 },
  { definition: canned, path: '/test', connections: 100 },
]

/** ab opens a connection for every request, and this asks the others to do the same. */
const NEW: readonly Case[] = KEPT.slice(0, 3).map((one) => ({ ...one, headers: { connection: 'close' } }))

const STRETCH = { leadIn: 0.2, seconds: 2 }
const TURNS = 10
const WARM_UP = { requests: 30_000, within: 60 }

/** Throughput in requests a second, median latency and the server's CPU a request in seconds, the generator's in cores. */
type Seen = { readonly throughput: number; readonly p50: number; readonly cpu: number; readonly generator: number }

type Reading = { readonly generator: Usage | null; readonly server: Usage | null }

async function seenBy(driver: Driver, target: Target, server: Launch): Promise<Seen> {
  const readings: Reading[] = []
  const read = () => void readings.push({ generator: usage(driver.pid), server: server.usage() })
  const load = await driver.run(target, STRETCH, { began: read, ended: read })
  driver.release()
  const spent = (of: (reading: Reading) => Usage | null) => {
    const [before, after] = readings.map(of)
    return before && after ? { cpu: cpuBetween(before, after), seconds: after.at - before.at } : { cpu: Number.NaN, seconds: Number.NaN }
  }
  const [generator, own] = [spent((one) => one.generator), spent((one) => one.server)]
  return {
    throughput: load.requests / load.elapsed,
    p50: load.latency?.p50 ?? Number.NaN,
    cpu: own.cpu / (load.whole ? load.requests : (load.requests / load.elapsed) * own.seconds),
    generator: generator.cpu / generator.seconds,
  }
}

async function compare(names: readonly DriverName[], drivers: Drivers, watchdog: Watchdog, { definition, path, connections, headers = {} }: Case): Promise<void> {
  const server = serverSchema.parse(definition)
  const scenario = scenarioSchema.parse({ title: path, servers: [server.name], request: { path, headers }, load: { connections } })
  const started = await launch(server, { watchdog })
  try {
    const target = targetOf(scenario, started, await answerOf(scenario, started))
    const taking = await Promise.all(names.map(async (name) => ({ name, driver: await drivers.named(name), seen: [] as Seen[] })))
    await taking[0]?.driver.run(target, WARM_UP)
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const { driver, seen } of taking) seen.push(await seenBy(driver, target, started))
    }
    const of = (seen: readonly Seen[], field: keyof Seen) => median(seen.map((one) => one[field]).filter(Number.isFinite))
    const yardstick = of(taking.find(({ name }) => name === 'wrk')?.seen ?? [], 'throughput')
    for (const { name, seen } of taking) console.log(row(`${server.name} \`${path}\`, ${connections}`, name, (field) => of(seen, field), yardstick))
  } finally {
    await started.stop()
  }
}

function row(title: string, name: DriverName, of: (field: keyof Seen) => number, yardstick: number): string {
  const generator = of('generator')
  const cells = [
    title,
    name,
    formatQuantity(of('throughput'), 'req/s'),
    name === 'wrk' ? '' : formatChange(of('throughput') / yardstick - 1),
    formatQuantity(of('p50'), 's'),
    formatQuantity(of('cpu'), 's'),
    `${generator.toFixed(2)}${generator >= GENERATOR_BOUND ? ', generator-bound' : ''}`,
  ]
  return `| ${cells.join(' | ')} |`
}

const HEAD = '| server, path, connections | generator | throughput | beside wrk | p50 | server, CPU a request | generator, cores |\n|---|---|---|---|---|---|---|'

const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)
console.log(`Kept connections:\n\n${HEAD}`)
for (const each of KEPT) await compare(['autocannon', 'undici', 'wrk'], drivers, watchdog, each)
console.log(`\nA new connection for every request:\n\n${HEAD}`)
for (const each of NEW) await compare(['undici', 'wrk', 'ab'], drivers, watchdog, each)
await drivers.close()
await watchdog.close()
