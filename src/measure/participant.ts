import { askRightAnswer } from '../load/ask.ts'
import type { Driver, Target } from '../load/driver.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { LoadgateError } from '../model/error.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import type { Entrant } from '../model/measurement.ts'
import type { Span } from './window.ts'

/** Seconds for a whole warm-up. */
const WARM_UP_WITHIN = 60

/** One launch that takes part in a wave, and the requests that it gets. */
export type Participant = {
  readonly entrant: Entrant
  readonly launch: Launch
  readonly target: Target
  readonly span: Span
}

/** The request of a scenario to one launch, with the body of a right answer. */
export function targetOf(scenario: Scenario, launch: Launch, expect: string): Target {
  const { path, method, headers, body } = scenario.request
  return {
    origin: launch.origin,
    path,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    expect,
    connections: scenario.load.connections,
  }
}

/** What a server answers to the scenario's request. Throws LoadgateError when that is not a 2xx with a body. */
export async function answerOf(scenario: Scenario, launch: Launch): Promise<string> {
  return askRightAnswer(launch.server.name, { origin: launch.origin, ...scenario.request })
}

/**
 * Checks, the first time, that the driver can measure this server right, and warms it up with so many requests. Returns right answers
 * per second, or null without a warm-up. Throws LoadgateError when the driver cannot, or when the warm-up failed.
 */
export async function warmUp(
  driver: Driver,
  { launch, target }: Pick<Participant, 'launch' | 'target'>,
  requests: number,
  scenario: Scenario,
  firstTime: boolean,
): Promise<number | null> {
  if (firstTime) await driver.check(target)
  if (requests === 0) return null
  const load = await driver.run(target, { requests, within: WARM_UP_WITHIN })
  const wrong = launch.ended() ?? tooManyFailures([load], scenario.allowedFailures)
  if (wrong) throw new LoadgateError('unusable-warm-up', wrong)
  return load.elapsed > 0 ? load.requests / load.elapsed : null
}
