import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy, type NotOurs } from '../host/machine-load.ts'
import { LoadgateError } from '../model/error.ts'
import { failed, type Busy, type Entrant } from '../model/measurement.ts'
import { shuffled } from '../stats/random.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { roundsOf } from './rounds.ts'
import { messages } from './messages.ts'
import { busiestSince, takeCensus } from './neighbours.ts'
import { warmUpAll, type Participant, type Started } from './participant.ts'
import { ENDS_WITHIN } from './warm-up.ts'
import { checkProcesses } from './processes.ts'
import { waitUntilQuiet } from './quiet.ts'
import { takeRates } from './rates.ts'
import { attempt, type Session } from './session.ts'
import { LONGEST, measureWindow, type Measured } from './window.ts'

/**
 * Launches every entrant afresh, warms all up, and runs the rounds. In each round every launch gets one window, in random order. Servers
 * that are `brief` have fewer rounds, and references as many as those that have most.
 */
export async function runWave(session: Session, entrants: readonly Entrant[], brief: readonly string[]): Promise<void> {
  const started = await launchAll(session, entrants)
  const launches = started.map(({ launch }) => launch)
  session.alongside?.look()
  try {
    const participants = await takeRates(session, await warmUpAll(session, started))
    const { budget, driver } = session
    const areAllBrief = entrants.every(({ server }) => session.references.includes(server) || brief.includes(server))
    const isBrief = ({ server }: Entrant) => areAllBrief || brief.includes(server)
    const roundsFor = ({ span, entrant }: Participant) =>
      roundsOf(span, budget, { shortest: driver.shortest, brief: isBrief(entrant) })
    const rounds = Math.max(0, ...participants.map(roundsFor))
    session.report({ rounds })
    for (let round = 0; round < rounds;) {
      const began = session.clock()
      const inRound = participants.filter((one) => round < roundsFor(one))
      const busy = await measureRound(session, inRound, round)
      if (busy === null) round += 1
      else if (!session.lose('round', session.clock() - began, busy) || !(await waitUntilQuiet(session, launches)))
        return
    }
  } finally {
    session.driver.release()
    await Promise.all(launches.map((launch) => launch.stop()))
  }
}

/** What is no fault of one server ends all of them. */
async function launchAll(session: Session, entrants: readonly Entrant[]): Promise<Started[]> {
  session.report({ step: 'launching', server: null, round: 0, figure: null })
  const ends = await Promise.allSettled(
    entrants.map((entrant) =>
      attempt(session, entrant, async () => ({
        entrant,
        launch: await session.fleet.launch(entrant.server, entrant.side),
      })),
    ),
  )
  const started = ends.flatMap((end) => (end.status === 'fulfilled' && end.value !== null ? [end.value] : []))
  const rejected = ends.find((end) => end.status === 'rejected')
  if (rejected === undefined) return started
  await Promise.all(started.map(({ launch }) => launch.stop()))
  throw rejected.reason
}

/** Null when the round counts. A busy round is thrown away as a whole, so that no server is favoured; then it is what others used. */
async function measureRound(
  session: Session,
  participants: readonly Participant[],
  round: number,
): Promise<Busy | null> {
  const census = session.insist ? null : takeCensus()
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
  if (census && isBusy(notOurs)) {
    const launches = participants.map(({ launch }) => launch)
    return { cores: notOurs.others + notOurs.stolen, neighbour: busiestSince(census, { ...session, launches }) }
  }
  for (const {
    entrant,
    measured: { ended: _, ends: _ends, ...sample },
  } of windows)
    session.add({ ...sample, ...entrant, round })
  return null
}

/** The mean over all windows of the round: in a single short one, the ticks of the idle clock would look like a neighbour. */
function notOursIn(windows: readonly Measured[]): NotOurs {
  const seconds = windows.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const mean = (cores: (one: Measured) => number | null) =>
    seconds === 0 ? 0 : windows.reduce((sum, one) => sum + one.elapsed * (cores(one) ?? 0), 0) / seconds
  return { others: mean((one) => one.otherCores), stolen: mean((one) => one.stolenCores), seconds }
}

/** Where a short window saw no request end, the machine may have given the server no turn: the longest one then tells whether it hangs. */
async function measureAgainIfEmpty(session: Session, { launch, target, span }: Participant): Promise<Measured> {
  const measured = await measureWindow(session, launch, target, span)
  const sawNothing = measured.requests + failed(measured.failures) === 0
  if (!sawNothing || span.seconds >= LONGEST || launch.ended()) return measured
  return measureWindow(session, launch, target, { ...span, seconds: LONGEST })
}

async function measureAndCheck(session: Session, participant: Participant): Promise<Measured> {
  const { entrant, launch, target } = participant
  const measured = await measureAgainIfEmpty(session, participant)
  await checkAlive(participant, measured)
  const wrong = tooManyFailures([measured], session.scenario.allowedFailures, target.right.statuses)
  if (wrong) {
    await sleep(ENDS_WITHIN * 1000)
    await checkAlive(participant, measured)
    throw new LoadgateError(
      'too-many-failures',
      measured.ends?.unsaid ? messages.endsUnsaid({ wrong, ...measured.ends.unsaid }) : wrong,
    )
  }
  if (measured.ends) session.onEnds?.(launch.server.name, measured.ends)
  if (measured.requests === 0)
    throw new LoadgateError(
      'answered-nothing',
      messages.answeredNothing({ server: session.nameOf(entrant), seconds: measured.elapsed }),
    )
  return measured
}

/** Throws a LoadgateError when the server or one of its processes has ended. */
async function checkAlive(participant: Participant, measured: Measured): Promise<void> {
  const ended = participant.launch.ended()
  if (ended) throw new LoadgateError('server-ended', ended)
  await checkProcesses(participant, measured)
}
