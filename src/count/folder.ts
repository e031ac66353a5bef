import { tmpdir } from 'node:os'
import * as folders from '../host/temporary-folders.ts'

export { removeFolder } from '../host/temporary-folders.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_FOLDER = 70

/** A folder for the pipes and dumps of one launch, named after this process. */
export async function makeFolder(): Promise<string> {
  return folders.makeFolder(ours())
}

/** Removes what gates left that were killed. Never throws. */
export async function sweepFolders(): Promise<void> {
  await folders.sweepFolders(ours())
}

function ours(): folders.TemporaryFolders {
  const place = Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
  return { place, prefix: 'loadgate-count-' }
}
