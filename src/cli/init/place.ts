import type { Folder } from './folder.ts'

export type PackageManager = 'npm' | 'pnpm' | 'yarn'

/** Where a folder is in its repository. */
export type Whereabouts = {
  /** Folders from the repository's root to here, such as `packages/api`; empty at the root or outside of a repository. */
  readonly below: string
  /** Folders from the root of the workspace, or of the lock file, to here; empty where that is here. */
  readonly belowRoot: string
}

const LOCKS = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
] as const

export function whereIs(folder: Folder): Whereabouts {
  const { repository, path } = folder
  return { below: pathBelow(repository, path), belowRoot: pathBelow(rootOf(folder), path) }
}

/** By the nearest lock file, here or above. */
export function packageManagerOf({ files, above }: Folder): PackageManager {
  for (const one of [files, ...above.map((folder) => folder.files)]) {
    const lock = LOCKS.find(([file]) => one.has(file))
    if (lock) return lock[1]
  }
  return 'npm'
}

/** Where packages are installed from: the nearest folder with a lock file, or the root of the workspace. */
function rootOf({ path, files, above }: Folder): string {
  if (hasLock(files)) return path
  return above.find((one) => hasLock(one.files) || isWorkspace(one))?.path ?? path
}

function hasLock(files: ReadonlySet<string>): boolean {
  return LOCKS.some(([file]) => files.has(file))
}

function isWorkspace({ files, packageText }: Folder['above'][number]): boolean {
  return files.has('pnpm-workspace.yaml') || /"workspaces"\s*:/.test(packageText ?? '')
}

function pathBelow(root: string | null, path: string): string {
  return root === null ? '' : path.slice(root.length).replaceAll('\\', '/').replace(/^\//, '')
}
