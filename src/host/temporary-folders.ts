import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removePerfMaps } from './perf-map.ts'

/** Folders in `place` that begin with `prefix` and are named after the process that made them. Only their owner can read them. */
export type TemporaryFolders = { readonly place: string; readonly prefix: string }

export async function makeFolder({ place, prefix }: TemporaryFolders): Promise<string> {
  return mkdtemp(join(place, `${prefix}${process.pid}-`))
}

/** With what Python and V8 wrote elsewhere for it. Never throws: what cannot be removed is a folder among temporary ones. */
export async function removeFolder(folder: string): Promise<void> {
  removePerfMaps(folder)
  await rm(folder, { recursive: true, force: true }).catch(() => {})
}

/** Removes what processes left that were killed. Never throws. */
export async function sweepFolders({ place, prefix }: TemporaryFolders): Promise<void> {
  const names = await readdir(place).catch(() => [])
  for (const name of names) {
    const owner = new RegExp(`^${prefix}(\\d+)-\\w+$`).exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) await removeFolder(join(place, name))
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
