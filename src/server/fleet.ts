import { join } from 'node:path'
import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import { SIDES, type Fault, type Side } from '../model/measurement.ts'
import type { Server } from '../model/server.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { openAroundRun } from './around-run.ts'
import type { Launch, LaunchContext } from './launch.ts'
import { launchesIn } from './launches.ts'
import { messages } from './messages.ts'
import type { Member, Skipped } from './provision.ts'
import { openTrials, type Trial } from './trials.ts'

/** The servers of a gate. None is started before `prepare` names it. */
export type Fleet = {
  /**
   * Starts each of these and the references once, unless that was done before (venvs are made on first need), checks that
   * those meant to be alike answer alike, and stops them again. Rejects with a LoadgateError when references fail, and when two
   * of all these fix the same port; nothing is left running then. Calls queue.
   */
  readonly prepare: (names: readonly string[]) => Promise<Prepared>
  /**
   * A fresh launch of a prepared server or reference, of head by default; the caller stops it, or else `close` does. `as` is how it is
   * started this time. Rejects with a LoadgateError when it does not come to answer right; at once for a server that did not in `prepare`.
   */
  readonly launch: (name: string, side?: Side, as?: (server: Server) => Server) => Promise<Launch>
  /** How a prepared server is started. Throws as `launch` rejects. */
  readonly prepared: (name: string, side?: Side) => Server
  /** What a server's `prepare` returned for its first launch; null without one. Throws as `launch` rejects. */
  readonly given: (name: string, side?: Side) => Launch['given']
  /** Whether a server of either side fixes its port, so that no two of its launches can run at once. */
  readonly fixesPort: boolean
  /** Prepared servers of either side that close their connections. */
  readonly closing: ReadonlySet<string>
  /** Gives up what is under way and stops everything alive. */
  readonly close: () => Promise<void>
}

/** Of the servers that were asked for: those that cannot run here, and those that run, but do not start or never answer right. */
export type Prepared = { readonly skipped: readonly Skipped[]; readonly broken: readonly Fault[] }

export type FleetOptions = {
  readonly servers: readonly Server[]
  readonly references: readonly Server[]
  /** The same servers as another git ref has them. */
  readonly base?: readonly Server[]
  /** The folder of Python environments, and of the log of what the watchdog runs. */
  readonly scratch: string
  readonly watchdog: Watchdog
  /** Learns what `prepare` returns. */
  readonly secrets?: LaunchContext['secrets']
  /** Gives up what is under way. */
  readonly signal: AbortSignal
  readonly onProgress: (step: string) => void
}

export function openFleet(options: FleetOptions): Fleet {
  const { servers, references, base = [], scratch, watchdog, onProgress } = options
  const closed = new AbortController()
  const signal = AbortSignal.any([options.signal, closed.signal])
  const defined: Readonly<Record<Side, readonly Server[]>> = { head: [...references, ...servers], base }
  const members = SIDES.flatMap((side) => defined[side].map((server) => ({ side, server })))
  const log = join(scratch, 'after.log')
  const care = { watchdog, signal }
  const launches = launchesIn({ ...care, log, say: onProgress, secrets: options.secrets })
  const aroundRun = openAroundRun({ care, log, onProgress })
  const venvs = join(scratch, 'python')
  const trials = openTrials({ servers, references, launches, aroundRun, venvs, care, onProgress })
  let queue: Promise<unknown> = Promise.resolve()

  function prepare(names: readonly string[]): Promise<Prepared> {
    const done = queue.then(() => prepareNow(names))
    queue = done.catch(() => {})
    return done
  }

  async function prepareNow(names: readonly string[]): Promise<Prepared> {
    signal.throwIfAborted()
    for (const name of names) definitionOf(name, 'head')
    const asked = new Set([...references.map(({ name }) => name), ...names])
    refuseSamePorts(defined.head.filter(({ name }) => asked.has(name)))
    const isNew = ({ side, server }: Member) => asked.has(server.name) && trials.of(side, server.name) === undefined
    await trials.tryAll(members.filter(isNew))
    signal.throwIfAborted()
    const entrants = SIDES.flatMap((side) => [...asked].map((server) => ({ server, side })))
    const done = entrants.map((entrant) => ({ ...entrant, trial: trials.of(entrant.side, entrant.server) }))
    throwAll(done.flatMap(({ trial }) => (trial?.state === 'failed' ? [trial.error] : [])))
    const skipped = done.flatMap(({ trial }) => (trial?.state === 'skipped' ? [trial.skipped] : []))
    return {
      skipped: [...new Map(skipped.map((one) => [one.server, one])).values()],
      broken: done.flatMap(({ server, side, trial }) =>
        trial?.state === 'broken' ? [{ server, side, reason: trial.error.message }] : [],
      ),
    }
  }

  const prepared = (name: string, side: Side = 'head') => readyTrial(name, side).server
  const given = (name: string, side: Side = 'head') => readyTrial(name, side).given

  function readyTrial(name: string, side: Side): Trial & { readonly state: 'ready' } {
    definitionOf(name, side)
    const trial = trials.of(side, name)
    if (trial === undefined) throw new Error(`${name} is launched without having been prepared.`)
    if (trial.state === 'skipped') throw new LoadgateError('server-skipped', messages.cannotRunHere(trial.skipped))
    if (trial.state !== 'ready') throw trial.error
    return trial
  }

  async function launch(name: string, side: Side = 'head', as = (server: Server) => server): Promise<Launch> {
    return launches.start(as(prepared(name, side)))
  }

  /** Throws LoadgateError for a name that no server has. */
  function definitionOf(name: string, side: Side): Server {
    const server = defined[side].find((one) => one.name === name)
    if (server) return server
    const known = defined[side].map((one) => one.name)
    throw new LoadgateError('unknown-server', optionsMessages.unknownServer({ where: 'A launch', name, known }))
  }

  async function close(): Promise<void> {
    closed.abort(new LoadgateError('fleet-closed', messages.fleetClosed))
    await queue
    await launches.stopAll()
    await aroundRun.end()
  }

  const fixesPort = members.some(({ server }) => typeof server.port === 'number')
  return { prepare, launch, prepared, given, fixesPort, closing: trials.closing, close }
}

/** Servers of one scenario run at the same time. Throws LoadgateError when two of them fix the same port. */
function refuseSamePorts(servers: readonly Server[]): void {
  for (const [port, group] of Map.groupBy(servers, (server) => server.port)) {
    if (typeof port !== 'number' || group.length === 1) continue
    const sentence = messages.samePort({ servers: group.map(({ name }) => name), port })
    throw new LoadgateError('same-port', sentence)
  }
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
