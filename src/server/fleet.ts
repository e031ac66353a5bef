import { availableParallelism } from 'node:os'
import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError, WrongAnswerError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import { SIDES, type Side } from '../model/sample.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { launch, type Launch } from './launch.ts'
import { messages } from './messages.ts'
import { provision, type Skipped } from './provision.ts'
import { differences, type FirstAnswer } from './same-answers.ts'

/** All servers of a run. None is started before somebody needs it. */
export type Fleet = {
  /**
   * Starts each of these servers, and the references, that was not started before: makes the venvs that they need, checks that
   * those meant to be alike answer alike, and stops them again. Resolves with those of `names` that cannot run here. Rejects
   * with a LoadgateError that lists whatever failed; nothing is left running then. A server of head that answers, but never
   * right, is no reason to measure nobody: its launches fail.
   */
  readonly prepare: (names: readonly string[]) => Promise<{ readonly skipped: readonly Skipped[] }>
  /**
   * A fresh launch of a prepared server or reference, of head unless told otherwise; it is stopped by whoever asked for it, or by `close`.
   * Rejects with a LoadgateError when it does not come to answer right; at once for a server that never did when it was prepared.
   */
  readonly launch: (name: string, side?: Side) => Promise<Launch>
  /** Prepared servers of either side that close their connections. */
  readonly closing: ReadonlySet<string>
  /** Gives up launches under way and stops everything alive. */
  readonly close: () => Promise<void>
}

export type FleetOptions = {
  readonly servers: readonly Server[]
  readonly references: readonly Server[]
  /** The same servers as another git ref has them. */
  readonly base?: readonly Server[]
  /** The folder in which the venvs of Python servers are kept. */
  readonly venvs: string
  readonly watchdog: Watchdog
  /** Gives up launches under way. */
  readonly signal: AbortSignal
  /** Hears of what takes long. */
  readonly onProgress: (step: string) => void
}

export function openFleet(options: FleetOptions): Fleet {
  const { servers, references, base = [], watchdog } = options
  const definitions: Record<Side, Server[]> = { head: [...references, ...servers], base: [...base] }
  const closing = new AbortController()
  const care = { watchdog, signal: AbortSignal.any([options.signal, closing.signal]) }
  const launches = new Set<Promise<Launch>>()
  const wrong = new Map<string, WrongAnswerError>()
  const prepared = new Map<string, string | null>()
  const answers: (FirstAnswer & { readonly side: Side })[] = []
  const closers = new Set<string>()
  let preparing: Promise<unknown> = Promise.resolve()

  async function launchByName(name: string, side: Side = 'head'): Promise<Launch> {
    const server = definitions[side].find((one) => one.name === name)
    if (server === undefined) throw unknownServer(name, definitions[side])
    const known = side === 'head' ? wrong.get(name) : undefined
    if (known) throw known
    const launching = launch(server, care)
    launches.add(launching)
    const forget = () => void launches.delete(launching)
    launching.then(({ exited }) => exited.then(forget), forget)
    return launching
  }

  /** One after the other: two at once would start the same server twice. */
  function prepare(names: readonly string[]): Promise<{ readonly skipped: readonly Skipped[] }> {
    const done = preparing.then(() => prepareNow(names))
    preparing = done.catch(() => {})
    return done
  }

  async function prepareNow(names: readonly string[]): Promise<{ readonly skipped: readonly Skipped[] }> {
    const wanted = [...new Set([...references.map(({ name }) => name), ...names])].filter((name) => !prepared.has(name))
    const skipped = await provisionAll(wanted)
    await tryAll(wanted.filter((name) => !skipped.has(name)))
    for (const name of wanted) prepared.set(name, skipped.get(name) ?? null)
    return { skipped: names.flatMap((server) => reasonFor(server, prepared.get(server))) }
  }

  /** What a side lacks is missing on both: nobody is measured alone in an A/B run. Gives the reasons by name. */
  async function provisionAll(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const reasons = new Map<string, string>()
    for (const side of SIDES) {
      const own = definitions[side].filter(({ name }) => names.includes(name))
      const { servers: ready, skipped } = await provision(own, options.venvs, care, options.onProgress)
      definitions[side] = definitions[side].map((server) => ready.find(({ name }) => name === server.name) ?? server)
      for (const { server, reason } of skipped) reasons.set(server, reason)
    }
    return reasons
  }

  async function tryAll(names: readonly string[]): Promise<void> {
    const problems: unknown[] = []
    const trials = SIDES.flatMap((side) => definitions[side].map((server) => ({ side, server })))
    const seen = await inParallel(
      trials.filter(({ server }) => names.includes(server.name)),
      (one) => tryOnce(one, problems),
    )
    care.signal.throwIfAborted()
    const all = [...answers, ...seen.filter((answer) => answer !== null)]
    // The two sides may well answer differently: that can be what the change is about.
    const unlike = SIDES.flatMap((side) => differences(all.filter((answer) => answer.side === side)))
    throwAll([...problems, ...unlike.map((sentence) => new LoadgateError('not-alike', sentence))])
    answers.splice(0, Infinity, ...all)
  }

  async function tryOnce({ side, server }: { side: Side; server: Server }, problems: unknown[]) {
    const started = await launchByName(server.name, side).catch((error: unknown) => {
      const isOwnFault = error instanceof WrongAnswerError && side === 'head' && !references.includes(server)
      if (isOwnFault) wrong.set(server.name, error)
      else problems.push(blamed(error, side))
    })
    if (started?.closes) closers.add(server.name)
    await started?.stop()
    return started ? { side, server, bytes: started.bytes } : null
  }

  async function close(): Promise<void> {
    closing.abort(new LoadgateError('fleet-closed', messages.fleetClosed))
    const ended = await Promise.allSettled(launches)
    await Promise.all(ended.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
    await preparing
  }

  return { prepare, launch: launchByName, closing: closers, close }
}

function reasonFor(server: string, reason: string | null | undefined): Skipped[] {
  return reason ? [{ server, reason }] : []
}

function unknownServer(name: string, definitions: readonly Server[]): LoadgateError {
  const known = definitions.map((one) => one.name)
  return new LoadgateError('unknown-server', optionsMessages.unknownServer({ where: 'A launch', name, known }))
}

function blamed(error: unknown, side: Side): unknown {
  if (side === 'head' || !(error instanceof LoadgateError)) return error
  const sentence = messages.baseDoesNotStart({ problem: error.message })
  return new LoadgateError('base-does-not-start', sentence, { cause: error })
}

/** As many at a time as there are cores: more would slow each other down, and none could be told from a slow starter. */
async function inParallel<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  const lane = async () => {
    for (const [index, item] of waiting) results[index] = await task(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  return results
}

/** One error as it is; several as one message. What is not meant for the user comes first, because it is a bug. */
function throwAll(problems: readonly unknown[]): void {
  const bug = problems.find((problem) => !(problem instanceof LoadgateError))
  if (bug !== undefined || problems.length === 1) throw bug ?? problems[0]
  if (problems.length === 0) return
  const all = problems.map((problem) => (problem as Error).message)
  const sentence = messages.severalProblems({ problems: all })
  throw new LoadgateError('several-problems', sentence, { cause: new AggregateError(problems) })
}
