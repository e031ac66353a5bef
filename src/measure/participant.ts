import { hasProc } from '../host/proc.ts'
import { askPlan, askPlanAgain, rightsOf, startOf, type FirstAnswers } from '../load/answer/first-plan.ts'
import type { RightAnswer } from '../load/answer/right-answer.ts'
import type { Target } from '../load/driver.ts'
import { connectionsOf } from '../model/load.ts'
import { openWalk, type Sendable } from '../load/walk.ts'
import { keyOf, type Entrant } from '../model/measurement.ts'
import { placesIn, type Plan } from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { firstTurns } from '../model/turns.ts'
import type { Launch } from '../server/launch.ts'
import { planTo } from '../server/plan-to.ts'
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
  /** Those before the warm-up. After it, a worker that is about to be recycled may be there beside the one that takes its place. */
  readonly before: readonly number[]
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
      const plan = planTo(launch, session.scenario, session.env ?? {}, session.references.includes(entrant.server))
      const answers = await firstAnswersOf(session, entrant, launch, plan)
      const target = targetFor(session.scenario, launch, plan, rightsOf(answers))
      const { rate, before, replaced } = await warmUp(
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
      return { entrant, launch, target, span: spanOf(session, launch.server, rate), pids, before }
    })
    if (participant) participants.push(participant)
  }
  return participants
}

/** `warmupTimes` is not for references: they do the same work whatever they are asked. */
function warmupOf({ references, scenario }: Session, { server: { name, warmup } }: Launch): number {
  return references.includes(name) ? warmup : warmup * scenario.warmupTimes
}

function spanOf(session: Session, { name, workers }: Launch['server'], rate: number | null): Span {
  // Hundredths of a second, in which `ps` tells CPU and /proc that of workers that have ended, would be much of a short window.
  const shortest = hasProc() && workers !== 'recycled' ? session.driver.shortest : LONGEST
  const span = session.spans.get(name) ?? spanFor(connectionsOf(session.scenario.load), rate, shortest)
  session.spans.set(name, span)
  return span
}

/**
 * What the first launch answered to each request, which says what all answers must be. A reference always has its own. Throws
 * LoadgateError when the first answers are not right, or another launch answers otherwise.
 */
async function firstAnswersOf(session: Session, entrant: Entrant, launch: Launch, plan: Plan): Promise<FirstAnswers> {
  const asked = { server: session.nameOf(entrant), origin: launch.origin, plan }
  const known = session.first.get(keyOf(entrant))
  if (known) {
    await askPlanAgain(asked, known.answers)
    return known.answers
  }
  const answers = await askPlan(asked)
  session.first.set(keyOf(entrant), { answers, server: entrant.server })
  return answers
}

/** What a scenario sends to one launch, with what its answers must be, by request. */
function targetFor(
  { load, firstByte, generators }: Pick<Scenario, 'load' | 'firstByte' | 'generators'>,
  launch: Launch,
  plan: Plan,
  rights: readonly RightAnswer[],
): Target {
  const { at, request } = usualRequest(plan)
  const { path, method, headers, body } = request
  const isIdempotent = plan.requests.every((one) => IDEMPOTENT.includes(one.method))
  return {
    ...whereIs(launch),
    path,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    right: rights[at]!,
    ...(isSingle(plan) ? {} : { mix: { plan, rights, start: startOf(plan) } }),
    connections: connectionsOf(load),
    ...(firstByte ? { firstByte } : {}),
    ...(generators ? { generators } : {}),
    ...(launch.server.workers === 'recycled' && isIdempotent ? { resends: true } : {}),
  }
}

function whereIs({ origin, transport }: Launch): Pick<Target, 'origin' | 'transport'> {
  return { origin, ...(transport ? { transport } : {}) }
}

/** The same request again and again. */
function isSingle({ requests: [request, ...others], names }: Plan): boolean {
  return request !== undefined && others.length === 0 && placesIn(request, new Set(names)).length === 0
}

/** The one that a driver is tried with: the first of a turn, and one that changes nothing if there is any. */
function usualRequest(plan: Plan): { readonly at: number; readonly request: Sendable } {
  const firsts = firstTurns(plan).flatMap((number, kind) => {
    const at = plan.turns[kind]?.[0]
    return at === undefined || number === plan.cycle.length ? [] : [{ at, number }]
  })
  const { at, number } = firsts.find((one) => plan.requests[one.at]?.method === 'GET') ?? firsts[0]!
  return { at, request: openWalk(plan, () => number).request() }
}

/** Requests that may be sent again, as browsers and proxies do (RFC 9110, 9.2.2). */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE']

/** Everything that a scenario sends to a launch, which is asked for its right answers now. Throws LoadgateError when the first ones are not right. */
export async function targetTo(
  launch: Launch,
  scenario: Scenario,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Target> {
  const plan = planTo(launch, scenario, env)
  const answers = await askPlan({ server: launch.server.name, origin: launch.origin, plan })
  return targetFor(scenario, launch, plan, rightsOf(answers))
}
