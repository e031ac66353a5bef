import { readdirSync, rmSync } from 'node:fs'
import { processLine } from '../host/proc.ts'

/** Where Python writes the map of the code that it makes: it knows no other place. */
export function pythonMapOf(pid: number): string {
  return `/tmp/perf-${pid}.map`
}

/**
 * Removes what the processes of a launch left there, which have pipes or dumps in its folder; not what living ones write, whose
 * number may be somebody else's by now. Never throws.
 */
export function removePythonMaps(folder: string): void {
  try {
    const pids = readdirSync(folder).flatMap((name) => /(?:-vgdb-|^dump\.)(\d+)/.exec(name)?.[1] ?? [])
    for (const pid of new Set(pids.map(Number))) if (hasEnded(pid)) rmSync(pythonMapOf(pid), { force: true })
  } catch {
    // Somebody cleared the temporary folders, or the map is another user's.
  }
}

function hasEnded(pid: number): boolean {
  return processLine(pid)?.zombie !== false
}
