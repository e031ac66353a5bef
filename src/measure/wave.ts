import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Launch } from '../server/launch.ts'
import { shuffled } from '../stats/random.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { COMMON_ROUNDS } from '../verdict/windows.ts'
import { keyOf, type Entrant } from '../model/measurement.ts'
import { isBusy, type NotOurs } from '../host/machine-load.ts'
import { answerOf, targetOf, warmUp, type Participant } from './participant.ts'
import { waitUntilQuiet } from './quiet.ts'
import type { Session } from './session.ts'
import { LONGEST, measureWindow, spanFor, type Measured, type Span } from './window.ts'

/** Launches every entrant afresh, warms all up, and runs the rounds. In each round every launch gets one window, in random order. */
export async function runWave(session: Session, entrants: readonly Entrant[]): Promise<void> {
  const started = await launchAll(session, entrants)
  try {
    const participants = await warmUpAll(session, started)
    const rounds = Math.max(0, ...participants.map(({ span }) => roundsOf(session, span)))
    for (let round = 0; round < rounds;) {
      const began = session.clock()
      const inRound = participants.filter(({ span }) => round < roundsOf(session, span))
      const busyCores = await measureRound(session, inRound, round)
      if (busyCores === null) round += 1
      else if (!session.lose('round', session.clock() - began, busyCores) || !(await waitUntilQuiet(session))) return
    }
  } finally {
    session.driver.release()
    await Promise.all(started.map(({ launch }) => launch.stop()))
  }
}

/** Rounds for a driver that needs windows of a second: one is as much load as a dozen short ones. */
const LONG_ROUNDS = 3

function roundsFor({ budget, driver }: Session): number {
  return driver.shortest === 0 ? budget.rounds : Math.min(budget.rounds, LONG_ROUNDS)
}

/**
 * A server that needs the longest windows has no more of them than every budget has rounds: they hold as much load as a dozen short
 * ones, and a server that got slow must not take the time of the others. Its window is the same on both sides of an A/B run.
 */
function roundsOf(session: Session, { seconds }: Span): number {
  return seconds < LONGEST ? roundsFor(session) : Math.min(roundsFor(session), COMMON_ROUNDS)
}

type Started = { readonly entrant: Entrant; readonly launch: Launch }

async function launchAll(session: Session, entrants: readonly Entrant[]): Promise<Started[]> {
  session.report({ step: 'launching', server: null, round: 0, figure: null })
  const launches = await Promise.all(
    entrants.map((entrant) =>
      attempt(session, entrant, async () => ({
        entrant,
        launch: await session.fleet.launch(entrant.server, entrant.side),
      })),
    ),
  )
  return launches.filter((launch) => launch !== null)
}

async function warmUpAll(session: Session, started: readonly Started[]): Promise<Participant[]> {
  const participants: Participant[] = []
  for (const { entrant, launch } of shuffled(started, session.random)) {
    session.report({ step: 'warming up', server: session.nameOf(entrant) })
    const participant = await attempt(session, entrant, async () => {
      const firstTime = !session.expected.has(keyOf(entrant))
      const target = targetOf(session.scenario, launch, await expectedOf(session, entrant, launch))
      const rate = await warmUp(
        session.driver,
        { launch, target },
        warmupOf(session, launch),
        session.scenario,
        firstTime,
      )
      return { entrant, launch, target, span: spanOf(session, entrant.server, rate) }
    })
    if (participant) participants.push(participant)
  }
  return participants
}

/** `warmupTimes` is not for references: they do the same work whatever they are asked. */
function warmupOf({ references, scenario }: Session, { server: { name, warmup } }: Launch): number {
  return references.includes(name) ? warmup : warmup * scenario.warmupTimes
}

function spanOf(session: Session, server: string, rate: number | null): Span {
  const span = session.spans.get(server) ?? spanFor(session.scenario.load.connections, rate, session.driver.shortest)
  session.spans.set(server, span)
  return span
}

/**
 * The right answer: the scenario's `expect`, or the answer of the first launch. A reference always has its own. Throws
 * LoadgateError when the first answer is not the expected one.
 */
async function expectedOf(session: Session, entrant: Entrant, launch: Launch): Promise<string> {
  const known = session.expected.get(keyOf(entrant))
  if (known !== undefined) return known
  const answer = await answerOf(session.scenario, launch)
  const { expect } = session.scenario.request
  if (expect !== undefined && !session.references.includes(entrant.server) && answer !== expect) {
    throw new LoadgateError(
      'unexpected-answer',
      messages.unexpectedAnswer({
        server: session.nameOf(entrant),
        path: session.scenario.request.path,
        expected: expect,
        answer,
      }),
    )
  }
  session.expected.set(keyOf(entrant), answer)
  return answer
}

/** Null when the round counts. A busy round is thrown away as a whole, so that no server is favoured; then the cores that others used. */
async function measureRound(
  session: Session,
  participants: readonly Participant[],
  round: number,
): Promise<number | null> {
  const windows: { entrant: Entrant; measured: Measured }[] = []
  for (const participant of shuffled(participants, session.random)) {
    const { entrant } = participant
    if (session.isAtFault(entrant)) continue
    session.report({ step: 'measuring', server: session.nameOf(entrant), round: round + 1 })
    const measured = await attempt(session, entrant, () => measureAndCheck(session, participant))
    if (!measured) continue
    windows.push({ entrant, measured })
    session.report({ figure: { value: measured.requests / measured.elapsed, unit: 'req/s' } })
  }
  const notOurs = notOursIn(windows.map(({ measured }) => measured))
  if (isBusy(notOurs) && !session.insist) return notOurs.others + notOurs.stolen
  for (const {
    entrant,
    measured: { replaced: _, ...sample },
  } of windows)
    session.add({ ...sample, ...entrant, round })
  return null
}

/** The mean over all windows of the round: in a single short one, the ticks of the idle clock would look like a neighbour. */
function notOursIn(windows: readonly Measured[]): NotOurs {
  const seconds = windows.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const mean = (cores: (one: Measured) => number | null) =>
    seconds === 0 ? 0 : windows.reduce((sum, one) => sum + one.elapsed * (cores(one) ?? 0), 0) / seconds
  return { others: mean(({ otherCores }) => otherCores), stolen: mean(({ stolenCores }) => stolenCores), seconds }
}

async function measureAndCheck(session: Session, { entrant, launch, target, span }: Participant): Promise<Measured> {
  const measured = await measureWindow(session.driver, launch, target, span)
  const ended = launch.ended()
  if (ended) throw new LoadgateError('server-ended', ended)
  if (measured.replaced)
    throw new LoadgateError('process-replaced', messages.processReplaced({ server: launch.server.name }))
  const wrong = tooManyFailures([measured], session.scenario.allowedFailures)
  if (wrong) throw new LoadgateError('too-many-failures', wrong)
  if (measured.requests === 0)
    throw new LoadgateError(
      'answered-nothing',
      messages.answeredNothing({ server: session.nameOf(entrant), seconds: measured.elapsed }),
    )
  return measured
}

/** Books an error as the fault of one server, so that the others go on. A bug of ours ends the session. */
async function attempt<T>(session: Session, entrant: Entrant, action: () => Promise<T>): Promise<T | null> {
  const since = session.clock()
  session.signal.throwIfAborted()
  try {
    return await action()
  } catch (error) {
    session.signal.throwIfAborted()
    if (!(error instanceof LoadgateError)) throw error
    session.blame(entrant, error.message)
    return null
  } finally {
    session.spend(entrant, session.clock() - since)
  }
}
