import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Care } from '../host/child.ts'
import { LoadgateError, WrongAnswerError } from '../model/error.ts'
import type { Side, Unmeasured } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import type { Launch, Launches } from './launch.ts'
import { messages } from './messages.ts'
import { provisionSides, type Member, type Skipped } from './provision.ts'

/** Each server is started once before it is measured: whether it can run here, answers right, and answers like others that should. */

/** How a server did when it was prepared. */
export type Trial =
  | { readonly state: 'ready'; readonly server: Server; readonly bytes: Buffer }
  /** It answers, but never right. */
  | { readonly state: 'wrong'; readonly error: WrongAnswerError }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'skipped'; readonly skipped: Skipped }

export type Trials = {
  /** Starts each of these once, and stops it again. What came of it is in `of`, unless the signal aborted. */
  readonly tryAll: (newcomers: readonly Member[]) => Promise<void>
  readonly of: (side: Side, name: string) => Trial | undefined
  /** An error for every server of a side whose answer differs from that of others with its label, if `asked` has one with that label. */
  readonly unlike: (side: Side, asked: ReadonlySet<string>) => readonly LoadgateError[]
  /** Servers of either side that closed the connection of their answer. */
  readonly closing: ReadonlySet<string>
}

export type TrialOptions = {
  /** All servers of each side, the references of head among them; and those that are no references. */
  readonly defined: Readonly<Record<Side, readonly Server[]>>
  readonly servers: readonly Server[]
  readonly launches: Launches
  /** The folder of Python environments. */
  readonly venvs: string
  readonly care: Care
  readonly onProgress: (step: string) => void
}

export function openTrials({ defined, servers, launches, venvs, care, onProgress }: TrialOptions): Trials {
  const trials: Readonly<Record<Side, Map<string, Trial>>> = { head: new Map(), base: new Map() }
  const closing = new Set<string>()

  async function tryAll(newcomers: readonly Member[]): Promise<void> {
    const { able, skipped } = await provisionSides(newcomers, venvs, care, onProgress)
    for (const { side, server, reason } of skipped)
      trials[side].set(server.name, { state: 'skipped', skipped: { server: server.name, reason } })
    await inParallel(able, async ({ side, server }) => {
      const trial = await tryOne(side, server)
      if (!care.signal.aborted) trials[side].set(server.name, trial)
    })
  }

  async function tryOne(side: Side, server: Server): Promise<Trial> {
    try {
      const launched = await launches.start(server)
      if (launched.closes) closing.add(server.name)
      const why = await whyUnmeasured(launched)
      if (why) onProgress(messages.unmeasured({ server: server.name, why }))
      await launched.stop()
      await refuseLeftBehind(launched)
      return { state: 'ready', server, bytes: launched.bytes }
    } catch (error) {
      const isOwnFault =
        error instanceof WrongAnswerError && side === 'head' && servers.some(({ name }) => name === server.name)
      return isOwnFault ? { state: 'wrong', error } : { state: 'failed', error: blamed(error, side) }
    }
  }

  /** Among all that are prepared on one side. The two sides may differ: that can be what the change is about. */
  function unlike(side: Side, asked: ReadonlySet<string>): readonly LoadgateError[] {
    const all = defined[side].flatMap(({ name }) => trials[side].get(name) ?? [])
    const ready = all.filter((trial) => trial.state === 'ready')
    const labels = new Set(ready.filter(({ server }) => asked.has(server.name)).map(({ server }) => server.alike))
    const comparable = ready.filter(({ server }) => labels.has(server.alike))
    return findDifferences(comparable).map((sentence) => new LoadgateError('not-alike', sentence))
  }

  return { tryAll, of: (side, name) => trials[side].get(name), unlike, closing }
}

/** Seconds after which a wrapper that starts a server and ends has ended. Until then the server is among its children. */
const LEFT_WITHIN = 0.25

async function whyUnmeasured({ usage, look, unmeasured }: Launch): Promise<Unmeasured | null> {
  if (usage()?.pids.length === 1) return unmeasured()
  await delay(LEFT_WITHIN * 1000)
  look()
  return unmeasured()
}

/** Seconds for a process to end that the launch did not start, and that its command has to end. */
const ENDED_WITHIN = 5

/** Throws LoadgateError when a launch that was stopped leaves a process behind that the gate must not end. */
async function refuseLeftBehind({ server, leftBehind }: Launch): Promise<void> {
  const left = await leftBehind(ENDED_WITHIN)
  if (left)
    throw new LoadgateError(
      'left-behind',
      messages.leftBehind({ server: server.name, pid: left.pid, name: left.name, seconds: ENDED_WITHIN }),
    )
}

function blamed(error: unknown, side: Side): unknown {
  if (side === 'head' || !(error instanceof LoadgateError)) return error
  return new LoadgateError('base-does-not-start', messages.baseDoesNotStart({ problem: error.message }), {
    cause: error,
  })
}

/** As many at a time as there are cores: more would slow each other down, and none could be told from a slow starter. */
async function inParallel<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await task(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
}

/** What one server answered at `ready`. */
type FirstAnswer = { readonly server: Server; readonly bytes: Buffer }

/** Bytes to show before and after the first difference. */
const BEFORE = 20
const AFTER = 30

/** A sentence for every server whose answer differs from that of the first server with the same `alike` label. */
export function findDifferences(answers: readonly FirstAnswer[]): string[] {
  const labelled = Map.groupBy(answers, ({ server }) => server.alike)
  return [...labelled].flatMap(([label, group]) => {
    const [first, ...others] = group
    if (label === undefined || first === undefined) return []
    return others.filter(({ bytes }) => !bytes.equals(first.bytes)).map((other) => difference(label, first, other))
  })
}

function difference(label: string, one: FirstAnswer, other: FirstAnswer): string {
  const at = firstDifference(one.bytes, other.bytes)
  const side = ({ server, bytes }: FirstAnswer) => ({
    name: server.name,
    length: bytes.length,
    excerpt: excerpt(bytes, at),
  })
  return messages.notAlike({ label, at, one: side(one), other: side(other) })
}

function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at
  return length
}

function excerpt(bytes: Buffer, at: number): string {
  return bytes.subarray(Math.max(0, at - BEFORE), at + AFTER).toString('utf8')
}
