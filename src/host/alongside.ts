import { basename } from 'node:path'
import { nameOfProcess } from './busy-processes.ts'
import { containerBehind, containerUsage, type Container } from './container.ts'
import { processesListeningOn } from './listeners.ts'
import { ancestorsOf, listProc, processLine, readProc, treeOf } from './proc.ts'
import { joinUsage, usage, type Usage } from './usage.ts'

/** Processes by their name, or by the port on which they listen. */
export type Wanted = string | number

/** Processes that belong to a service without being a launch's, such as its database. They are only watched. */
export type Alongside = {
  /** Looks for them anew, in some tens of milliseconds. Not while there is load. */
  readonly look: () => void
  /** What they and their descendants have used so far; null when there are none. */
  readonly usage: () => Usage | null
  /** Those that nothing answers to. */
  readonly absent: () => readonly Wanted[]
}

type Found = {
  readonly wanted: Wanted
  readonly pids: readonly number[]
  readonly container: Container | null
}

/** Looks once. */
export function openAlongside(all: readonly Wanted[]): Alongside {
  let found = all.map(find)
  return {
    look: () => (found = all.map(find)),
    usage: () => usageOf(found),
    absent: () => found.flatMap(({ wanted, pids, container }) => (pids.length > 0 || container ? [] : [wanted])),
  }
}

function find(wanted: Wanted): Found {
  if (typeof wanted === 'string') return { wanted, pids: processesNamed(wanted), container: null }
  const behind = containerBehind(wanted)
  const pids = behind ? [behind.proxy] : (processesListeningOn(wanted) ?? [])
  return { wanted, pids, container: behind?.container ?? null }
}

function processesNamed(name: string): number[] {
  return listProc('').filter((pid) => namesOf(pid).includes(name))
}

/** A server of a database calls itself `postgres: writer` as a whole, and `nginx: worker process` is nginx, too. */
function namesOf(pid: number): string[] {
  const [program = ''] = (readProc(`${pid}/cmdline`) ?? '').split('\0')
  const first = basename(program.split(' ')[0] ?? '').replace(/:$/, '')
  return [processLine(pid)?.name ?? '', first, nameOfProcess(pid)]
}

/** Each process once. This one's own are told apart by themselves, and those that started it would have it in their trees. */
function usageOf(found: readonly Found[]): Usage | null {
  const own = new Set([...treeOf(process.pid), ...ancestorsOf(process.pid)])
  const all = new Set(found.flatMap(({ pids }) => pids).filter((pid) => !own.has(pid)))
  const roots = [...all].filter((pid) => !all.has(processLine(pid)?.parent ?? 0))
  const trees = [...roots.map(usage), ...found.map(({ container }) => container && containerUsage(container))]
  return joinUsage(trees.filter((tree) => tree !== null))
}
