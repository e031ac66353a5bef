import { connectionsOf, isOpenLoop } from '../model/load.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Budget } from './budget.ts'
import { roundsOf } from './rounds.ts'
import { spanAt, spanFor, type Span } from './window.ts'

/** What the time of a scenario depends on. */
type Measured = Pick<Measurement, 'mode' | 'references'> & {
  readonly budget: Budget
  readonly driver: { readonly shortest: number }
}

/**
 * Seconds on two cores: of a launch with its warm-up, and of what a window takes beside its lead-in and the seconds that count. In five of the
 * showcase's scenarios launches took 0.3 to 1.5 s, by their waves (an Intel Xeon 6/167/1, 2026-11-28).
 */
const LAUNCH = 0.8
const AROUND_WINDOW = 0.03

/** A rate that is a share of the capacity is not known yet. It is taken for one at which a window holds enough answers. */
const UNKNOWN_RATE = Infinity

/**
 * Estimates the seconds of a scenario's fewest waves before one of them has ended, for servers that are fast enough for the shortest
 * windows. Slower ones take longer, which shows when the first wave has ended. `brief`: as `roundsOf` has it.
 */
export function leastSeconds(scenario: Scenario, measured: Measured, brief: boolean): number {
  const { budget, mode, references } = measured
  const { load, servers } = scenario
  const closed = spanFor(connectionsOf(load), Infinity, measured.driver.shortest)
  const asked = isOpenLoop(load) ? spanAt(load.rate ?? UNKNOWN_RATE, measured.budget.rounds) : closed
  const sides = mode === 'ab' ? 2 : 1
  const secondsOf = (span: Span) => secondsOfLaunch(span, measured, brief)
  const launches = sides * servers.length * secondsOf(asked) + references.length * secondsOf(closed)
  return budget.waves.least * launches
}

/** Of one launch in one wave. */
function secondsOfLaunch(span: Span, { budget, driver }: Measured, brief: boolean): number {
  const rounds = roundsOf(span, budget, { shortest: driver.shortest, brief })
  return LAUNCH + rounds * (span.leadIn + span.seconds + AROUND_WINDOW)
}
