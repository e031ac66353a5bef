/**
 * `node bench/rate.ts` prints the tables of docs/fidelity.md about fixed rates: the embedded generator beside vegeta at the same rates on
 * the same launch, in turns in random order, and beside what vegeta itself reports, which counts from when it sent a request; and what a stall of 50 ms once a second shows in an open and in a closed loop. Needs vegeta,
 * and a quiet machine: it takes about 10 minutes.
 *
 *   node bench/rate.ts --turns 20 'node-http'
 *
 * Measures the servers whose name has that text, or all.
 */
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import express from '../servers/express/server.ts'
import fastify from '../servers/fastify/server.ts'
import nodeHttp from '../servers/node-http/server.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import type { Driver, Load, Stretch, Target } from '../src/load/driver.ts'
import { openDrivers } from '../src/load/drivers.ts'
import { targetTo } from '../src/measure/participant.ts'
import { scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema, type ServerOptions } from '../src/model/server.ts'
import { formatChange, formatInterval, formatQuantity } from '../src/model/units.ts'
import { launch } from '../src/server/launch.ts'
import { distributionOf } from '../src/stats/latencies.ts'
import { signedRankShift } from '../src/stats/paired.ts'
import { seeded, shuffled } from '../src/stats/random.ts'
import { median } from '../src/stats/summary.ts'

const RATES = [500, 1000, 2000] as const
const CONNECTIONS = 64
const SECONDS = { leadIn: 0.2, seconds: 2 } as const

/** One-sided, for a 95 % interval. */
const ALPHA = 0.025

const { values, positionals } = parseArgs({
  options: { turns: { type: 'string', default: '15' } },
  allowPositionals: true,
})
const turns = Number(values.turns)
const random = seeded(Date.now())
const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)

/** Seconds. */
type Figures = Readonly<Record<'p50' | 'p95' | 'p99' | 'lag50' | 'lag', number>> & { readonly unanswered: number }

function figuresOf({ histogram, offered }: Load): Figures {
  const latencies = distributionOf([histogram ?? ''])
  const at = (share: number) => latencies?.at(share) ?? Number.NaN
  const lags = offered?.lag ? distributionOf([offered.lag]) : null
  const lagAt = (share: number) => lags?.at(share) ?? Number.NaN
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    lag50: lagAt(0.5),
    lag: lagAt(0.99),
    unanswered: offered?.unanswered ?? 0,
  }
}

async function onLaunch(
  definition: ServerOptions,
  path: string,
  connections: number,
  use: (target: Target) => Promise<void>,
): Promise<void> {
  const server = serverSchema.parse(definition)
  const load = { connections }
  const scenario = scenarioSchema.parse({ title: path, servers: [server.name], request: { path }, load })
  const started = await launch(server, { watchdog })
  try {
    const target = await targetTo(started, scenario, {})
    await (await drivers.named('undici')).run(target, { requests: 10_000, within: 30 })
    await use(target)
  } finally {
    await started.stop()
  }
}

async function runOnce(driver: Driver, target: Target, stretch: Stretch): Promise<Figures> {
  const load = await driver.run(target, stretch)
  driver.release()
  return figuresOf(load)
}

/** vegeta by itself: its own percentiles, in nanoseconds from when it sent a request, which leave out how late it was. */
async function runByItself({ origin, path, connections }: Target, rate: number): Promise<Figures> {
  const seconds = SECONDS.leadIn + SECONDS.seconds
  const args = [`-rate=${rate}`, `-duration=${seconds}s`, `-connections=${connections}`, '-max-body=0', '-http2=false']
  const attack = execa('vegeta', ['attack', ...args], { input: `GET ${origin}${path}\n`, encoding: 'buffer' })
  const { stdout } = await attack.pipe('vegeta', ['report', '-type=json'])
  const { latencies, errors } = JSON.parse(stdout) as {
    readonly latencies: Readonly<Record<'50th' | '95th' | '99th', number>>
    readonly errors: readonly string[] | null
  }
  if (errors && errors.length > 0) throw new Error(`vegeta had errors: ${errors.join(', ')}`)
  const [p50, p95, p99] = [latencies['50th'], latencies['95th'], latencies['99th']].map((value) => value / 1e9)
  return {
    p50: p50 ?? Number.NaN,
    p95: p95 ?? Number.NaN,
    p99: p99 ?? Number.NaN,
    lag50: Number.NaN,
    lag: Number.NaN,
    unanswered: 0,
  }
}

const OPEN = ['undici', 'vegeta', 'vegeta by itself'] as const
type Generator = (typeof OPEN)[number]
type Turn = ReadonlyMap<Generator, Figures>

async function compare(definition: ServerOptions): Promise<void> {
  await onLaunch(definition, '/', CONNECTIONS, async (target) => {
    for (const rate of RATES) {
      const all: Turn[] = []
      while (all.length < turns) {
        const turn = new Map<Generator, Figures>()
        for (const name of shuffled(OPEN, random)) turn.set(name, await runAs(name, target, rate))
        all.push(turn)
      }
      for (const name of OPEN) console.log(row([`${definition.name} \`/\``, `${rate}`, name], name, all))
    }
  })
}

async function runAs(name: Generator, target: Target, rate: number): Promise<Figures> {
  if (name === 'vegeta by itself') return runByItself(target, rate)
  return runOnce(await drivers.named(name), target, { ...SECONDS, rate })
}

function row(first: readonly string[], driver: Generator, all: readonly Turn[]): string {
  const of = (field: keyof Figures) => all.map((turn) => turn.get(driver)?.[field] ?? Number.NaN)
  const seconds = (field: keyof Figures) => formatQuantity(median(of(field)), 's')
  const cells = (['p50', 'p95', 'p99'] as const).flatMap((field) => [seconds(field), beside(driver, all, field)])
  const lags = driver === 'vegeta by itself' ? ['', ''] : [seconds('lag50'), seconds('lag')]
  return `| ${[...first, ...cells, ...lags, String(of('unanswered').reduce((sum, one) => sum + one, 0))].join(' | ')} |`
}

/** Of the turns: the Hodges–Lehmann estimate of the ratios to vegeta by itself and of the differences, with the exact intervals of the signed ranks. */
function beside(driver: Generator, all: readonly Turn[], field: keyof Figures): string {
  if (driver === 'vegeta by itself') return ''
  const pairs = all.map((turn) => [turn.get(driver)?.[field] ?? 1, turn.get('vegeta by itself')?.[field] ?? 1] as const)
  const ratio = signedRankShift(
    pairs.map(([own, other]) => Math.log(own / other)),
    ALPHA,
  )
  const difference = signedRankShift(
    pairs.map(([own, other]) => own - other),
    ALPHA,
  )
  return `${formatChange(Math.expm1(ratio.estimate))} ${formatInterval(Math.expm1(ratio.low), Math.expm1(ratio.high))}, ${micro(difference.estimate)} [${micro(difference.low)}, ${micro(difference.high)}] µs`
}

async function stall(milliseconds: number): Promise<void> {
  const definition: ServerOptions = {
    name: 'stalling',
    command: ['node', 'bench/stalling-server.ts', String(milliseconds)],
  }
  const loops = [
    { name: 'closed, 4 connections', driver: 'autocannon', connections: 4, stretch: SECONDS },
    { name: 'open, 500 per second', driver: 'undici', connections: 100, stretch: { ...SECONDS, rate: 500 } },
    { name: 'open, 500 per second', driver: 'vegeta', connections: 100, stretch: { ...SECONDS, rate: 500 } },
  ] as const
  await onLaunch(definition, '/', 4, async (target) => {
    for (const { name, driver, connections, stretch } of loops) {
      const all: Figures[] = []
      while (all.length < turns)
        all.push(await runOnce(await drivers.named(driver), { ...target, connections }, stretch))
      const at = (field: 'p50' | 'p95' | 'p99') => formatQuantity(median(all.map((one) => one[field])), 's')
      console.log(`| ${milliseconds} ms | ${name} | ${driver} | ${at('p50')} | ${at('p95')} | ${at('p99')} |`)
    }
  })
}

const TITLES = [
  'server',
  'per second',
  'generator',
  ...['p50', 'p95', 'p99'].flatMap((one) => [one, 'beside vegeta by itself']),
  'lag p50',
  'lag p99',
  'unanswered',
]
const rule = (titles: readonly string[]) => `| ${titles.join(' | ')} |\n|${'---|'.repeat(titles.length)}`

console.log(rule(TITLES))
const servers = [nodeHttp, fastify, express].filter(({ name }) => positionals.every((text) => name.includes(text)))
for (const server of servers) await compare(server)
console.log(`\n${rule(['stall, once a second', 'loop', 'generator', 'p50', 'p95', 'p99'])}`)
for (const milliseconds of [0, 50]) await stall(milliseconds)
await drivers.close()
await watchdog.close()

function micro(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value * 1e6).toFixed(0)}`
}
