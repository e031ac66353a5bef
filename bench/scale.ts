/**
 * `node bench/scale.ts` prints the figures of docs/scale.md: the highest rate that one and two vegetas of this machine keep, what they use
 * for that, and what follows for 100,000 requests per second and for a suite of 200 services. Needs vegeta, and a quiet machine: it takes
 * about two minutes.
 *
 *   node bench/scale.ts --report .loadgate/report.json --write
 *
 * `--report`: of a run of the showcase, for the seconds that a service takes. `--write` puts the figures into docs/scale.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { thisMachine } from '../src/host/machine.ts'
import { cpuBetween, usage, type Usage } from '../src/host/usage.ts'
import { startWatchdog } from '../src/host/watchdog.ts'
import type { Driver, Target } from '../src/load/driver.ts'
import { openDrivers } from '../src/load/drivers.ts'
import { targetTo } from '../src/measure/participant.ts'
import type { Report } from '../src/model/report.ts'
import { scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema } from '../src/model/server.ts'
import { formatQuantity } from '../src/model/units.ts'
import { launch } from '../src/server/launch.ts'
import { distributionOf } from '../src/stats/latencies.ts'
import { median } from '../src/stats/summary.ts'

const RATES = [1000, 2000, 4000, 8000, 12_000, 16_000, 24_000, 32_000, 48_000, 64_000] as const
const CONNECTIONS = 200
const SECONDS = { leadIn: 0.1, seconds: 1 } as const

/** 99 % of the requests are sent within 2 ms of being due, of which vegeta by itself takes one, and 99 % are answered. */
const LATEST = 0.002
const ANSWERED = 0.99

const WANTED = 100_000
const SERVICES = 200
const RUNNERS = [1, 4, 20] as const

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '2' },
    report: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const watchdog = startWatchdog()
const drivers = openDrivers(watchdog.watch)

/** One stretch. Seconds, and CPU seconds per request. */
type Figures = {
  readonly kept: boolean
  readonly p50: number
  readonly p99: number
  readonly lag: number
  readonly cpu: number
}

async function runOnce(driver: Driver, target: Target, rate: number): Promise<Figures> {
  let [before, after]: (Usage | null)[] = [null, null]
  const marks = { began: () => (before = usage(driver.pid)), ended: () => (after = usage(driver.pid)) }
  const { requests, histogram, offered } = await driver.run(target, { ...SECONDS, rate }, marks)
  const latencies = distributionOf([histogram ?? ''])
  const lags = offered?.generators?.map((one) => distributionOf([one.lag ?? ''])?.at(0.99) ?? Infinity) ?? [Infinity]
  const lag = Math.max(...lags)
  const kept = lag <= LATEST && requests >= ANSWERED * rate * SECONDS.seconds
  const cpu = before && after ? cpuBetween(before, after) / requests : Number.NaN
  return { kept, lag, cpu, p50: latencies?.at(0.5) ?? Number.NaN, p99: latencies?.at(0.99) ?? Number.NaN }
}

type Step = { readonly count: number; readonly rate: number; readonly turns: readonly Figures[] }

/** Up the ladder, to the first rate that is kept in no turn. */
async function climb(driver: Driver, target: Target, count: number): Promise<readonly Step[]> {
  const generators = Array.from({ length: count }, (_, index) => ({ name: `g${index + 1}`, prefix: ['env'] }))
  const steps: Step[] = []
  for (const rate of RATES) {
    const turns: Figures[] = []
    while (turns.length < Number(values.turns)) turns.push(await runOnce(driver, { ...target, generators }, rate))
    steps.push({ count, rate, turns })
    if (!turns.some(({ kept }) => kept)) break
  }
  return steps
}

/** Of a result as vegeta writes it, with the headers of the answer. */
async function bytesPerResult({ origin }: Target): Promise<number> {
  const requests = 500
  const words = ['attack', '-rate=500', '-duration=1s', '-max-body=0']
  const { stdout } = await execa('vegeta', words, { input: `GET ${origin}/\n`, encoding: 'buffer' })
  return stdout.length / requests
}

async function measure(): Promise<{ readonly steps: readonly Step[]; readonly bytes: number }> {
  const server = serverSchema.parse({ name: 'canned', command: ['node', 'bench/canned-server.ts'] })
  const load = { connections: CONNECTIONS }
  const scenario = scenarioSchema.parse({ title: 'scale', servers: ['canned'], request: { path: '/' }, load })
  const started = await launch(server, { watchdog })
  try {
    const target = await targetTo(started, scenario, {})
    const driver = await drivers.named('vegeta')
    await driver.run(target, { requests: 20_000, within: 10 })
    driver.release()
    const steps = [...(await climb(driver, target, 1)), ...(await climb(driver, target, 2))]
    return { steps, bytes: await bytesPerResult(target) }
  } finally {
    await started.stop()
  }
}

function row({ count, rate, turns }: Step): string {
  const middle = (field: 'p50' | 'p99' | 'lag' | 'cpu') => formatQuantity(median(turns.map((one) => one[field])), 's')
  const kept = turns.filter((one) => one.kept).length
  return `| ${count} | ${rate} | ${kept} of ${turns.length} | ${middle('lag')} | ${middle('p50')} | ${middle('p99')} | ${middle('cpu')} |`
}

/** The highest rate that so many generators kept in every turn. */
function best(steps: readonly Step[], count: number): Step | undefined {
  return steps.findLast((step) => step.count === count && step.turns.every(({ kept }) => kept))
}

function table(steps: readonly Step[]): readonly string[] {
  const { cpu } = thisMachine()
  return [
    `Measured by \`node bench/scale.ts\` on ${new Date().toISOString().slice(0, 10)}, on ${availableParallelism()} cores of ${cpu}, which generators and server share:`,
    '',
    '| generators | per second | kept in | lag p99 | p50 | p99 | CPU of the generators per request |',
    '|---|---|---|---|---|---|---|',
    ...steps.map(row),
  ]
}

function forWanted(steps: readonly Step[], bytes: number): readonly string[] {
  const one = best(steps, 1)
  if (!one) return ['- No rate was kept: the machine has too much other work for these figures.']
  const cpu = median(one.turns.map((turn) => turn.cpu))
  const two = best(steps, 2)
  const megabytes = (bytes * WANTED * (SECONDS.leadIn + SECONDS.seconds + 0.6)) / 1e6
  return [
    `- One generator kept ${one.rate} per second here, and two kept ${two === undefined ? 'none of these rates' : two.rate}.`,
    `- ${WANTED} per second are ${Math.ceil(WANTED / one.rate)} generators of this kind, or ${(cpu * WANTED).toFixed(1)} cores for generators alone (${formatQuantity(cpu, 's')} per request).`,
    `- A result has ${Math.round(bytes)} bytes, so ${Math.round(megabytes)} MB come back after each window of a second.`,
  ]
}

/** From the wall time of a run, and the servers that it measured, once per scenario. */
function forServices(file: string): readonly string[] {
  const { seconds, verdicts } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Report, 'seconds' | 'verdicts'>
  const judged = new Set(verdicts.map(({ scenario, server }) => `${scenario}: ${server}`)).size
  const each = seconds / judged
  const times = RUNNERS.map((count) => `${hours((each * SERVICES) / count)} on ${count}`)
  return [
    `- A run with ${judged} pairs of a server and a scenario took ${Math.round(seconds)} s, ${Math.round(each)} s each. ${SERVICES} services with one scenario each take ${times.join(', ')} runners.`,
  ]
}

function hours(seconds: number): string {
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

const [BEGIN, END] = ['<!-- bench/scale.ts -->', '<!-- end of bench/scale.ts -->'] as const

function write(text: string): void {
  const file = fileURLToPath(new URL('../docs/scale.md', import.meta.url))
  const document = readFileSync(file, 'utf8')
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  writeFileSync(file, `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`)
}

// First: a file that is no report is told at once.
const services = values.report === undefined ? [] : forServices(values.report)
const { steps, bytes } = await measure()
await drivers.close()
await watchdog.close()
const text = [...table(steps), '', ...forWanted(steps, bytes), ...services].join('\n')
console.log(text)
if (values.write) write(text)
