import { tmpdir } from 'node:os'
import * as folders from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'

/** The path of a socket has at most 103 bytes. */
const LONGEST_FOLDER = 70

/**
 * A folder for the sockets of one launch. It is gone when this process ends, however it does; what was left by gates that were killed
 * together with their watchdogs goes now. `remove` never throws.
 */
export async function makeFolder(
  watchdog: Pick<Watchdog, 'temporary'>,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const place = Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
  const ours = { place, prefix: 'loadgate-trace-' }
  await folders.sweepFolders(ours)
  const path = await folders.makeFolder(ours)
  const removed = watchdog.temporary(path)
  return { path, remove: () => folders.removeFolder(path).then(removed) }
}
