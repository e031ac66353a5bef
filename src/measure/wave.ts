import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Launch } from '../server/launch.ts'
import { shuffled } from '../stats/random.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { keyOf, type Entrant } from '../model/entrant.ts'
import { isBusy, type NotOurs } from '../host/machine-load.ts'
import { answerOf, targetOf, warmUp, type Participant } from './participant.ts'
import { quiet } from './quiet.ts'
import type { Run } from './run.ts'
import { measureWindow, spanFor, type Measured, type Span } from './window.ts'

/** One fresh launch of every entrant, a warm-up, then rounds; in each round every launch gets one window, in random order. */
export async function wave(run: Run, entrants: readonly Entrant[]): Promise<void> {
  const started = await launchAll(run, entrants)
  try {
    const participants = await warmUpAll(run, started)
    for (let round = 0; round < roundsFor(run);) {
      const began = run.clock()
      const busyCores = await measureRound(run, participants, round)
      if (busyCores === null) round += 1
      else if (!run.lost('round', run.clock() - began, busyCores) || !(await quiet(run))) return
    }
  } finally {
    run.driver.release()
    await Promise.all(started.map(({ launch }) => launch.stop()))
  }
}

/** Windows of a second each are as much load as a dozen short ones. */
const LONG_ROUNDS = 3

function roundsFor({ budget, driver }: Run): number {
  return driver.shortest === 0 ? budget.rounds : Math.min(budget.rounds, LONG_ROUNDS)
}

type Started = { readonly entrant: Entrant; readonly launch: Launch }

async function launchAll(run: Run, entrants: readonly Entrant[]): Promise<Started[]> {
  run.report({ step: 'launching', server: null, round: 0, figure: null })
  const launches = await Promise.all(
    entrants.map((entrant) =>
      attempt(run, entrant, async () => ({ entrant, launch: await run.fleet.launch(entrant.server, entrant.side) })),
    ),
  )
  return launches.filter((launch) => launch !== null)
}

async function warmUpAll(run: Run, started: readonly Started[]): Promise<Participant[]> {
  const participants: Participant[] = []
  for (const { entrant, launch } of shuffled(started, run.random)) {
    run.report({ step: 'warming up', server: run.called(entrant) })
    const participant = await attempt(run, entrant, async () => {
      const firstTime = !run.expected.has(keyOf(entrant))
      const target = targetOf(run.scenario, launch, await expectedOf(run, entrant, launch))
      const rate = await warmUp(run.driver, { launch, target }, warmupOf(run, launch), run.scenario, firstTime)
      return { entrant, launch, target, span: spanOf(run, entrant.server, rate) }
    })
    if (participant) participants.push(participant)
  }
  return participants
}

/** A reference does the same work whatever it is asked, so that a scenario of light requests is none to it. */
function warmupOf({ references, scenario }: Run, { server: { name, warmup } }: Launch): number {
  return references.includes(name) ? warmup : warmup * scenario.warmupTimes
}

function spanOf(run: Run, server: string, rate: number | null): Span {
  const span = run.spans.get(server) ?? spanFor(run.scenario.load.connections, rate, run.driver.shortest)
  run.spans.set(server, span)
  return span
}

/** The right answer: what the scenario says, or what the server's first launch answered. A reference has its own. */
async function expectedOf(run: Run, entrant: Entrant, launch: Launch): Promise<string> {
  const known = run.expected.get(keyOf(entrant))
  if (known !== undefined) return known
  const answer = await answerOf(run.scenario, launch)
  const { expect } = run.scenario.request
  if (expect !== undefined && !run.references.includes(entrant.server) && answer !== expect) {
    throw new LoadgateError(
      'unexpected-answer',
      messages.unexpectedAnswer({
        server: run.called(entrant),
        path: run.scenario.request.path,
        expected: expect,
        answer,
      }),
    )
  }
  run.expected.set(keyOf(entrant), answer)
  return answer
}

/** Null when the round counts. A busy one is thrown away whole, so that no server can be favoured: the cores that others used. */
async function measureRound(run: Run, participants: readonly Participant[], round: number): Promise<number | null> {
  const windows: { entrant: Entrant; measured: Measured }[] = []
  for (const participant of shuffled(participants, run.random)) {
    const { entrant } = participant
    if (run.atFault(entrant)) continue
    run.report({ step: 'measuring', server: run.called(entrant), round: round + 1 })
    const measured = await attempt(run, entrant, () => measureAndCheck(run, participant))
    if (!measured) continue
    windows.push({ entrant, measured })
    run.report({ figure: { value: measured.requests / measured.elapsed, unit: 'req/s' } })
  }
  const notOurs = notOursIn(windows.map(({ measured }) => measured))
  if (isBusy(notOurs) && !run.insist) return notOurs.others + notOurs.stolen
  for (const {
    entrant,
    measured: { replaced: _, ...sample },
  } of windows)
    run.add({ ...sample, ...entrant, round })
  return null
}

/** Over all windows of the round: in a short one alone, the ticks of the idle clock would look like a neighbour. */
function notOursIn(windows: readonly Measured[]): NotOurs {
  const seconds = windows.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const mean = (cores: (one: Measured) => number | null) =>
    seconds === 0 ? 0 : windows.reduce((sum, one) => sum + one.elapsed * (cores(one) ?? 0), 0) / seconds
  return { others: mean(({ otherCores }) => otherCores), stolen: mean(({ stolenCores }) => stolenCores), seconds }
}

async function measureAndCheck(run: Run, { entrant, launch, target, span }: Participant): Promise<Measured> {
  const measured = await measureWindow(run.driver, launch, target, span)
  const ended = launch.ended()
  if (ended) throw new LoadgateError('server-ended', ended)
  if (measured.replaced)
    throw new LoadgateError('process-replaced', messages.processReplaced({ server: launch.server.name }))
  const wrong = tooManyFailures([measured], run.scenario.allowedFailures)
  if (wrong) throw new LoadgateError('too-many-failures', wrong)
  if (measured.requests === 0)
    throw new LoadgateError(
      'answered-nothing',
      messages.answeredNothing({ server: run.called(entrant), seconds: measured.elapsed }),
    )
  return measured
}

/** What goes wrong with one server is that server's fault, and the others go on; a bug of ours ends the run. */
async function attempt<T>(run: Run, entrant: Entrant, action: () => Promise<T>): Promise<T | null> {
  const since = run.clock()
  run.signal.throwIfAborted()
  try {
    return await action()
  } catch (error) {
    run.signal.throwIfAborted()
    if (!(error instanceof LoadgateError)) throw error
    run.blame(entrant, error.message)
    return null
  } finally {
    run.spend(entrant, run.clock() - since)
  }
}
