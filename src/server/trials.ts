import { availableParallelism } from 'node:os'
import type { Care } from '../host/child.ts'
import { LoadgateError } from '../model/error.ts'
import { SIDES, type Side } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import { findDifferences } from './alike.ts'
import type { AroundRun } from './around-run.ts'
import { SETTLE, type Launch } from './launch.ts'
import type { Launches } from './launches.ts'
import { closesEveryConnection } from './closing.ts'
import { messages } from './messages.ts'
import { provisionSides, type Member, type Skipped } from './provision.ts'
import { refuseLeftBehind, remarksOn } from './strangers.ts'

/** Each server is started once before it is measured: whether it can run here, answers right, and answers like others that should. */

/** How a server did when it was prepared. */
export type Trial =
  | { readonly state: 'ready'; readonly server: Server; readonly bytes: Buffer; readonly given: Launch['given'] }
  /** It does not start, never answers right, or not as others that should. The others do not need it. */
  | { readonly state: 'broken'; readonly error: LoadgateError }
  /** A reference, without which nothing can be measured; or a bug of ours. */
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'skipped'; readonly skipped: Skipped }

export type Trials = {
  /**
   * Starts each of these once, and stops it again. What came of it is in `of`, unless the signal aborted. Servers of one side that
   * have the same label and answer differently are broken from then on, earlier ones too: nobody knows which of them is right.
   */
  readonly tryAll: (newcomers: readonly Member[]) => Promise<void>
  readonly of: (side: Side, name: string) => Trial | undefined
  /** Servers of either side that closed the connection of every answer. */
  readonly closing: ReadonlySet<string>
}

export type TrialOptions = {
  readonly servers: readonly Server[]
  readonly references: readonly Server[]
  readonly launches: Launches
  readonly aroundRun: Pick<AroundRun, 'begin'>
  /** The folder of Python environments. */
  readonly venvs: string
  readonly care: Care
  readonly onProgress: (step: string) => void
}

export function openTrials(options: TrialOptions): Trials {
  const { servers, references, launches, aroundRun, venvs, care, onProgress } = options
  const trials: Readonly<Record<Side, Map<string, Trial>>> = { head: new Map(), base: new Map() }
  const closing = new Set<string>()

  async function tryAll(newcomers: readonly Member[]): Promise<void> {
    const { able, skipped } = await provisionSides(newcomers, venvs, care, onProgress)
    for (const { side, server, reason } of skipped)
      trials[side].set(server.name, { state: 'skipped', skipped: { server: server.name, reason } })
    const begun: Member[] = []
    // One after the other: a build takes all cores, and no server may have to start beside it.
    for (const member of able) if (await attempt(member, () => aroundRun.begin(member))) begun.push(member)
    await inParallel([...Map.groupBy(begun, ({ server }) => server.name).values()], trySides)
    for (const { server } of begun) breakClashing(server.name)
    // The two sides may differ: that can be what the change is about.
    for (const side of SIDES) breakUnlike(side)
  }

  /** One after the other: both may want the same port. */
  async function trySides(members: readonly Member[]): Promise<void> {
    for (const member of members) await attempt(member, () => tryOne(member))
  }

  /** The two sides of an A/B run are measured at the same time. */
  function breakClashing(name: string): void {
    const [head, base] = SIDES.map((side) => trials[side].get(name))
    if (head?.state !== 'ready' || base?.state !== 'ready') return
    const { port } = head.server
    if (typeof port !== 'number' || base.server.port !== port) return
    const error = new LoadgateError('same-port', messages.samePortOnBothSides({ server: name, port }))
    for (const side of SIDES) trials[side].set(name, { state: 'broken', error })
  }

  async function tryOne({ side, server }: Member): Promise<void> {
    const launched = await launches.start(server, SETTLE)
    if (await closesEveryConnection(launched, care.signal)) closing.add(server.name)
    for (const sentence of await remarksOn(launched)) onProgress(sentence)
    await launched.stop()
    await refuseLeftBehind(launched)
    const { bytes, given } = launched
    trials[side].set(server.name, { state: 'ready', server: launched.server, bytes, given })
  }

  /** False when it failed, which is the server's trial then, unless the signal aborted. */
  async function attempt({ side, server }: Member, action: () => Promise<void>): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      const broken = error instanceof LoadgateError && isDispensable(server)
      const trial: Trial = broken ? { state: 'broken', error: blamed(error, side) } : { state: 'failed', error }
      if (!care.signal.aborted) trials[side].set(server.name, trial)
      return false
    }
  }

  /** Without the references there is nothing to compare with. */
  function isDispensable({ name }: Server): boolean {
    return servers.some((server) => server.name === name)
  }

  function breakUnlike(side: Side): void {
    // In the order of their definition, so that every run names the same two.
    const inOrder = [...references, ...servers].map(({ name }) => trials[side].get(name))
    const ready = inOrder.filter((trial) => trial?.state === 'ready')
    for (const { label, sentence } of findDifferences(ready)) {
      const error = blamed(new LoadgateError('not-alike', sentence), side)
      for (const { server } of ready) {
        if (server.alike === label && isDispensable(server)) trials[side].set(server.name, { state: 'broken', error })
      }
    }
  }

  return { tryAll, of: (side, name) => trials[side].get(name), closing }
}

function blamed(error: LoadgateError, side: Side): LoadgateError {
  if (side === 'head') return error
  return new LoadgateError('base-does-not-start', messages.baseDoesNotStart({ problem: error.message }), {
    cause: error,
  })
}

/** As many at a time as there are cores: more would slow each other down, and none could be told from a slow starter. */
async function inParallel<T>(items: readonly T[], task: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await task(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
}
