import { tmpdir } from 'node:os'
import { isAbsolute } from 'node:path'
import * as folders from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { notCounted } from './messages.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_FOLDER = 70

/**
 * A folder for the pipes and dumps of one launch, named after this process. It is gone when that ends, however it does. Throws a
 * LoadgateError when it cannot be made.
 */
export async function makeFolder(watchdog: Pick<Watchdog, 'temporary'>): Promise<CountFolder> {
  const { place, prefix } = ours()
  const path = await folders.makeFolder({ place, prefix }).catch((error: NodeJS.ErrnoException) => {
    throw notCounted.noFolder({ place, problem: error.code ?? error.message })
  })
  const removed = watchdog.temporary(path)
  return { path, remove: () => folders.removeFolder(path).then(removed) }
}

/** `remove` never throws. */
export type CountFolder = { readonly path: string; readonly remove: () => Promise<void> }

/** Removes what gates left that were killed together with their watchdogs. Never throws. */
export async function sweepFolders(): Promise<void> {
  await folders.sweepFolders(ours())
}

function ours(): folders.TemporaryFolders {
  return { place: isUsable(tmpdir()) ? tmpdir() : '/tmp', prefix: 'loadgate-count-' }
}

/** Servers have other folders to work in, and valgrind takes what follows a `%` for something to fill in. */
function isUsable(place: string): boolean {
  return isAbsolute(place) && !place.includes('%') && Buffer.byteLength(place) <= LONGEST_FOLDER
}
