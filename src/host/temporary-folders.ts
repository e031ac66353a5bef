import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInUse, removePerfMaps } from './perf-map.ts'

/** Folders in `place` that begin with `prefix` and are named after the process that made them. Only their owner can read them. */
export type TemporaryFolders = { readonly place: string; readonly prefix: string }

/** The usual place, or /tmp where its path has more than `most` bytes: those of sockets and pipes must be short. */
export function shortPlace(most: number): string {
  return Buffer.byteLength(tmpdir()) > most ? '/tmp' : tmpdir()
}

/** `remove` never throws. */
export type OpenFolder = { readonly path: string; readonly remove: () => Promise<void> }

/**
 * A folder that is gone when this process ends, however it does: `temporary` is a watchdog's. Removes first what processes left that were killed together with their
 * watchdogs. Throws Node's error when it cannot be made.
 */
export async function openFolder(
  folders: TemporaryFolders,
  { temporary }: { readonly temporary: (folder: string) => () => void },
): Promise<OpenFolder> {
  await sweepFolders(folders)
  const path = await makeFolder(folders)
  const removed = temporary(path)
  return { path, remove: () => removeFolder(path).then(removed) }
}

export async function makeFolder({ place, prefix }: TemporaryFolders): Promise<string> {
  return mkdtemp(join(place, `${prefix}${process.pid}-`))
}

/** With what Python and V8 wrote elsewhere for it. Never throws: what cannot be removed is a folder among temporary ones. */
export async function removeFolder(folder: string): Promise<void> {
  removePerfMaps(folder)
  await rm(folder, { recursive: true, force: true }).catch(() => {})
}

/**
 * Removes what processes left that were killed. A folder that a server of theirs still uses is left to their watchdog, which knows when the
 * server has ended. Never throws.
 */
export async function sweepFolders({ place, prefix }: TemporaryFolders): Promise<void> {
  const names = await readdir(place).catch(() => [])
  for (const name of names) {
    const owner = new RegExp(`^${prefix}(\\d+)-\\w+$`).exec(name)?.[1]
    const folder = join(place, name)
    if (owner !== undefined && !isAlive(Number(owner)) && !isInUse(folder)) await removeFolder(folder)
  }
}

/** Also when it is somebody else's. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
