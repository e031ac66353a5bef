import { tmpdir } from 'node:os'
import * as folders from '../host/temporary-folders.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { removePythonMaps } from './python-map.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_FOLDER = 70

/** A folder for the pipes and dumps of one launch, named after this process. It is gone when that ends, however it does. */
export async function makeFolder(watchdog: Pick<Watchdog, 'temporary'>): Promise<CountFolder> {
  const path = await folders.makeFolder(ours())
  const removed = watchdog.temporary(path)
  return { path, remove: () => removeFolder(path).then(removed) }
}

/** `remove` never throws. It is called when the processes of the launch have ended. */
export type CountFolder = { readonly path: string; readonly remove: () => Promise<void> }

/** With what Python wrote elsewhere. */
async function removeFolder(path: string): Promise<void> {
  removePythonMaps(path)
  await folders.removeFolder(path)
}

/** Removes what gates left that were killed together with their watchdogs. Never throws. */
export async function sweepFolders(): Promise<void> {
  await folders.sweepFolders(ours(), removeFolder)
}

function ours(): folders.TemporaryFolders {
  const place = Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
  return { place, prefix: 'loadgate-count-' }
}
