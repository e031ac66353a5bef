import { listProc, processLine, readProc } from './proc.ts'

/** The variable that marks every process of a launch, also those that leave its process group. */
export const LAUNCH_VARIABLE = 'LOADGATE_LAUNCH'

/** A process and all its descendants, itself first. Empty when it is gone or there is no /proc. */
export function treeOf(pid: number): number[] {
  if (processLine(pid) === null) return []
  const childrenOf = readProc(`${pid}/task/${pid}/children`) === null ? childrenByParent() : childrenByThread
  const tree = new Set([pid])
  for (const member of tree) for (const child of childrenOf(member)) tree.add(child)
  return [...tree]
}

/** Processes that were started with this launch token, zombies left out. Empty when there are none or there is no /proc. */
export function processesOf(token: string): number[] {
  // An empty token would be the same for every launch that has none.
  if (token === '') return []
  return listProc('').filter((pid) => pid !== process.pid && carries(pid, token))
}

/** Processes of a process group, zombies left out. Empty when there are none or there is no /proc. */
export function membersOf(group: number): number[] {
  return listProc('').filter((pid) => {
    const line = processLine(pid)
    return line !== null && line.group === group && !line.zombie
  })
}

/** The kernel empties the environment of a zombie, so that none is found. */
function carries(pid: number, token: string): boolean {
  const environment = readProc(`${pid}/environ`)
  return environment !== null && `\0${environment}`.includes(`\0${LAUNCH_VARIABLE}=${token}\0`)
}

function childrenByThread(pid: number): number[] {
  return listProc(`${pid}/task`).flatMap((thread) => numbers(readProc(`${pid}/task/${thread}/children`) ?? ''))
}

/** For kernels that are built without the list of children. */
function childrenByParent(): (pid: number) => number[] {
  const children = new Map<number, number[]>()
  for (const pid of listProc('')) {
    const parent = processLine(pid)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return (pid) => children.get(pid) ?? []
}

function numbers(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number)
}
