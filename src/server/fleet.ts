import { availableParallelism } from 'node:os'
import { LoadgateError, WrongAnswerError } from '../model/error.ts'
import { messages } from './messages.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import type { Server } from '../model/server.ts'
import { SIDES, type Side } from '../model/sample.ts'
import { differences, type FirstAnswer } from './same-answers.ts'
import { launch, type Launch } from './launch.ts'
import { startWatchdog, type Watchdog } from '../host/watchdog.ts'

/** All servers that can be launched here, each of which was started once. */
export type Fleet = {
  /**
   * A fresh launch of a server or a reference, of head unless told otherwise; it is stopped by whoever asked for it, or by `close`. Rejects with a
   * LoadgateError when it does not come to answer right; at once for a server that never did when the fleet opened.
   */
  readonly launch: (name: string, side?: Side) => Promise<Launch>
  /** Servers of either side that close their connections. */
  readonly closing: ReadonlySet<string>
  /** Gives up launches under way and stops everything alive. */
  readonly close: () => Promise<void>
}

/** Without a `watchdog`, the fleet has one of its own. `signal` gives up launches under way. */
export type FleetOptions = {
  readonly servers: readonly Server[]
  readonly references: readonly Server[]
  /** The same servers as another git ref has them. */
  readonly base?: readonly Server[]
  readonly watchdog?: Watchdog
  readonly signal: AbortSignal
}

/**
 * Starts every server once, checks that those meant to be alike answer alike, and stops them again. Throws a LoadgateError
 * that lists whatever failed; nothing is left running then. A server of head that answers, but never right, is no reason to measure nobody: its
 * launches fail.
 */
export async function openFleet({ servers, references, base = [], watchdog, signal }: FleetOptions): Promise<Fleet> {
  const head = [...references, ...servers]
  const fleet = emptyFleet({ head, base }, watchdog ?? startWatchdog(), signal)
  const close = async () => {
    await fleet.close()
    if (watchdog === undefined) await fleet.watchdog.close()
  }
  try {
    await tryAll({ ...fleet, references })
  } catch (error) {
    await close()
    throw error
  }
  return { launch: fleet.launch, closing: fleet.closing, close }
}

type Sides = Readonly<Record<Side, readonly Server[]>>

type OpenFleet = Fleet & {
  readonly closing: Set<string>
  readonly sides: Sides
  readonly wrong: Map<string, WrongAnswerError>
  readonly watchdog: Watchdog
  readonly signal: AbortSignal
}

function emptyFleet(sides: Sides, watchdog: Watchdog, outer: AbortSignal): OpenFleet {
  const closing = new AbortController()
  const signal = AbortSignal.any([outer, closing.signal])
  const launches = new Set<Promise<Launch>>()
  const wrong = new Map<string, WrongAnswerError>()
  const closers = new Set<string>()

  async function launchByName(name: string, side: Side = 'head'): Promise<Launch> {
    const server = sides[side].find((one) => one.name === name)
    if (server === undefined)
      throw new LoadgateError(
        'unknown-server',
        optionsMessages.unknownServer({ where: 'A launch', name, known: sides[side].map((one) => one.name) }),
      )
    const known = side === 'head' ? wrong.get(name) : undefined
    if (known) throw known
    const launching = launch(server, { watchdog, signal })
    launches.add(launching)
    void launching
      .then(
        (started) => started.exited,
        () => {},
      )
      .then(() => launches.delete(launching))
    return launching
  }

  async function close(): Promise<void> {
    closing.abort(new LoadgateError('fleet-closed', messages.parkClosed))
    const settled = await Promise.allSettled(launches)
    await Promise.all(settled.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
  }

  return { sides, wrong, closing: closers, launch: launchByName, close, watchdog, signal }
}

async function tryAll({
  sides,
  wrong,
  closing,
  references,
  launch: start,
  signal,
}: OpenFleet & { references: readonly Server[] }): Promise<void> {
  const problems: unknown[] = []
  const everybody = SIDES.flatMap((side) => sides[side].map((server) => ({ side, server })))
  const answers = await inParallel(
    everybody,
    async ({ side, server }): Promise<(FirstAnswer & { side: Side }) | null> => {
      const started = await start(server.name, side).catch((error: unknown) => {
        const isOwnFault = error instanceof WrongAnswerError && side === 'head' && !references.includes(server)
        if (isOwnFault) wrong.set(server.name, error)
        else problems.push(blamed(error, side))
      })
      if (started?.closes) closing.add(server.name)
      await started?.stop()
      return started ? { side, server, bytes: started.bytes } : null
    },
  )
  signal.throwIfAborted()
  const there = answers.filter((answer) => answer !== null)
  // The two sides may well answer differently: that can be what the change is about.
  const unlike = SIDES.flatMap((side) => differences(there.filter((answer) => answer.side === side)))
  throwAll([...problems, ...unlike.map((sentence) => new LoadgateError('not-alike', sentence))])
}

function blamed(error: unknown, side: Side): unknown {
  if (side === 'head' || !(error instanceof LoadgateError)) return error
  return new LoadgateError('base-does-not-start', messages.baseDoesNotStart({ problem: error.message }), {
    cause: error,
  })
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
  throw new LoadgateError('several-problems', messages.severalProblems({ problems: all }), {
    cause: new AggregateError(problems),
  })
}
