import { LoadgateError, sentences } from '../errors.ts'
import type { Launch } from '../server/launch.ts'
import { shuffled } from '../stats/random.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { BUSY_CORES } from './machine-load.ts'
import { answerOf, targetOf, warmUp, type Participant } from './participant.ts'
import { quiet } from './quiet.ts'
import type { Run } from './run.ts'
import { measureWindow, type Measured } from './window.ts'

/** One fresh launch of every participant, a warm-up, then rounds; in each round every launch gets one window, in random order. */
export async function wave(run: Run, names: readonly string[]): Promise<void> {
  const launches = await launchAll(run, names)
  try {
    const participants = await warmUpAll(run, launches)
    for (let round = 0; round < run.budget.rounds; ) {
      if (!(await quiet(run))) return
      const started = run.clock()
      const busyCores = await measureRound(run, participants, round)
      if (busyCores === null) round += 1
      else if (!run.lost('round', run.clock() - started, busyCores)) return
    }
  } finally {
    await Promise.all(launches.map((launch) => launch.stop()))
  }
}

async function launchAll(run: Run, names: readonly string[]): Promise<Launch[]> {
  run.report({ step: 'launching', server: null, round: 0, figure: null })
  const launches = await Promise.all(names.map((name) => attempt(run, name, () => run.park.launch(name))))
  return launches.filter((launch) => launch !== null)
}

async function warmUpAll(run: Run, launches: readonly Launch[]): Promise<Participant[]> {
  const participants: Participant[] = []
  for (const launch of shuffled(launches, run.random)) {
    const { name } = launch.server
    run.report({ step: 'warming up', server: name })
    const participant = await attempt(run, name, async () => {
      const firstTime = !run.expected.has(name)
      const ready = { launch, target: targetOf(run.scenario, launch, await expectedOf(run, launch)) }
      await warmUp(run.driver, ready, run.scenario, firstTime)
      return ready
    })
    if (participant) participants.push(participant)
  }
  return participants
}

/** The right answer: what the scenario says, or what the server's first launch answered. The reference has its own. */
async function expectedOf(run: Run, launch: Launch): Promise<string> {
  const { name } = launch.server
  const known = run.expected.get(name)
  if (known !== undefined) return known
  const answer = await answerOf(run.scenario, launch)
  const { expect } = run.scenario.request
  if (expect !== undefined && name !== run.reference && answer !== expect) {
    throw new LoadgateError(sentences.unexpectedAnswer(name, run.scenario.request.path, expect, answer))
  }
  run.expected.set(name, answer)
  return answer
}

/** Null when the round counts. A busy one is thrown away whole, so that no server can be favoured: the cores that others used. */
async function measureRound(run: Run, participants: readonly Participant[], round: number): Promise<number | null> {
  const windows: { name: string; measured: Measured }[] = []
  for (const participant of shuffled(participants, run.random)) {
    const { name } = participant.launch.server
    if (run.atFault(name)) continue
    run.report({ step: 'measuring', server: name, round: round + 1 })
    const measured = await attempt(run, name, () => measureAndCheck(run, participant))
    if (!measured) continue
    windows.push({ name, measured })
    run.report({ figure: { value: measured.requests / measured.elapsed, unit: 'req/s' } })
  }
  const busy = coresOfOthers(windows.map(({ measured }) => measured))
  if (busy > BUSY_CORES && !run.insist) return busy
  for (const { name, measured: { replaced: _, ...sample } } of windows) run.add({ ...sample, server: name, round })
  return null
}

/** Over all windows of the round: in a short one alone, the ticks of the idle clock would look like a neighbour. */
function coresOfOthers(windows: readonly Measured[]): number {
  const seconds = windows.reduce((sum, { elapsed }) => sum + elapsed, 0)
  const used = windows.reduce((sum, { elapsed, otherCores }) => sum + elapsed * (otherCores ?? 0), 0)
  return seconds === 0 ? 0 : used / seconds
}

async function measureAndCheck(run: Run, participant: Participant): Promise<Measured> {
  const { launch } = participant
  const measured = await measureWindow(run.driver, launch, participant.target)
  const ended = launch.ended()
  if (ended) throw new LoadgateError(ended)
  if (measured.replaced) throw new LoadgateError(sentences.processReplaced(launch.server.name))
  const wrong = tooManyFailures([measured], run.scenario.allowedFailures)
  if (wrong) throw new LoadgateError(wrong)
  if (measured.requests === 0) throw new LoadgateError(sentences.answeredNothing(launch.server.name, measured.elapsed))
  return measured
}

/** What goes wrong with one server is that server's fault, and the others go on; a bug of ours ends the run. */
async function attempt<T>(run: Run, name: string, action: () => Promise<T>): Promise<T | null> {
  const since = run.clock()
  run.signal.throwIfAborted()
  try {
    return await action()
  } catch (error) {
    run.signal.throwIfAborted()
    if (!(error instanceof LoadgateError)) throw error
    run.blame(name, error.message)
    return null
  } finally {
    run.spend(name, run.clock() - since)
  }
}
