import { hasProc } from '../host/proc.ts'
import { askAgain, askFirstAnswers } from '../load/answer/first-answers.ts'
import type { RightAnswer } from '../load/answer/right-answer.ts'
import type { Target } from '../load/driver.ts'
import { connectionsOf } from '../model/load.ts'
import { keyOf, type Entrant } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { requestTo } from '../server/request-to.ts'
import { shuffled } from '../stats/random.ts'
import { attempt, type Session } from './session.ts'
import { warmUp } from './warm-up.ts'
import { LONGEST, spanFor, type Span } from './window.ts'

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
      const { rate, replaced } = await warmUp(
        session.driver,
        { launch, target },
        warmupOf(session, launch),
        session.scenario,
        firstTime,
      )
      // Workers that left the tree while they started are found now.
      launch.look()
      session.noteUnmeasured(entrant, launch.unmeasured())
      session.noteReplaced(entrant, replaced)
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
  const span = session.spans.get(server) ?? spanFor(connectionsOf(session.scenario.load), rate, shortest)
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
  const asked = { ...request, expect, server: session.nameOf(entrant), ...whereIs(launch) }
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
    ...whereIs(launch),
    path,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    right,
    connections: connectionsOf(scenario.load),
    ...(launch.server.workers === 'recycled' && IDEMPOTENT.includes(method) ? { resends: true } : {}),
  }
}

function whereIs({ origin, transport }: Launch): Pick<Target, 'origin' | 'transport'> {
  return { origin, ...(transport ? { transport } : {}) }
}

/** Requests that may be sent again, as browsers and proxies do (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE']

/** What a server must answer to the scenario's request. Throws LoadgateError when its first two answers are not right. */
export async function answerOf(scenario: Scenario, launch: Launch): Promise<RightAnswer> {
  return (await askFirstAnswers({ ...scenario.request, server: launch.server.name, ...whereIs(launch) })).right
}
