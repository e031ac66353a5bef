import { tmpdir } from 'node:os'
import { isAbsolute } from 'node:path'
import { openFolder, type OpenFolder } from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { notCounted } from './messages.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_PLACE = 70

type Caring = Pick<Watchdog, 'temporary'>

/** A folder for the pipes and dumps of one launch. Throws a LoadgateError when it cannot be made. */
export function openCountFolder(watchdog: Caring): Promise<OpenFolder> {
  return openBeside('loadgate-count-', watchdog)
}

/** A folder for what Node compiles in rehearsals. Throws as the other does. */
export function openCodeFolder(watchdog: Caring): Promise<OpenFolder> {
  return openBeside('loadgate-code-', watchdog)
}

async function openBeside(prefix: string, watchdog: Caring): Promise<OpenFolder> {
  const place = isUsable(tmpdir()) ? tmpdir() : '/tmp'
  return openFolder({ place, prefix }, watchdog).catch((error: NodeJS.ErrnoException) => {
    throw notCounted.noFolder({ place, problem: error.code ?? error.message })
  })
}

/** Servers have other folders to work in, and valgrind takes what follows a `%` for something to fill in. */
function isUsable(place: string): boolean {
  return isAbsolute(place) && !place.includes('%') && Buffer.byteLength(place) <= LONGEST_PLACE
}
