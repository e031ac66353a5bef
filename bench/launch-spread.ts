/**
 * How far do two launches of the same code differ? Measures waves of a base and a head launch of one server. Combinations of
 * windows and Node flags take turns, so that the state of the machine affects all of them alike. Prints the spread of
 * head − base in percent, for several ways to get one value from the windows of a launch.
 *
 *   node bench/launch-spread.ts --minutes 8 --windows 3x0.2x0.35,16x0.04x0.08 --flags plain,steady --server fastify
 *
 * Windows are rounds x lead-in x seconds (x pause). docs/how-it-decides.md has such tables.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startDriver } from '../src/load/drivers.ts'
import type { Target } from '../src/load/driver.ts'
import { targetTo } from '../src/measure/participant.ts'
import { measureWindow, type Measured } from '../src/measure/window.ts'
import { scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema } from '../src/model/server.ts'
import { STEADY_FLAGS } from '../src/server/command.ts'
import { launch, type Launch } from '../src/server/launch.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import { seeded, shuffled } from '../src/stats/random.ts'
import { mean, median, medianAbsoluteDeviation } from '../src/stats/summary.ts'

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  three: STEADY_FLAGS.slice(0, 3),
  steady: STEADY_FLAGS,
  'steady+young': [...STEADY_FLAGS, '--min-semi-space-size=64'],
  'steady+seeds': [...STEADY_FLAGS, '--hash-seed=1', '--random-seed=1'],
  'steady+eager': [...STEADY_FLAGS, '--no-lazy'],
  'steady-osr': [...STEADY_FLAGS, '--no-use-osr'],
}

type Design = {
  readonly text: string
  readonly rounds: number
  readonly leadIn: number
  readonly seconds: number
  readonly pause: number
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    windows: { type: 'string', default: '16x0.04x0.08' },
    flags: { type: 'string', default: 'steady' },
    server: { type: 'string', default: 'fastify' },
    warmup: { type: 'string', default: '4000' },
    connections: { type: 'string', default: '4' },
  },
})

/** Throughput is inverted, so that less is better. */
const METRICS: Readonly<Record<string, (window: Measured) => number>> = {
  'CPU per request': ({ cpu, requests }) => (cpu ?? Number.NaN) / requests,
  throughput: ({ requests, elapsed }) => elapsed / requests,
  p50: ({ latency }) => latency?.p50 ?? Number.NaN,
  p90: ({ latency }) => latency?.p90 ?? Number.NaN,
  p99: ({ latency }) => latency?.p99 ?? Number.NaN,
}

/** Every metric is better when it is lower. Values are sorted. */
const ESTIMATES: Readonly<Record<string, (sorted: readonly number[]) => number>> = {
  median: median,
  best: (sorted) => sorted[0] ?? Number.NaN,
  'second best': (sorted) => sorted[1] ?? Number.NaN,
  'mean of the better half': (sorted) => Math.exp(mean(sorted.slice(0, Math.ceil(sorted.length / 2)).map(Math.log))),
}

/** The windows of the two launches of a wave. */
type Pair = Readonly<Record<'base' | 'head', readonly Measured[]>>

const watchdog = startWatchdog()
const driver = await startDriver('autocannon', watchdog.watch)
const random = seeded(Date.now())

async function measureWave(flags: readonly string[], design: Design): Promise<Pair> {
  const [base, head] = await Promise.all([start(flags), start(flags)])
  const sides = [base, head]
  for (const { target } of shuffled(sides, random))
    await driver.run(target, { requests: Number(values.warmup), within: 60 })
  for (let round = 0; round < design.rounds; round += 1) {
    for (const { launched, target, windows } of shuffled(sides, random)) {
      if (design.pause > 0) await sleep(design.pause * 1000)
      windows.push(await measureWindow({ driver }, launched, target, design))
    }
  }
  await Promise.all(sides.map(({ launched }) => launched.stop()))
  return { base: base.windows, head: head.windows }
}

type Side = { readonly launched: Launch; readonly target: Target; readonly windows: Measured[] }

async function start(flags: readonly string[]): Promise<Side> {
  const server = serverSchema.parse({
    name: values.server,
    command: ['node', ...flags, `servers/${values.server}/main.ts`],
  })
  const load = { connections: Number(values.connections) }
  const scenario = scenarioSchema.parse({
    title: 'launch spread',
    servers: [server.name],
    request: { path: '/' },
    load,
  })
  const launched = await launch(server, { watchdog })
  return { launched, target: await targetTo(launched, scenario, {}), windows: [] }
}

function parseDesign(text: string): Design {
  const [rounds = 0, leadIn = 0, seconds = 0, pause = 0] = text.split('x').map(Number)
  return { text, rounds, leadIn, seconds, pause }
}

/** One value of a launch, from all of its windows. */
function launchValue(windows: readonly Measured[], metric: string, estimate: string): number {
  return ESTIMATES[estimate]!(windows.map(METRICS[metric]!).toSorted((a, b) => a - b))
}

/** In percent: the standard deviation of head − base about 0, and the median absolute deviation. */
function spread(pairs: readonly Pair[], metric: string, estimate: string): string {
  const value = (windows: readonly Measured[]) => Math.log(launchValue(windows, metric, estimate))
  const differences = pairs.map(({ base, head }) => 100 * (value(head) - value(base)))
  const deviation = Math.sqrt(mean(differences.map((one) => one * one)))
  return `${deviation.toFixed(1)} (${medianAbsoluteDeviation(differences).toFixed(1)})`
}

const cases = values.flags
  .split(',')
  .flatMap((flags) =>
    values.windows.split(',').map((text) => ({ flags, design: parseDesign(text), pairs: [] as Pair[], seconds: 0 })),
  )
const end = performance.now() + Number(values.minutes) * 60_000
while (performance.now() < end) {
  for (const one of shuffled(cases, random)) {
    const began = performance.now()
    one.pairs.push(await measureWave(FLAGS[one.flags] ?? one.flags.split(' '), one.design))
    one.seconds += (performance.now() - began) / 1000
    process.stderr.write('.')
  }
}
await driver.close()
await watchdog.close()

console.log(
  `\n| flags | windows | waves | seconds per wave | value of a launch | ${Object.keys(METRICS).join(' | ')} | CPU per request, µs |`,
)
console.log(`|---|---|---|---|---|${'---|'.repeat(Object.keys(METRICS).length + 1)}`)
for (const { flags, design, pairs, seconds } of cases) {
  for (const estimate of Object.keys(ESTIMATES)) {
    const cells = Object.keys(METRICS).map((metric) => spread(pairs, metric, estimate))
    const launches = pairs.flatMap(({ base, head }) => [base, head])
    const cpu = 1e6 * median(launches.map((windows) => launchValue(windows, 'CPU per request', estimate)))
    console.log(
      `| ${[flags, design.text, pairs.length, (seconds / pairs.length).toFixed(1), estimate, ...cells, cpu.toFixed(0)].join(' | ')} |`,
    )
  }
}
