import { setTimeout as sleep } from 'node:timers/promises'
import { hasProc } from '../host/proc.ts'
import { askAgain, askFirstAnswers } from '../load/answer/first-answers.ts'
import type { RightAnswer } from '../load/answer/right-answer.ts'
import type { Driver, Target } from '../load/driver.ts'
import { LoadgateError } from '../model/error.ts'
import { keyOf, type Entrant } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { requestTo } from '../server/request-to.ts'
import { shuffled } from '../stats/random.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { attempt, type Session } from './session.ts'
import { LONGEST, spanFor, type Span } from './window.ts'

/**
 * Seconds after which a warm-up ends, however many requests are left. Otherwise a server with a hundred answers per second
 * would spend its scenario's budget on warm-ups.
 *
 * It is one constant for both sides, all launches and all servers. A limit that the first launch of a run set for the others would
 * depend on which one came first, and after one slow start all launches would be half warm, and their baseline would not. With a
 * constant, launches of equal speed get equal warm-ups. Only a server that is several times slower than its base or its baseline
 * reaches the limit: the showcase's warm-ups take 1 s, and 20,000 requests to a Fastify server take 3 s. A shorter warm-up can
 * only make such a launch slower still. A server that always reaches the limit does so in its baseline, too.
 */
export const WARM_UP_WITHIN = 10

/** Seconds for a process to end after its connections: when requests fail, its end is what explains them. */
export const ENDS_WITHIN = 0.5

/** One launch that takes part in a wave, and the requests that it gets. */
export type Participant = {
  readonly entrant: Entrant
  readonly launch: Launch
  readonly target: Target
  readonly span: Span
  /** Its processes when it was warm, none of which may end before the wave does, unless they are recycled. None where there is no /proc. */
  readonly pids: readonly number[]
}

/** A launch that is not warm yet. */
export type Started = { readonly entrant: Entrant; readonly launch: Launch }

/** Warms launches up one after the other, in a random order. Those whose warm-up fails are blamed, and left out. */
export async function warmUpAll(session: Session, started: readonly Started[]): Promise<Participant[]> {
  const participants: Participant[] = []
  for (const { entrant, launch } of shuffled(started, session.random)) {
    session.report({ step: 'warming up', server: session.nameOf(entrant) })
    const participant = await attempt(session, entrant, async () => {
      const firstTime = !session.first.has(keyOf(entrant))
      const asking = filledFor(session, launch)
      const target = targetOf(asking.scenario, launch, await rightAnswerOf(asking, entrant, launch))
      const rate = await warmUp(
        session.driver,
        { launch, target },
        warmupOf(session, launch),
        session.scenario,
        firstTime,
      )
      // Workers that left the tree while they started are found now.
      launch.look()
      session.noteUnmeasured(entrant, launch.unmeasured())
      const pids = launch.usage()?.pids ?? []
      return { entrant, launch, target, span: spanOf(session, entrant.server, rate), pids }
    })
    if (participant) participants.push(participant)
  }
  return participants
}

/** The session with the request as this launch gets it. Throws as `requestTo` does. */
function filledFor(session: Session, launch: Launch): Session {
  const { scenario, env = {} } = session
  return { ...session, scenario: { ...scenario, request: requestTo(launch, scenario.request, env) } }
}

/** `warmupTimes` is not for references: they do the same work whatever they are asked. */
function warmupOf({ references, scenario }: Session, { server: { name, warmup } }: Launch): number {
  return references.includes(name) ? warmup : warmup * scenario.warmupTimes
}

function spanOf(session: Session, server: string, rate: number | null): Span {
  // `ps` tells CPU in hundredths of a second at best, which would be much of a short window.
  const shortest = hasProc() ? session.driver.shortest : LONGEST
  const span = session.spans.get(server) ?? spanFor(session.scenario.load.connections, rate, shortest)
  session.spans.set(server, span)
  return span
}

/**
 * The right answer: what the scenario says of it, and what the first launch answered. A reference always has its own. Throws
 * LoadgateError when the first answers are not right, or another launch answers otherwise.
 */
async function rightAnswerOf(session: Session, entrant: Entrant, launch: Launch): Promise<RightAnswer> {
  const { request } = session.scenario
  const expect = session.references.includes(entrant.server) ? undefined : request.expect
  const asked = { ...request, expect, server: session.nameOf(entrant), origin: launch.origin }
  const known = session.first.get(keyOf(entrant))
  if (known) {
    await askAgain(asked, known)
    return known.right
  }
  const first = await askFirstAnswers(asked)
  session.first.set(keyOf(entrant), { ...first, server: entrant.server })
  return first.right
}

/** The request of a scenario to one launch, with what its answers must be. */
export function targetOf(scenario: Scenario, launch: Launch, right: RightAnswer): Target {
  const { path, method, headers, body } = scenario.request
  return {
    origin: launch.origin,
    path,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    right,
    connections: scenario.load.connections,
    ...(launch.server.workers === 'recycled' && IDEMPOTENT.includes(method) ? { resends: true } : {}),
  }
}

/** Requests that may be sent again, as browsers and proxies do (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'PUT', 'DELETE']

/** What a server must answer to the scenario's request. Throws LoadgateError when its first two answers are not right. */
export async function answerOf(scenario: Scenario, launch: Launch): Promise<RightAnswer> {
  return (await askFirstAnswers({ ...scenario.request, server: launch.server.name, origin: launch.origin })).right
}

/**
 * Checks, the first time, that the driver can measure this server right, and warms it up with so many requests, or as many as
 * WARM_UP_WITHIN allows. Returns right answers per second, or null without a warm-up. Throws LoadgateError when the driver cannot,
 * or when the warm-up failed.
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
  const failed = tooManyFailures([load], scenario.allowedFailures, target.right.statuses)
  if (failed) await sleep(ENDS_WITHIN * 1000)
  const wrong = launch.ended() ?? failed
  if (wrong) throw new LoadgateError('unusable-warm-up', wrong)
  return load.elapsed > 0 ? load.requests / load.elapsed : null
}
