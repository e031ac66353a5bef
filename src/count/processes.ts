import { readdirSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { membersOf, processLine, treeOf } from '../host/proc.ts'
import { pipePrefix } from './command.ts'
import type { Counted } from './vgdb.ts'

/** The living processes of one launch: those that callgrind counts, and those that run without it. */
export type Processes = { readonly counted: readonly Counted[]; readonly outside: readonly number[] }

/** `first` is the launch's first process, `folder` where the pipes of its valgrinds are. */
export function processesUnder(folder: string, first: number): Processes {
  const all = new Set([...treeOf(first), ...membersOf(first)])
  return {
    counted: pipesIn(folder).filter(({ pid }) => isCallgrind(pid)),
    outside: [...all].filter((pid) => isRunning(pid) && !isCallgrind(pid)),
  }
}

/** Every process that was ever there has its pipes, killed ones too. LOGNAME and HOST are in their names, and may be empty. */
function pipesIn(folder: string): Counted[] {
  const name = new RegExp(`^${basename(pipePrefix(folder))}-shared-mem-vgdb-(\\d+)-by-(.*)-on-(.*)$`, 's')
  return namesIn(folder).flatMap((file) => {
    const [, pid, user, host] = name.exec(file) ?? []
    return pid === undefined || user === undefined || host === undefined ? [] : [{ pid: Number(pid), user, host }]
  })
}

/** None where somebody cleared the temporary folders: then nothing of this launch can be read any more. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A process of which callgrind sees every instruction; false when it is gone. */
export function isCallgrind(pid: number): boolean {
  try {
    return isRunning(pid) && basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('callgrind-')
  } catch {
    return false
  }
}

function isRunning(pid: number): boolean {
  return processLine(pid)?.zombie === false
}
