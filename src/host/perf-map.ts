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
    const pids = readdirSync(folder).flatMap((name) => /(?:-vgdb-|^dump\.)(\d+)/.exec(name)?.[1] ?? [])
    for (const pid of new Set(pids.map(Number))) if (hasEnded(pid)) removeIfSince(perfMapOf(pid), since)
  } catch {
    // Somebody cleared the temporary folders, or the map is another user's.
  }
}

function hasEnded(pid: number): boolean {
  return processLine(pid)?.zombie !== false
}

function removeIfSince(path: string, since: number): void {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed !== undefined && changed >= since) rmSync(path, { force: true })
}
