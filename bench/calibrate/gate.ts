import { LoadgateError } from '../../src/model/error.ts'
import type { Driver } from '../../src/load/driver.ts'
import type { Budget } from '../../src/measure/budget.ts'
import { everyServer, measure } from '../../src/measure/measure.ts'
import type { Context } from '../../src/measure/session.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import { launch } from '../../src/server/launch.ts'
import type { Watchdog } from '../../src/host/watchdog.ts'
import { seeded } from '../../src/stats/random.ts'
import { median } from '../../src/stats/summary.ts'
import type { Against } from '../../src/verdict/recording.ts'
import { sideValues } from '../../src/verdict/launch-values.ts'
import type { Progress } from '../../src/measure/progress.ts'
import { follow } from './following.ts'
import { planted } from './planted.ts'
import type { Cell } from './record.ts'
import { sentences } from './sentences.ts'
import { BASE, HEAD, viewOf } from './view.ts'

/** What live runs need from outside. */
export type Means = {
  readonly watchdog: Watchdog
  readonly driver: Driver
  readonly server: Server
  readonly references: readonly Server[]
  readonly scenario: Scenario
  /** The committed baseline of this machine. */
  readonly against: Against | null
  /** What a gate that makes one comparison alone would have. */
  readonly budget: Budget
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

export type GateRun = { readonly measurement: Measurement; readonly cells: readonly Cell[] }

/** One real gate: waves of base, head with so many CPU seconds more a request, and the references. */
export async function runGate(means: Means, plantedSeconds: number, seed: string): Promise<GateRun> {
  const following = follow({ server: means.server.name, against: means.against, budget: means.budget })
  const servers = [planted(means.server, BASE, 0), planted(means.server, HEAD, plantedSeconds), ...means.references]
  const references = means.against ? means.references.map(({ name }) => name) : []
  const scenario = { ...means.scenario, servers: [BASE, HEAD] }
  // Each comparison ends by itself, when a gate of its own would.
  const budget = { ...means.budget, seconds: Infinity, waves: { least: 1, most: Infinity } }
  const measurement = await measure(scenario, following.undecided, {
    ...context(means, servers, seed),
    budget,
    references,
  })
  return { measurement, cells: following.end(measurement) }
}

/**
 * CPU seconds a request of the server as it is: the median over launches. Throws LoadgateError when it cannot be measured:
 * the machine is busy, the server at fault, or there is no /proc.
 */
export async function measureBaseCpu(means: Means, launches: number, seed: string): Promise<number> {
  const scenario = { ...means.scenario, servers: [BASE] }
  const budget = { ...means.budget, seconds: 0, waves: { least: launches, most: launches } }
  const found = await measure(scenario, everyServer(scenario), {
    ...context(means, [planted(means.server, BASE, 0)], seed),
    budget,
  })
  const values = sideValues(viewOf(found, 'A/B', means.server.name).samples, means.server.name, 'base', 'cpuPerRequest')
  if (values.length < launches) throw new LoadgateError('calibrate', whyNot(found))
  return median(values.map(({ value }) => value))
}

function whyNot({ faults, endedBusy, busyCores, seconds, scenario }: Measurement): string {
  const [fault] = faults
  if (fault) return sentences.baseAtFault(fault.reason)
  return endedBusy ? sentences.tooBusy(busyCores, seconds) : sentences.noCpu(scenario.title)
}

function context(means: Means, servers: readonly Server[], seed: string): Context {
  const { watchdog, driver, signal, onProgress } = means
  return {
    fleet: {
      launch: (name) =>
        launch(
          servers.find((server) => server.name === name)!,
          { watchdog, signal },
        ),
    },
    driver,
    budget: means.budget,
    mode: 'baseline',
    references: [],
    unpaired: [],
    random: seeded(seed),
    signal,
    insist: false,
    // How long a run takes is known only when its verdicts stand.
    onProgress: (progress) => onProgress({ ...progress, left: 0 }),
  }
}
