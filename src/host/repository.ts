import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The top of the repository that a folder is in; null where it is in none. Git is not asked, since it need not be installed. */
export function repositoryOf(folder: string): string | null {
  // In a worktree, it is a file.
  if (existsSync(join(folder, '.git'))) return folder
  return dirname(folder) === folder ? null : repositoryOf(dirname(folder))
}
