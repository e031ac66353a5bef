import { availableParallelism } from 'node:os'
import { LoadgateError, sentences } from '../errors.ts'
import type { Server } from '../options.ts'
import { differences, type FirstAnswer } from './alike.ts'
import { launch, type Launch } from './launch.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** All servers that can be launched here, each of which has answered right once. */
export type Park = {
  readonly servers: readonly Server[]
  readonly reference: Server
  /** A fresh launch of a server, or of the reference; it is stopped by whoever asked for it, or by `close`. */
  readonly launch: (name: string) => Promise<Launch>
  /** Gives up launches under way and stops everything alive. */
  readonly close: () => Promise<void>
}

/** Without a `watchdog`, the park has one of its own. `signal` gives up launches under way. */
export type ParkOptions = {
  readonly servers: readonly Server[]
  readonly reference: Server
  readonly watchdog?: Watchdog
  readonly signal: AbortSignal
}

/**
 * Starts every server once, checks that those meant to be alike answer alike, and stops them again. Throws a LoadgateError
 * that lists whatever failed; nothing is left running then.
 */
export async function openPark({ servers, reference, watchdog, signal }: ParkOptions): Promise<Park> {
  const park = emptyPark(servers, reference, watchdog ?? startWatchdog(), signal)
  const close = async () => {
    await park.close()
    if (watchdog === undefined) await park.watchdog.close()
  }
  try {
    await tryAll(park)
  } catch (error) {
    await close()
    throw error
  }
  return { servers, reference, launch: park.launch, close }
}

type EmptyPark = Park & { readonly watchdog: Watchdog; readonly signal: AbortSignal }

function emptyPark(servers: readonly Server[], reference: Server, watchdog: Watchdog, outer: AbortSignal): EmptyPark {
  const closing = new AbortController()
  const signal = AbortSignal.any([outer, closing.signal])
  const launches = new Set<Promise<Launch>>()

  async function launchByName(name: string): Promise<Launch> {
    const server = [reference, ...servers].find((one) => one.name === name)
    if (server === undefined) throw new LoadgateError(sentences.unknownServer('A launch', name, servers.map((one) => one.name)))
    const launching = launch(server, { watchdog, signal })
    launches.add(launching)
    void launching.then((started) => started.exited, () => {}).then(() => launches.delete(launching))
    return launching
  }

  async function close(): Promise<void> {
    closing.abort(new LoadgateError(sentences.parkClosed()))
    const settled = await Promise.allSettled(launches)
    await Promise.all(settled.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
  }

  return { servers, reference, launch: launchByName, close, watchdog, signal }
}

async function tryAll({ servers, reference, launch: start, signal }: EmptyPark): Promise<void> {
  const problems: unknown[] = []
  const answers = await inParallel([reference, ...servers], async (server): Promise<FirstAnswer | null> => {
    const started = await start(server.name).catch((error: unknown) => void problems.push(error))
    await started?.stop()
    return started ? { server, bytes: started.bytes } : null
  })
  signal.throwIfAborted()
  const unlike = differences(answers.filter((answer) => answer !== null))
  throwAll([...problems, ...unlike.map((sentence) => new LoadgateError(sentence))])
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
  const messages = problems.map((problem) => (problem as Error).message)
  throw new LoadgateError(sentences.severalProblems(messages), { cause: new AggregateError(problems) })
}
