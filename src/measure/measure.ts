import type { Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import { anotherWave, CONFIRMING_WAVES } from './budget.ts'
import { monotonic } from '../host/clock.ts'
import type { Entrant } from '../model/entrant.ts'
import { quiet } from './quiet.ts'
import { startRun, type Context, type Run } from './run.ts'
import { wave } from './wave.ts'

/** Which servers still need launches, given what was measured so far. */
export type Needed = {
  /** More launches may decide them. */
  readonly open: readonly string[]
  /** They were red at a look, and fresh launches have to repeat it; they are open too. */
  readonly suspected: readonly string[]
}

export type Undecided = (measurement: Measurement) => Needed

/**
 * The only conductor, the one place where servers, load and clock meet: waves until nobody is undecided or the budget
 * is spent, then waves of the suspected alone, whom the budget must not let go. Rejects when `signal` aborts; a server's
 * own trouble is a fault in the result.
 */
export async function measure(
  scenario: Scenario,
  undecided: Undecided,
  context: Context,
  clock = monotonic,
): Promise<Measurement> {
  const run = startRun(scenario, context, clock)
  const started = run.clock()
  for (let waves = 0, lastWave = 0, beyond = 0; ; waves += 1) {
    const elapsed = run.clock() - started
    // Once it is spent it stays so: a wave of few servers is short, and would seem to fit again.
    const inBudget = beyond === 0 && anotherWave(run.budget, waves, elapsed, lastWave)
    const { open, suspected } = undecided(run.measurement())
    const names = inBudget ? open : suspected
    if (names.length === 0 || beyond === CONFIRMING_WAVES) break
    if (!inBudget) beyond += 1
    if (!(await quiet(run))) break
    await wave(run, entrants(run, names))
    run.endWave()
    context.signal.throwIfAborted()
    if (isOver(run.measurement())) break
    lastWave = run.clock() - started - elapsed
  }
  return run.measurement()
}

/** Both sides of each server in an A/B run, otherwise the servers and the references. */
function entrants({ mode, references }: Run, names: readonly string[]): readonly Entrant[] {
  if (mode === 'ab')
    return names.flatMap((server) => [{ server, side: 'base' } as const, { server, side: 'head' } as const])
  return [...new Set([...references, ...names])].map((server) => ({ server, side: 'head' }))
}

/** Nothing can be compared any more without a reference; nothing is quiet enough any more when patience has run out. */
function isOver({ endedBusy, faults, references }: Measurement): boolean {
  return endedBusy || faults.some(({ server }) => references.includes(server))
}

/** For a recording: every server without a fault takes part until the budget is spent. */
export function everyServer(scenario: Scenario): Undecided {
  return ({ faults }) => ({
    open: scenario.servers.filter((server) => !faults.some((fault) => fault.server === server)),
    suspected: [],
  })
}
