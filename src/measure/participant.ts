import { ask } from '../host/http.ts'
import { checkKeepAlive } from '../load/keep-alive.ts'
import type { Driver, Target } from '../load/driver.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import type { Entrant } from '../model/measurement.ts'
import type { Span } from './window.ts'

/** Seconds for the one answer that says what is right, and for a whole warm-up. */
const ANSWER_WITHIN = 15
const WARM_UP_WITHIN = 60

/** One launch that takes part in a wave, and what is asked of it. */
export type Participant = {
  readonly entrant: Entrant
  readonly launch: Launch
  readonly target: Target
  readonly span: Span
}

/** The request of a scenario, made to one launch, with the body that a right answer has. */
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
  const { name } = launch.server
  const { path, method, headers, body } = scenario.request
  const signal = AbortSignal.timeout(ANSWER_WITHIN * 1000)
  const answer = await ask(launch.origin + path, { method, headers, body, signal }).catch((cause: unknown) => {
    throw new LoadgateError('no-answer', messages.noAnswer({ server: name, path, seconds: ANSWER_WITHIN }), { cause })
  })
  const text = answer.bytes.toString()
  const right = answer.status >= 200 && answer.status < 300 && text !== ''
  if (!right)
    throw new LoadgateError(
      'no-right-answer',
      messages.noRightAnswer({ server: name, path, status: answer.status, length: text.length }),
    )
  return text
}

/**
 * Refuses servers that the driver would measure wrong, then warms up with so many requests. Right answers a second, or null without a warm-up.
 * Throws LoadgateError with what was wrong.
 */
export async function warmUp(
  driver: Driver,
  { launch, target }: Pick<Participant, 'launch' | 'target'>,
  requests: number,
  scenario: Scenario,
  firstTime: boolean,
): Promise<number | null> {
  if (firstTime && driver.keptConnectionsOnly) await checkKeepAlive(target, ANSWER_WITHIN)
  if (requests === 0) return null
  const load = await driver.run(target, { requests, within: WARM_UP_WITHIN })
  const wrong = launch.ended() ?? tooManyFailures([load], scenario.allowedFailures)
  if (wrong) throw new LoadgateError('unusable-warm-up', wrong)
  return load.elapsed > 0 ? load.requests / load.elapsed : null
}
