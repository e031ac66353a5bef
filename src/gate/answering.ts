import { thisMachine } from '../host/machine.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Drivers } from '../load/drivers.ts'
import { budgetFor } from '../measure/budget.ts'
import { everyServer, measure } from '../measure/measure.ts'
import type { Measurement } from '../model/measurement.ts'
import { scenarioSchema, type Scenario } from '../model/scenario.ts'
import type { Gate } from '../options/gate.ts'
import { parse } from '../model/parse.ts'
import type { ComparedRefs } from '../model/report.ts'
import type { Fleet } from '../server/fleet.ts'
import type { Settings } from '../options/settings.ts'
import { seeded } from '../stats/random.ts'
import { figureNotes } from '../verdict/notes.ts'
import { chosenDriver } from './choose-driver.ts'
import { findAgainst, refuseMissing } from './find-baseline.ts'
import type { Answering } from '../vitest/endpoint.ts'
import { neededIn } from './judged.ts'
import type { Answer, Comparison } from './outcome.ts'
import type { ShownProgress } from '../vitest/progress.ts'

/** The other side of an A/B run: what it is, and which servers it does not have. */
export type OtherSide = { readonly refs: ComparedRefs; readonly isNew: readonly string[] }

export type Means = {
  readonly gate: Gate
  readonly settings: Settings
  readonly fleet: Fleet
  readonly drivers: Drivers
  readonly update: boolean
  /** A server without a baseline stops the run (CI) or is recorded by it. */
  readonly mustHaveBaseline: boolean
  /** Null when servers are held against their baselines. */
  readonly other: OtherSide | null
  readonly signal: AbortSignal
  readonly progress: ShownProgress
}

/** From a scenario to its measurement. What makes the comparison impossible is said before anything is measured. */
export function answering(means: Means): Answering {
  const known = new Map<string, Answer>()
  return async (question, asking): Promise<Answer> => {
    const scenario = parse(scenarioSchema, question, 'scenario')
    // Two specs may ask about the same: it is measured once.
    const key = JSON.stringify(scenario)
    const answer = known.get(key) ?? (await answerTo(scenario, asking, means))
    known.set(key, answer)
    return answer
  }
}

async function answerTo(scenario: Scenario, asking: AbortSignal, means: Means): Promise<Answer> {
  const { gate, settings, fleet, drivers } = means
  const { update, other } = scenario.baseline ? means : CLAIMS_ONLY
  const { name: chosen, note } = chosenDriver(scenario, settings.driver, fleet.closing)
  const driver = await drivers.named(chosen)
  const comparison = comparisonFor(scenario, `${driver.id} ${driver.version}`, means)
  const undecided = update ? everyServer(scenario) : (soFar: Measurement) => neededIn(soFar, comparison)
  const measurement = await measure(scenario, undecided, {
    fleet,
    driver,
    budget: budgetFor(settings.budget, update, gate.budget),
    mode: other ? 'ab' : 'baseline',
    references: means.other ? [] : gate.references.map(({ name }) => name),
    unpaired: scenario.servers.filter((name) => other?.isNew.includes(name)),
    random: seeded(`${scenario.title} ${Date.now()}`),
    signal: AbortSignal.any([asking, means.signal]),
    insist: settings.insist,
    onProgress: means.progress.show,
  }).finally(means.progress.clear)
  if (update && measurement.endedBusy) {
    throw new LoadgateError(
      'too-busy-to-record',
      messages.tooBusyToRecord({ cores: measurement.busyCores, seconds: measurement.seconds }),
    )
  }
  return {
    measurement,
    ...comparison,
    notes: [...(note === null ? [] : [note]), ...(settings.budget === 'thorough' ? figureNotes(measurement) : [])],
  }
}

/** Nothing to record, no other side: claims are about servers of head. */
const CLAIMS_ONLY = { update: false, other: null } as const

function comparisonFor(
  scenario: Scenario,
  driver: string,
  { gate, update, other, mustHaveBaseline }: Means,
): Comparison {
  if (!scenario.baseline) return { baseline: null, otherMachine: false, refs: null }
  if (other) return { baseline: null, otherMachine: false, refs: other.refs }
  const found = findAgainst(gate, scenario, driver, thisMachine(), update)
  if (mustHaveBaseline) refuseMissing(found.baseline, scenario)
  return found
}
