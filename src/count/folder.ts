import { tmpdir } from 'node:os'
import { isAbsolute } from 'node:path'
import { openFolder, type OpenFolder } from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { notCounted } from './messages.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_PLACE = 70

/** A folder for the pipes and dumps of one launch. Throws a LoadgateError when it cannot be made. */
export async function openCountFolder(watchdog: Pick<Watchdog, 'temporary'>): Promise<OpenFolder> {
  const place = isUsable(tmpdir()) ? tmpdir() : '/tmp'
  return openFolder({ place, prefix: 'loadgate-count-' }, watchdog).catch((error: NodeJS.ErrnoException) => {
    throw notCounted.noFolder({ place, problem: error.code ?? error.message })
  })
}

/** Servers have other folders to work in, and valgrind takes what follows a `%` for something to fill in. */
function isUsable(place: string): boolean {
  return isAbsolute(place) && !place.includes('%') && Buffer.byteLength(place) <= LONGEST_PLACE
}
