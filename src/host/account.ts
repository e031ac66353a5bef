import { setTimeout as delay } from 'node:timers/promises'
import type { Unmeasured } from '../model/measurement.ts'
import { nameOfProcess } from './busy-processes.ts'
import { containerBehind, containerOf, containerUsage, type Container } from './container.ts'
import { processesListeningAt, processesListeningOn } from './listeners.ts'
import { monotonic, processLine, processesOf, startTimeOf, treeOf } from './proc.ts'
import { joinUsage, usage, type Usage } from './usage.ts'

/**
 * Whose CPU and memory are those of a server: of the processes that a launch started, wherever they are, and of the container
 * that answers for them.
 */

/** A launch by what it can be recognised by: its first process, its token, and the port or the Unix socket on which it answers. */
export type Launched = { readonly pid: number; readonly token: string; readonly port: Door }

/** A port, or the path of a Unix socket. */
type Door = number | string

export type Account = {
  /** Looks for the launch's processes anew, in some tens of milliseconds. Not while there is load. */
  readonly look: () => void
  /** What was used so far by everything that answers or belongs to the launch. Null when it is gone, or where nobody can tell. */
  readonly usage: () => Usage | null
  /** Why that is not the usage of the server; null where it is. */
  readonly unmeasured: () => Unmeasured | null
  /**
   * A process that listened at the last look without being the launch's, and that still runs; null once there is none. Waits for
   * that, at most so many seconds.
   */
  readonly leftBehind: (within: number) => Promise<Stranger | null>
}

/** A process that listens without being the launch's. `started` is that of `ProcessLine`. */
export type Stranger = { readonly pid: number; readonly name: string; readonly started: string }

/** What the last look found. */
type Found = {
  /** Processes of the server, each the root of a tree: a launch's first one, and those that have left its tree. */
  readonly roots: readonly number[]
  /** Processes outside of a container that listen without being the launch's. They are roots, too. */
  readonly others: readonly number[]
  readonly strangers: readonly Stranger[]
  readonly container: Container | null
  readonly unmeasured: Unmeasured | null
}

/** Looks once. */
export function openAccount(launched: Launched): Account {
  let found = find(launched)
  return {
    look: () => (found = find(launched)),
    usage: () => usageOf(found),
    unmeasured: () => found.unmeasured,
    leftBehind: (within) => waitForEnd(found.strangers, within),
  }
}

/** The account of a server that already runs: of whoever listens on its port. */
export function openRunningAccount(port: number): Account {
  let found = findRunning(port)
  return {
    look: () => (found = findRunning(port)),
    usage: () => usageOf(found),
    unmeasured: () => found.unmeasured,
    leftBehind: () => Promise.resolve(null),
  }
}

function findRunning(port: number): Found {
  const listening = processesListeningOn(port)
  const nothing = { roots: [], others: [], strangers: [], container: null, unmeasured: null }
  if (listening === null) return nothing
  const roots = withoutChildren(listening)
  const contained = containerAnswering(roots, port)
  if (contained) return { ...nothing, ...contained }
  return { ...nothing, roots, unmeasured: roots.length === 0 ? { kind: 'unseen', port } : null }
}

function find({ pid, token, port }: Launched): Found {
  const roots = [pid, ...strayRoots(pid, token)]
  const nothing = { roots, others: [], strangers: [], container: null, unmeasured: null }
  const listening = processesBehind(port)
  if (listening === null) return nothing
  const own = new Set(roots.flatMap(treeOf))
  const others = withoutChildren(listening.filter((one) => !own.has(one)))
  if (listening.length > 0 && others.length === 0) return nothing
  const strangers = others.map(strangerOf)
  const contained = containerAnswering(others, port)
  if (contained) return { roots, strangers, ...contained }
  return { ...nothing, others, strangers, unmeasured: whyUnknown(strangers, port) }
}

function processesBehind(door: Door): readonly number[] | null {
  return typeof door === 'number' ? processesListeningOn(door) : processesListeningAt(door)
}

/** Processes of the launch that are not below its first one, because whoever started them has ended. */
function strayRoots(pid: number, token: string): number[] {
  const tree = new Set(treeOf(pid))
  return withoutChildren(processesOf(token).filter((one) => !tree.has(one)))
}

function withoutChildren(pids: readonly number[]): number[] {
  return pids.filter((pid) => !pids.includes(processLine(pid)?.parent ?? 0))
}

/** A listener that is in a container, or the container that a proxy outside of it listens for. */
function containerAnswering(
  listening: readonly number[],
  port: Door,
): Pick<Found, 'container' | 'others' | 'unmeasured'> | null {
  const inside = listening.map(containerOf).find((container) => container !== null)
  const behind = inside || typeof port === 'string' ? null : containerBehind(port)
  const container = inside ?? behind?.container
  if (!container) return null
  const others = behind ? [behind.proxy] : []
  return { container, others, unmeasured: containerUsage(container) === null ? { kind: 'container' } : null }
}

function strangerOf(pid: number): Stranger {
  // The script would say little more, and the name stands in sentences.
  return { pid, name: nameOfProcess(pid).split(' ')[0] ?? '', started: startTimeOf(pid) }
}

function whyUnknown([stranger]: readonly Stranger[], port: Door): Unmeasured {
  if (!stranger) return { kind: 'unseen', port }
  return { kind: 'stranger', pid: stranger.pid, name: stranger.name }
}

function usageOf({ roots, others, container }: Found): Usage | null {
  const trees = [...[...roots, ...others].map(usage), container && containerUsage(container)]
  return joinUsage(trees.filter((tree) => tree !== null))
}

/** Seconds between two looks whether a process has ended. */
const LOOK_EVERY = 0.05

async function waitForEnd(strangers: readonly Stranger[], within: number): Promise<Stranger | null> {
  const deadline = monotonic() + within
  for (;;) {
    const left = strangers.find(({ pid, started }) => startTimeOf(pid) === started && !processLine(pid)?.zombie)
    if (!left || monotonic() > deadline) return left ?? null
    await delay(LOOK_EVERY * 1000)
  }
}
