import { tmpdir } from 'node:os'
import * as folders from '../host/temporary-folders.ts'
import { removePythonMaps } from './python-map.ts'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_FOLDER = 70

/** A folder for the pipes and dumps of one launch, named after this process. */
export async function makeFolder(): Promise<string> {
  return folders.makeFolder(ours())
}

/** With what Python wrote elsewhere. When it is called, the processes of the launch have ended. Never throws. */
export async function removeFolder(folder: string): Promise<void> {
  removePythonMaps(folder)
  await folders.removeFolder(folder)
}

/** Removes what gates left that were killed. Never throws. */
export async function sweepFolders(): Promise<void> {
  await folders.sweepFolders(ours(), removeFolder)
}

function ours(): folders.TemporaryFolders {
  const place = Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
  return { place, prefix: 'loadgate-count-' }
}
