import { hasProc, listProc, monotonic, processLine, readProc, treeOf } from './proc.ts'
import { readPs, treeIn, type PsTable } from './ps.ts'

/** What a process tree has used so far, or several together. */
export type Usage = {
  /** When this was read: seconds on the machine's monotonic clock. */
  readonly at: number
  /** CPU seconds of the living threads, exact to the nanosecond. The part of a thread is lost when it ends. */
  readonly threads: number
  /** CPU seconds of everything since the tree began, with ended threads and collected children, cut to hundredths. */
  readonly total: number
  /** Sum of the peak resident sets, in bytes; pages that processes share count for each. Null where nobody can tell. */
  readonly memory: number | null
  /** The processes that are alive, the root first. */
  readonly pids: readonly number[]
  /** Processes besides, which may come and go. */
  readonly passing?: readonly number[]
  /** The trees, where there are several. */
  readonly trees?: readonly Usage[]
}

type Part = {
  readonly pid: number
  readonly zombie: boolean
  readonly threads: number
  readonly total: number
  readonly memory: number
}

/** Error of a difference that was cut to hundredths twice, per process. */
const ROUNDING = 0.02

/**
 * Reads the usage of a process and all its descendants, in about a millisecond. Null when it is gone. Where there is no /proc it is
 * what `ps` says, or null.
 */
export function usage(pid: number): Usage | null {
  if (!hasProc()) return usageIn(readPs(), pid)
  const at = monotonic()
  const parts = treeOf(pid)
    .map(partOf)
    .filter((part) => part !== null)
  const alive = parts.filter((part) => !part.zombie)
  if (alive[0]?.pid !== pid) return null
  return {
    at,
    threads: sum(parts, 'threads'),
    total: sum(parts, 'total'),
    memory: sum(alive, 'memory'),
    pids: alive.map((part) => part.pid),
  }
}

/** From what `ps` lists. CPU is coarser there, and memory is what is resident now. */
export function usageIn({ at, lines }: PsTable, pid: number): Usage | null {
  const alive = treeIn(lines, pid).filter(({ zombie }) => !zombie)
  if (alive[0]?.pid !== pid) return null
  const cpu = sum(alive, 'cpu')
  return { at, threads: cpu, total: cpu, memory: sum(alive, 'memory'), pids: alive.map((line) => line.pid) }
}

/**
 * CPU seconds used between two readings, never less than 0: the exact sum of the threads, unless it shrank or the coarse total grew
 * by more than that and its rounding. Then threads or children ended in between, and only the total has their part.
 *
 * Several trees are compared one by one: what a tree had used that is gone since would hide what the others used.
 */
export function cpuBetween(before: Usage, after: Usage): number {
  return cpuOfEach(before.trees ?? [before], after.trees ?? [after], cpuOfTree)
}

/** CPU seconds of all of them between two readings. What is in one of the readings only adds nothing. */
export function cpuBetweenAll(before: readonly Usage[], after: readonly Usage[]): number {
  return cpuOfEach(before, after, cpuBetween)
}

/** Each is known by its root process. */
function cpuOfEach(before: readonly Usage[], after: readonly Usage[], between: typeof cpuBetween): number {
  const earlier = new Map(before.map((one) => [one.pids[0], one]))
  return after.reduce((seconds, one) => {
    const same = earlier.get(one.pids[0])
    return same ? seconds + between(same, one) : seconds
  }, 0)
}

function cpuOfTree(before: Usage, after: Usage): number {
  const exact = after.threads - before.threads
  const coarse = after.total - before.total
  const haveEnded = exact < 0 || coarse - exact > ROUNDING * Math.max(before.pids.length, after.pids.length)
  return Math.max(0, haveEnded ? coarse : exact)
}

/** Trees that have no process in common, as one. Null when there are none. */
export function joinUsage(trees: readonly Usage[]): Usage | null {
  const [first, ...others] = trees
  if (!first || others.length === 0) return first ?? null
  const memories = trees.map(({ memory }) => memory)
  return {
    at: first.at,
    threads: sum(trees, 'threads'),
    total: sum(trees, 'total'),
    memory: memories.includes(null) ? null : memories.reduce<number>((total, memory) => total + (memory ?? 0), 0),
    pids: trees.flatMap(({ pids }) => pids),
    passing: trees.flatMap(({ passing }) => passing ?? []),
    trees,
  }
}

function partOf(pid: number): Part | null {
  const line = processLine(pid)
  if (line === null) return null
  return {
    pid,
    zombie: line.zombie,
    threads: cpuOfThreads(pid),
    total: line.cpu + line.cpuOfEnded,
    memory: peakMemory(pid),
  }
}

/** CPU seconds of a process' living threads, exact to the nanosecond; 0 when it is gone or there is no /proc. */
export function cpuOfThreads(pid: number): number {
  const nanoseconds = listProc(`${pid}/task`).map((thread) =>
    Number.parseInt(readProc(`${pid}/task/${thread}/schedstat`) ?? '0', 10),
  )
  return nanoseconds.reduce((total, one) => total + one, 0) / 1e9
}

function peakMemory(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`) ?? '')?.[1]
  return Number(kibibytes ?? 0) * 1024
}

function sum<Field extends string>(parts: readonly Readonly<Record<Field, number>>[], field: Field): number {
  return parts.reduce((total, part) => total + part[field], 0)
}
