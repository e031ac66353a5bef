import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'
import type { Watchdog } from '../../src/host/watchdog.ts'
import type { Driver } from '../../src/load/driver.ts'
import { everyServer, startMeasuring } from '../../src/measure/measure.ts'
import { targetTo } from '../../src/measure/participant.ts'
import { warmUp } from '../../src/measure/warm-up.ts'
import type { Progress } from '../../src/measure/progress.ts'
import type { Budget } from '../../src/measure/budget.ts'
import type { Context } from '../../src/measure/session.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import { launch } from '../../src/server/launch.ts'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import { sideValues } from '../../src/verdict/launch-values.ts'
import type { Against } from '../../src/verdict/recording.ts'
import { messages } from './messages.ts'
import type { PlainRun, RecordedCell, RunRecord } from './records.ts'
import { BASE, HEAD, startJudging, viewOf } from './timed-comparisons.ts'

/** What live runs need from outside. */
export type LiveContext = {
  readonly watchdog: Watchdog
  readonly driver: Driver
  readonly server: Server
  readonly references: readonly Server[]
  readonly scenario: Scenario
  /** The committed baseline of this machine. */
  readonly against: Against | null
  /** The budget of each comparison alone. */
  readonly budget: Budget
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

export type GateRun = { readonly measurement: Measurement; readonly cells: readonly RecordedCell[] }

/** One real gate: waves of base, of head with `planted` more CPU seconds per request, and of the references. */
export async function runGate(context: LiveContext, planted: number, seed: string): Promise<GateRun> {
  const { server, against } = context
  const judging = startJudging({ server: server.name, against, budget: context.budget })
  const servers = [plantedServer(server, BASE, 0), plantedServer(server, HEAD, planted), ...context.references]
  const references = against ? context.references.map(({ name }) => name) : []
  const scenario = { ...context.scenario, servers: [BASE, HEAD] }
  // Each comparison ends by itself, when its own gate would end.
  const budget = { ...context.budget, seconds: Infinity, waves: { least: 1, most: Infinity } }
  const measuring = { ...measuringContext(context, servers, seed), budget, references }
  const measurement = await startMeasuring(scenario, measuring).until(judging.undecided)
  return { measurement, cells: judging.finish(measurement) }
}

/**
 * CPU seconds per request of the unchanged server: the median over launches. Throws LoadgateError when it cannot be
 * measured: the machine is busy, the server fails, or there is no /proc.
 */
export async function measureBaseCpu(context: LiveContext, launches: number, seed: string): Promise<number> {
  const { server } = context
  const scenario = { ...context.scenario, servers: [BASE] }
  const budget = { ...context.budget, seconds: 0, waves: { least: launches, most: launches } }
  const measuring = { ...measuringContext(context, [plantedServer(server, BASE, 0)], seed), budget }
  const measurement = await startMeasuring(scenario, measuring).until(everyServer(scenario))
  const { samples } = viewOf(measurement, 'A/B', server.name)
  const values = sideValues(samples, server.name, 'base', 'cpuPerRequest')
  if (values.length < launches) throw new LoadgateError('calibrate', whyUnmeasured(measurement))
  return median(values.map(({ value }) => value))
}

function whyUnmeasured({ faults, endedBusy, busyCores, seconds, scenario }: Measurement): string {
  const [fault] = faults
  if (fault) return messages.baseFailed({ reason: fault.reason })
  return endedBusy ? messages.tooBusy({ cores: busyCores, seconds }) : messages.noCpu({ title: scenario.title })
}

function measuringContext(context: LiveContext, servers: readonly Server[], seed: string): Context {
  const { watchdog, driver, budget, signal, onProgress } = context
  const serverNamed = (name: string) => servers.find((server) => server.name === name)!
  return {
    fleet: { launch: (name) => launch(serverNamed(name), { watchdog, signal }) },
    driver,
    budget,
    mode: 'baseline',
    references: [],
    unpaired: [],
    random: seeded(seed),
    signal,
    insist: false,
    // Nobody knows in advance when the last verdict will stand.
    onProgress: (progress) => onProgress({ ...progress, left: 0 }),
  }
}

const preload = fileURLToPath(new URL('./plant.ts', import.meta.url))

/**
 * The same server under another name, with that many more CPU seconds per request. With 0 the preload is there as well, so
 * that both sides of a gate start alike. Throws LoadgateError for a server that Node does not run.
 */
export function plantedServer(server: Server, name: string, seconds: number): Server {
  const [program = '', ...rest] = server.command
  if (program !== 'node') throw new LoadgateError('calibrate', messages.notNode({ server: server.name, program }))
  const { alike: _, ...definition } = server
  return {
    ...definition,
    name,
    command: [program, '--import', preload, ...rest],
    env: { ...server.env, LOADGATE_PLANT: String(seconds * 1e6) },
  }
}

/** The program autocannon, and what other rules read from its result. */
const autocannon = fileURLToPath(import.meta.resolve('autocannon'))
const resultSchema = z.object({
  requests: z.object({ mean: z.number(), stddev: z.number(), total: z.number().positive() }),
  errors: z.literal(0),
  non2xx: z.literal(0),
})

const SECONDS = 10

/** A run of 10 s of a fresh launch of each side, one after the other in random order, as other tools measure. */
export async function plainRuns(
  context: LiveContext,
  planted: number,
  seed: string,
): Promise<NonNullable<RunRecord['plain']>> {
  const sides = [
    { name: BASE, seconds: 0 },
    { name: HEAD, seconds: planted },
  ] as const
  const runs = new Map<string, PlainRun>()
  for (const { name, seconds } of shuffled(sides, seeded(seed))) runs.set(name, await plainRun(context, name, seconds))
  return { base: runs.get(BASE)!, head: runs.get(HEAD)! }
}

/** The warm-up is that of the gate. Only the length, the number and the rule of the measurements differ. */
async function plainRun(context: LiveContext, name: string, seconds: number): Promise<PlainRun> {
  const { watchdog, driver, scenario, signal, server } = context
  const started = await launch(plantedServer(server, name, seconds), { watchdog, signal })
  try {
    const target = await targetTo(started, scenario, {})
    await warmUp(driver, { launch: started, target }, server.warmup * scenario.warmupTimes, scenario, false)
    return await runAutocannon(context, target.origin + target.path, target.connections)
  } finally {
    await started.stop()
  }
}

async function runAutocannon({ watchdog, signal }: LiveContext, url: string, connections: number): Promise<PlainRun> {
  const options = ['--json', '--no-progress', '--connections', String(connections), '--duration', String(SECONDS), url]
  const running = execa(process.execPath, [autocannon, ...options], {
    detached: true,
    reject: false,
    timeout: 6 * SECONDS * 1000,
    cancelSignal: signal,
  })
  const { pid } = running
  if (pid !== undefined) watchdog.watch(pid)
  const { stdout, failed, shortMessage } = await running
  if (pid !== undefined) watchdog.forget(pid)
  signal.throwIfAborted()
  if (failed) throw new LoadgateError('calibrate', messages.plainRunFailed({ problem: shortMessage ?? 'it failed' }))
  return parseResult(stdout)
}

/** Throws LoadgateError for a run with errors or wrong statuses: its number means nothing. */
function parseResult(text: string): PlainRun {
  try {
    const { requests } = resultSchema.parse(JSON.parse(text))
    return { mean: requests.mean, deviation: requests.stddev, total: requests.total }
  } catch (cause) {
    const problem = 'errors, or statuses other than 2xx'
    throw new LoadgateError('calibrate', messages.plainRunFailed({ problem }), { cause })
  }
}
