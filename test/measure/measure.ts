import { startMeasuring, type Undecided } from '../../src/measure/measure.ts'
import type { Context } from '../../src/measure/session.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Scenario } from '../../src/model/scenario.ts'

/** Measures a scenario once. */
export function measure(
  scenario: Scenario,
  undecided: Undecided,
  context: Context,
  clock?: () => number,
): Promise<Measurement> {
  return startMeasuring(scenario, context, clock).until(undecided)
}
