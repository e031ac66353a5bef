/**
 * What makes launches agree? Waves of two launches of one server, head and base, with nothing changed between them, for
 * each combination of windows and Node flags in turn, so that what the machine does meanwhile hits all of them. Prints
 * how far head − base strays, in percent, for three ways to make one value of a launch's windows.
 *
 *   node bench/quiet-place.ts --minutes 8 --windows 3x0.2x0.35,16x0.04x0.08 --flags plain,steady --server fastify
 *
 * A window is rounds x lead-in x seconds. The tables of docs/how-it-decides.md come from here.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startDriver } from '../src/load/drivers.ts'
import type { Target } from '../src/load/driver.ts'
import { answerOf, targetOf } from '../src/measure/participant.ts'
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
  readonly rounds: number
  readonly leadIn: number
  readonly seconds: number
  readonly pause: number
  readonly text: string
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

const METRICS: Readonly<Record<string, (window: Measured) => number>> = {
  'CPU a request': ({ cpu, requests }) => (cpu ?? Number.NaN) / requests,
  throughput: ({ requests, elapsed }) => elapsed / requests,
  p50: ({ latency }) => latency?.p50 ?? Number.NaN,
  p90: ({ latency }) => latency?.p90 ?? Number.NaN,
  p99: ({ latency }) => latency?.p99 ?? Number.NaN,
}

/** All metrics are turned so that less is better. */
const ESTIMATES: Readonly<Record<string, (sorted: readonly number[]) => number>> = {
  median: median,
  best: (sorted) => sorted[0] ?? Number.NaN,
  'second best': (sorted) => sorted[1] ?? Number.NaN,
  'mean of the better half': (sorted) => Math.exp(mean(sorted.slice(0, Math.ceil(sorted.length / 2)).map(Math.log))),
}

type Pair = Readonly<Record<'base' | 'head', Measured[]>>

const watchdog = startWatchdog()
const driver = await startDriver('autocannon', watchdog.watch)
const random = seeded(Date.now())

async function wave(flags: readonly string[], design: Design): Promise<Pair> {
  const pair: Pair = { base: [], head: [] }
  const started = await Promise.all([start(flags), start(flags)])
  const sides = [
    { ...started[0], into: pair.base },
    { ...started[1], into: pair.head },
  ]
  for (const { target } of shuffled(sides, random))
    await driver.run(target, { requests: Number(values.warmup), within: 60 })
  for (let round = 0; round < design.rounds; round += 1) {
    for (const { one, target, into } of shuffled(sides, random)) {
      if (design.pause > 0) await sleep(design.pause * 1000)
      into.push(await measureWindow(driver, one, target, design))
    }
  }
  await Promise.all(sides.map(({ one }) => one.stop()))
  return pair
}

async function start(flags: readonly string[]): Promise<{ one: Launch; target: Target }> {
  const server = serverSchema.parse({
    name: values.server,
    command: ['node', ...flags, `servers/${values.server}/main.ts`],
  })
  const load = { connections: Number(values.connections) }
  const scenario = scenarioSchema.parse({ title: 'quiet place', servers: [server.name], request: { path: '/' }, load })
  const one = await launch(server, { watchdog })
  return { one, target: targetOf(scenario, one, await answerOf(scenario, one)) }
}

function designOf(text: string): Design {
  const [rounds = 0, leadIn = 0, seconds = 0, pause = 0] = text.split('x').map(Number)
  return { rounds, leadIn, seconds, pause, text }
}

function spread(pairs: readonly Pair[], metric: string, estimate: string): string {
  const valueOf = (windows: readonly Measured[]) =>
    Math.log(ESTIMATES[estimate]!(windows.map(METRICS[metric]!).toSorted((a, b) => a - b)))
  const differences = pairs.map(({ base, head }) => 100 * (valueOf(head) - valueOf(base)))
  const deviation = Math.sqrt(differences.reduce((sum, one) => sum + one * one, 0) / differences.length)
  return `${deviation.toFixed(1)} (${medianAbsoluteDeviation(differences).toFixed(1)})`
}

const cases = values.flags
  .split(',')
  .flatMap((flags) =>
    values.windows.split(',').map((text) => ({ flags, design: designOf(text), pairs: [] as Pair[], seconds: 0 })),
  )
const end = performance.now() + Number(values.minutes) * 60_000
while (performance.now() < end) {
  for (const one of shuffled(cases, random)) {
    const began = performance.now()
    one.pairs.push(await wave(FLAGS[one.flags] ?? one.flags.split(' '), one.design))
    one.seconds += (performance.now() - began) / 1000
    process.stderr.write('.')
  }
}
await driver.close()
await watchdog.close()

console.log(
  `\n| flags | windows | waves | seconds a wave | value of a launch | ${Object.keys(METRICS).join(' | ')} | CPU a request, µs |`,
)
console.log(`|---|---|---|---|---|${'---|'.repeat(Object.keys(METRICS).length + 1)}`)
for (const { flags, design, pairs, seconds } of cases) {
  for (const estimate of Object.keys(ESTIMATES)) {
    const cells = Object.keys(METRICS).map((metric) => spread(pairs, metric, estimate))
    const cpu =
      1e6 *
      median(
        pairs
          .flatMap(({ base, head }) => [base, head])
          .map((windows) => ESTIMATES[estimate]!(windows.map(METRICS['CPU a request']!).toSorted((a, b) => a - b))),
      )
    console.log(
      `| ${[flags, design.text, pairs.length, (seconds / pairs.length).toFixed(1), estimate, ...cells, cpu.toFixed(0)].join(' | ')} |`,
    )
  }
}
