import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The variable that tells a server's processes where to report what their runtime does. */
export const RUNTIME_VARIABLE = 'LOADGATE_RUNTIME_REPORT'

/** A socket's path has at most 103 bytes (on macOS, 107 on Linux), of which our own part takes up to 33. */
const LONGEST_FOLDER = 70

/**
 * The folder of one launch's sockets, one a process. It is made by the first process that reports, for its user alone; nobody
 * else can have made it before, because 62 of its bits are not to be guessed. For a long TMPDIR it is in /tmp.
 */
export function runtimeFolder(token: string): string {
  const folder = Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
  return join(folder, `loadgate-${token.replaceAll('-', '').slice(-16)}`)
}

/** Removes the folder, if there is one: sockets stay when a process is killed. Never throws. */
export function removeRuntimeFolder(token: string): void {
  // Without a token the path would be anybody's.
  if (token === '') return
  try {
    rmSync(runtimeFolder(token), { recursive: true, force: true })
  } catch {
    // What cannot be removed is an empty folder among temporary ones, and no reason to end a measurement.
  }
}
