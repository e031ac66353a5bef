import { thisMachine } from '../../src/host/machine.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { BUDGETS } from '../../src/measure/budget.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { openClosers } from '../../src/gate/closers.ts'
import { takeLock } from '../../src/host/lock.ts'
import { showProgress } from '../../src/vitest/progress.ts'
import * as showcase from '../../servers/index.ts'
import type { LiveOrder } from './arguments.ts'
import { codeDigest, commitNow } from './code.ts'
import { committedBaseline } from './committed.ts'
import { runLive } from './live.ts'
import { BASELINES, homePage, TITLE } from './scenario.ts'
import { sentences } from './sentences.ts'

/** Seconds to wait for a gate that measures on this machine. */
const LOCK_PATIENCE = 600

/** Opens all that live runs need, runs them, and closes it again however that ends. */
export async function liveSession(order: LiveOrder, signal: AbortSignal, say: Say): Promise<void> {
  const server = serverNamed(order.server)
  const opened = openClosers()
  try {
    opened.add((await takeLock(LOCK_PATIENCE, (pid, folder) => say(sentences.waiting(pid, folder)))).release)
    const watchdog = startWatchdog()
    opened.add(watchdog.close)
    const driver = await startDriver('autocannon', watchdog.watch)
    opened.add(driver.close)
    const progress = showProgress(process.stderr)
    opened.add(progress.clear)
    const asked = question(order, server, `${driver.id} ${driver.version}`, say)
    const identity = { ...asked.identity, machine: thisMachine(), code: codeDigest(), commit: await commitNow() }
    const means = { ...asked.means, watchdog, driver, signal, onProgress: progress.show }
    await runLive({ order, means, identity, say: (line) => (progress.clear(), say(line)) })
  } finally {
    await opened.close()
  }
}

type Say = (line: string) => void

/** What is measured, and what it is held against; without a baseline only A/B is calibrated, and that is said. */
function question({ budget }: LiveOrder, server: Server, driver: string, say: Say) {
  const scenario = homePage(server.name)
  const references = showcase.references.map((one) => serverSchema.parse(one))
  const committed = committedBaseline(BASELINES, scenario, server, references, driver)
  if (typeof committed === 'string') say(committed)
  const [against, baseline] = typeof committed === 'string' ? [null, null] : [committed.against, committed.recordedAt]
  return {
    identity: { server: server.name, scenario: TITLE, budget, baseline },
    means: { server, references, scenario, against, budget: BUDGETS[budget] },
  }
}

function serverNamed(name: string): Server {
  const known = showcase.servers.map((one) => serverSchema.parse(one))
  const server = known.find((one) => one.name === name)
  if (!server)
    throw new LoadgateError(
      'calibrate',
      sentences.unknownServer(
        name,
        known.map((one) => one.name),
      ),
    )
  return server
}
