import { thisMachine } from '../baseline/machine.ts'
import { LoadgateError, sentences } from '../errors.ts'
import type { Driver } from '../load/driver.ts'
import { budgetFor } from '../measure/budget.ts'
import { everyServer, measure } from '../measure/measure.ts'
import type { Measurement } from '../measurement.ts'
import { scenarioSchema, type Gate } from '../options.ts'
import { parse } from '../parse.ts'
import type { Park } from '../server/park.ts'
import type { Settings } from '../settings.ts'
import { seeded } from '../stats/random.ts'
import { findAgainst, refuseMissing } from './against.ts'
import { neededIn } from './judged.ts'
import type { Answering } from './endpoint.ts'
import type { Answer } from './outcome.ts'
import type { ShownProgress } from './progress.ts'

export type Means = {
  readonly gate: Gate
  readonly settings: Settings
  readonly park: Park
  readonly driver: Driver
  readonly update: boolean
  /** A server without a baseline stops the run (CI) or is recorded by it. */
  readonly mustHaveBaseline: boolean
  readonly signal: AbortSignal
  readonly progress: ShownProgress
}

/** From a scenario to its measurement. What makes the comparison impossible is said before anything is measured. */
export function answering({ gate, settings, park, driver, update, ...means }: Means): Answering {
  return async (question, asking): Promise<Answer> => {
    const scenario = parse(scenarioSchema, question, 'scenario')
    const against = findAgainst(gate, scenario, `${driver.id} ${driver.version}`, thisMachine(), update)
    if (means.mustHaveBaseline) refuseMissing(against.baseline, scenario)
    const undecided = update ? everyServer(scenario) : (so: Measurement) => neededIn(so, against)
    const measurement = await measure(scenario, undecided, {
      park,
      driver,
      budget: budgetFor(settings.budget, update, gate.budget),
      mode: 'baseline',
      references: gate.references.map(({ name }) => name),
      unpaired: [],
      random: seeded(`${scenario.title} ${Date.now()}`),
      signal: AbortSignal.any([asking, means.signal]),
      insist: settings.insist,
      onProgress: means.progress.show,
    }).finally(means.progress.clear)
    if (update && measurement.endedBusy) {
      throw new LoadgateError(sentences.tooBusyToRecord(measurement.busyCores, measurement.seconds))
    }
    return { measurement, ...against }
  }
}
