import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'loadgate-count-'

/** The path of a pipe has to fit into what vgdb has for it. */
const LONGEST_FOLDER = 70

/** A folder for the pipes and dumps of one launch, named after this process. */
export async function makeFolder(): Promise<string> {
  return mkdtemp(join(place(), `${PREFIX}${process.pid}-`))
}

/** Never throws: what cannot be removed is a folder among temporary ones. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {})
}

/** Removes what gates left that were killed. Never throws. */
export async function sweepFolders(): Promise<void> {
  const names = await readdir(place()).catch(() => [])
  for (const name of names) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-\\w+$`).exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) await removeFolder(join(place(), name))
  }
}

function place(): string {
  return Buffer.byteLength(tmpdir()) > LONGEST_FOLDER ? '/tmp' : tmpdir()
}

/** Also when it is somebody else's. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
