import { servers } from '../../servers/index.ts'
import { whyNotComparable } from '../../src/baseline/comparable.ts'
import { readBaseline } from '../../src/baseline/store.ts'
import { openClosers } from '../../src/gate/closers.ts'
import { takeLock } from '../../src/host/lock.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { BUDGETS } from '../../src/measure/budget.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { Sample } from '../../src/model/measurement.ts'
import { type Scenario, scenarioSchema } from '../../src/model/scenario.ts'
import { type Server, serverSchema } from '../../src/model/server.ts'
import { formatQuantity } from '../../src/model/units.ts'
import { REFERENCES } from '../../src/options/references.ts'
import { type Against, logRatiosOf } from '../../src/verdict/recording.ts'
import { showProgress } from '../../src/vitest/progress.ts'
import type { LiveCommand } from './arguments.ts'
import { codeDigest, currentCommit } from './code-digest.ts'
import { messages, runLine } from './messages.ts'
import { startNeighbour } from './neighbour.ts'
import { currentBaseCpu, nextRun, type PlannedRun, runsLeft } from './plan.ts'
import { appendRecord, type Header, type Identity, readRecords, type RunRecord } from './records.ts'
import { BASELINES, TITLE, valuesOf } from './simulate-timed.ts'
import { isSameCalibration } from './timed-figures.ts'
import { type LiveContext, measureBaseCpu, plainRuns, runGate } from './timed-gate.ts'

/** Seconds to wait for a gate that measures on this machine. */
const LOCK_PATIENCE = 600

/** Opens everything that live runs need, runs them, and closes it again, whatever happens. */
export async function runSession(
  command: LiveCommand,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const server = serverNamed(command.server)
  const opened = openClosers()
  try {
    opened.add((await takeLock(LOCK_PATIENCE, (pid, folder) => say(messages.waiting({ pid, folder })))).release)
    const watchdog = startWatchdog()
    opened.add(watchdog.close)
    const driver = await startDriver('autocannon', watchdog.watch)
    opened.add(driver.close)
    const progress = showProgress(process.stderr)
    opened.add(progress.clear)
    const scenario = homePage(server.name)
    const committed = findBaseline(scenario, server, REFERENCES, `${driver.id} ${driver.version}`)
    if (typeof committed === 'string') say(committed)
    const { against, recordedAt } = typeof committed === 'string' ? { against: null, recordedAt: null } : committed
    await runPlan({
      command,
      identity: {
        server: server.name,
        scenario: TITLE,
        budget: command.budget,
        baseline: recordedAt,
        machine: thisMachine(),
        code: codeDigest(),
        commit: await currentCommit(),
      },
      context: {
        server,
        references: REFERENCES,
        scenario,
        against,
        budget: BUDGETS[command.budget],
        watchdog,
        driver,
        signal,
        onProgress: progress.show,
      },
      say: (line) => (progress.clear(), say(line)),
    })
  } finally {
    await opened.close()
  }
}

function serverNamed(name: string): Server {
  const known = servers.map((one) => serverSchema.parse(one))
  const server = known.find((one) => one.name === name)
  if (server) return server
  const names = known.map((one) => one.name)
  throw new LoadgateError('calibrate', messages.unknownServer({ server: name, known: names }))
}

/** The scenario of perf/home.perf.ts, so that its baselines can be used. */
function homePage(server: string): Scenario {
  return scenarioSchema.parse({ title: TITLE, servers: [server], request: { path: '/' }, load: { connections: 4 } })
}

/**
 * The committed baseline of this machine, or the sentence that says why there is none; then only A/B is calibrated. Throws
 * LoadgateError for a file that cannot be read. `driver` is name and version.
 */
function findBaseline(
  scenario: Scenario,
  server: Server,
  references: readonly Server[],
  driver: string,
): { readonly against: Against; readonly recordedAt: string } | string {
  const baseline = readBaseline(BASELINES, thisMachine().id, scenario.title)
  const entry = baseline && Object.hasOwn(baseline.servers, server.name) ? baseline.servers[server.name] : undefined
  if (!baseline || !entry) return messages.noBaseline({ server: server.name, title: scenario.title, folder: BASELINES })
  const problem = whyNotComparable(baseline, scenario, server, references, driver)
  return problem ?? { against: againstOf(baseline, server.name), recordedAt: entry.recorded.at }
}

function againstOf(baseline: Baseline, server: string): Against {
  const references = Object.entries(baseline.references).map(([name, { metrics }]) => [name, logRatiosOf(metrics)])
  return {
    metrics: logRatiosOf(baseline.servers[server]!.metrics),
    references: Object.fromEntries(references),
  }
}

/** Launches that tell the CPU per request of base before anything is planted. */
const BASE_LAUNCHES = 5

export type LiveSession = {
  readonly command: LiveCommand
  readonly context: LiveContext
  readonly identity: Identity
  readonly say: (line: string) => void
}

/** Runs what the plan still lacks, and records every run as soon as it is done. Rejects with the reason of the signal. */
async function runPlan({ command, context, identity, say }: LiveSession): Promise<void> {
  const began = performance.now()
  const header = await startSession(context, identity)
  const cpu = formatQuantity(header.baseCpu, 's')
  say(messages.baseMeasured({ server: header.server, cpu, launches: header.baseLaunches }))
  const { plants, neighbours, runs, minutes } = command
  // The same seed for the same code on the same machine, so that a later session continues the plan.
  const seed = `${header.machine.id} ${header.server} ${header.budget} ${header.code}`
  const plan = { plants, neighbours, runs, seed }
  for (;;) {
    const same = readRecords().runs.filter((one) => isSameCalibration(one.header, header))
    const done = same.map(({ run }) => run)
    const next = nextRun(plan, done)
    if (next === null) return say(messages.allDone({ runs: done.length }))
    if (minutes !== null && performance.now() - began >= minutes * 60_000)
      return say(messages.timeIsUp({ minutes, left: runsLeft(plan, done) }))
    const run = await liveRun(context, next, currentBaseCpu(header, done), say)
    appendRecord(run)
    say(runLine(run, runsLeft(plan, done) - 1))
  }
}

async function startSession(context: LiveContext, identity: Identity): Promise<Header> {
  const at = new Date().toISOString()
  const baseCpu = await measureBaseCpu(context, BASE_LAUNCHES, at)
  context.signal.throwIfAborted()
  const header: Header = { kind: 'header', at, ...identity, baseCpu, baseLaunches: BASE_LAUNCHES }
  appendRecord(header)
  return header
}

async function liveRun(
  context: LiveContext,
  { plant, neighbour, block }: PlannedRun,
  baseCpu: number,
  say: LiveSession['say'],
): Promise<RunRecord> {
  const at = new Date().toISOString()
  const began = performance.now()
  const planted = plant * baseCpu
  const beside = startNeighbour(neighbour, context.watchdog)
  try {
    const { measurement, cells } = await runGate(context, planted, at)
    const plain = await plainRuns(context, planted, at).catch((error: unknown) => {
      if (!(error instanceof LoadgateError) || context.signal.aborted) throw error
      say(error.message)
      return null
    })
    const { waves, busyRounds, busyCores, endedBusy, seconds, faults } = measurement
    return {
      kind: 'run',
      at,
      block,
      plant,
      neighbour,
      planted,
      seconds,
      wallSeconds: (performance.now() - began) / 1000,
      waves,
      busyRounds,
      busyCores,
      endedBusy,
      stolenCores: meanStolenCores(measurement.samples),
      faults: faults.map(({ server, reason }) => `${server}: ${reason}`),
      values: valuesOf(measurement, context.server.name),
      cells: [...cells],
      plain,
    }
  } finally {
    await beside.stop()
  }
}

/** Mean over the counted time of the cores that the hypervisor took; null when no window tells. */
export function meanStolenCores(samples: readonly Pick<Sample, 'elapsed' | 'stolenCores'>[]): number | null {
  const known = samples.flatMap(({ elapsed, stolenCores }) => (stolenCores === null ? [] : [{ elapsed, stolenCores }]))
  const seconds = known.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const stolen = known.reduce((sum, { elapsed, stolenCores }) => sum + elapsed * stolenCores, 0)
  return seconds === 0 ? null : stolen / seconds
}
