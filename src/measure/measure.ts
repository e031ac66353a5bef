import { monotonic } from '../host/proc.ts'
import type { Entrant, Measurement, Side } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import { nextWave, NOTHING_SEEN, seenAfter, type Needed, type NextWave } from './schedule.ts'
import { openSession, type Context, type Session } from './session.ts'
import { waitUntilQuiet } from './quiet.ts'
import { runWave } from './wave.ts'

/** Says which servers need more launches, given what was measured so far. */
export type Undecided = (measurement: Measurement) => Needed

/** One scenario, which can be measured on as long as a question about it is not decided. */
export type Measuring = {
  /**
   * Measures waves until no server is undecided or the budget is spent. A second call continues where the first one ended,
   * within the same budget, perhaps with a stricter question. Rejects when `signal` or that of the context aborts.
   */
  readonly until: (undecided: Undecided, signal?: AbortSignal) => Promise<Measurement>
  /** What was measured so far. */
  readonly measurement: () => Measurement
}

/**
 * Brings servers, load and clock together; nothing else does. `nextWave` says what to launch and when to stop. What goes
 * wrong with one server is a fault in the result.
 */
export function startMeasuring(scenario: Scenario, context: Context, clock = monotonic): Measuring {
  const session = openSession(scenario, context, clock)
  let seen = NOTHING_SEEN

  async function until(undecided: Undecided, signal?: AbortSignal): Promise<Measurement> {
    const asked = signal ? { ...session, signal: AbortSignal.any([signal, session.signal]) } : session
    session.resume()
    try {
      while (!isOver(session.measurement())) {
        const needed = undecided(session.measurement())
        const next = nextWave(session.budget, seen, needed)
        session.expect(next.isShort)
        if (next.servers.length === 0 || !(await waitUntilQuiet(asked))) break
        await runWave(asked, entrants(session, next), next.brief)
        session.endWave()
        asked.signal.throwIfAborted()
        seen = seenAfter(seen, next, session.seconds())
      }
    } finally {
      session.pause()
    }
    return session.measurement()
  }

  return { until, measurement: session.measurement }
}

/** Both sides of each server in an A/B run, otherwise the servers and the references; in a race, nothing that they are not held against. */
function entrants({ mode, references }: Session, { servers, isRace }: NextWave): readonly Entrant[] {
  const names = isRace ? servers : [...new Set([...references, ...servers])]
  const sides: readonly Side[] = mode === 'ab' && !isRace ? ['base', 'head'] : ['head']
  return names.flatMap((server) => sides.map((side) => ({ server, side })))
}

/** Whether measuring cannot go on: a reference failed, so nothing can be compared, or the machine was busy for too long. */
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
