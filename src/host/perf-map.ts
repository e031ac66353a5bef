import { readdirSync, rmSync, statSync } from 'node:fs'
import { processLine } from './proc.ts'

/** Where Python writes the map of the code that it makes, which knows no other place, and so does V8 when it was not told any. */
export function perfMapOf(pid: number): string {
  return `/tmp/perf-${pid}.map`
}

/**
 * Removes what processes left there that ran under valgrind, with pipes or dumps in this folder. Not what living ones write or what
 * is older than the folder: their numbers were, or are, somebody else's. Never throws.
 */
export function removePerfMaps(folder: string): void {
  try {
    const since = statSync(folder).birthtimeMs
    for (const pid of processesIn(folder)) if (hasEnded(pid)) removeIfSince(perfMapOf(pid), since)
  } catch {
    // Somebody cleared the temporary folders, or the map is another user's.
  }
}

/** Whether a process still runs under valgrind with pipes or dumps in this folder. False where nobody can tell. */
export function isInUse(folder: string): boolean {
  try {
    return processesIn(folder).some((pid) => !hasEnded(pid))
  } catch {
    return false
  }
}

function processesIn(folder: string): readonly number[] {
  const pids = readdirSync(folder).flatMap((name) => /(?:-vgdb-|^dump\.)(\d+)/.exec(name)?.[1] ?? [])
  return [...new Set(pids.map(Number))]
}

function hasEnded(pid: number): boolean {
  return processLine(pid)?.zombie !== false
}

function removeIfSince(path: string, since: number): void {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed !== undefined && changed >= since) rmSync(path, { force: true })
}
