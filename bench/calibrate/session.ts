import * as showcase from '../../servers/index.ts'
import { whyNotComparable } from '../../src/baseline/comparable.ts'
import { readBaseline } from '../../src/baseline/store.ts'
import { openClosers } from '../../src/gate/closers.ts'
import { takeLock } from '../../src/host/lock.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { BUDGETS } from '../../src/measure/schedule.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import type { Against } from '../../src/verdict/recording.ts'
import { logRatiosOf } from '../../src/verdict/recording.ts'
import { showProgress } from '../../src/vitest/progress.ts'
import type { LiveCommand } from './arguments.ts'
import { codeDigest, currentCommit } from './code-digest.ts'
import { runPlan } from './live.ts'
import { messages } from './messages.ts'
import { BASELINES, TITLE } from './pools.ts'

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
    const references = showcase.references.map((one) => serverSchema.parse(one))
    const committed = findBaseline(scenario, server, references, `${driver.id} ${driver.version}`)
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
        references,
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
  const known = showcase.servers.map((one) => serverSchema.parse(one))
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
