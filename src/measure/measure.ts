import type { Measurement } from '../measurement.ts'
import type { Scenario } from '../options.ts'
import { anotherWave } from './budget.ts'
import { quiet } from './quiet.ts'
import { startRun, type Context } from './run.ts'
import { wave } from './wave.ts'

/** Which servers still need launches, given what was measured so far: the place where looks stop a server early. */
export type Undecided = (measurement: Measurement) => readonly string[]

/**
 * The only conductor, the one place where servers, load and clock meet: waves until nobody is undecided or the budget
 * is spent. The reference takes part in every wave. Rejects when `signal` aborts; a server's own trouble is a fault in the result.
 */
export async function measure(scenario: Scenario, undecided: Undecided, context: Context): Promise<Measurement> {
  const run = startRun(scenario, context)
  const started = run.clock()
  for (let waves = 0, lastWave = 0; ; waves += 1) {
    const names = undecided(run.measurement())
    const elapsed = run.clock() - started
    if (names.length === 0 || !anotherWave(run.budget, waves, elapsed, lastWave)) break
    if (!(await quiet(run))) break
    await wave(run, [...new Set([run.reference, ...names])])
    run.endWave()
    context.signal.throwIfAborted()
    const { endedBusy, faults } = run.measurement()
    if (endedBusy || faults.some((fault) => fault.server === run.reference)) break
    lastWave = run.clock() - started - elapsed
  }
  return run.measurement()
}

/** One look at the end: every server without a fault takes part until the budget is spent. */
export function oneLook(scenario: Scenario): Undecided {
  return ({ faults }) => scenario.servers.filter((server) => !faults.some((fault) => fault.server === server))
}
