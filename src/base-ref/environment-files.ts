import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Server } from '../model/server.ts'
import { inBase, isWithin, type Checkouts } from './sides.ts'

/** As dotenv and its like, and `--env-file`, find them. */
const NAME = /^\.env(\..+)?$/

/**
 * Files such as `.env` that are in head beside a server, or in a folder above up to the top, and that the base lacks because git does not
 * hold them; seen from the top. `servers` are those of the base.
 */
export function missingEnvironmentFiles(
  checkouts: Checkouts,
  servers: readonly Pick<Server, 'cwd'>[],
): readonly string[] {
  const { head, base, added = [] } = checkouts
  const folders = servers.flatMap(({ cwd = base }) =>
    isWithin(base, cwd) ? foldersUp(join(head, relative(base, cwd)), head) : [],
  )
  return [...new Set(folders)]
    .flatMap((folder) => filesIn(folder))
    .filter((file) => !existsSync(inBase(checkouts, file)))
    .map((file) => relative(head, file))
    .filter((file) => !added.includes(file))
}

function foldersUp(folder: string, top: string): readonly string[] {
  return folder === top || !isWithin(top, folder) ? [folder] : [folder, ...foldersUp(dirname(folder), top)]
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() && NAME.test(entry.name),
  )
  return files.map(({ name }) => join(folder, name)).toSorted()
}
