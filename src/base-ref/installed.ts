import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Care } from '../host/child.ts'
import { gitIn } from '../host/git.ts'
import { LoadgateError } from '../model/error.ts'
import { addedSince, addWorktree, newFolderName, removeWorktree, type Repository } from './checkout.ts'
import { installDependencies } from './install.ts'
import { messages } from './messages.ts'
import { addSubmodules } from './submodules.ts'
import { baseRoot, type Checkouts } from './sides.ts'

/** A commit in a worktree of its own, with its dependencies. */
export type Installed = {
  readonly checkouts: Checkouts
  /** Removes the worktree, whose servers must have been stopped. A second call only waits. Throws LoadgateError when it fails. */
  readonly remove: () => Promise<void>
}

export type OpenInstalled = Care & {
  /** What a user calls the commit, in sentences. */
  readonly ref: string
  /** Its full hash. */
  readonly commit: string
  readonly repository: Repository
  /** Where worktrees are made, and node_modules are kept for the next one, as a real path. */
  readonly folder: string
  /** How many node_modules, where it is not the usual number. */
  readonly keeps?: number
  /** A server of head has commands that run beside it, which may write into head's node_modules. */
  readonly headBuilds?: boolean
  readonly onProgress: (step: string) => void
}

/**
 * Checks a commit out into a worktree below `folder`, and gives it its dependencies. Throws LoadgateError that says what to do, or
 * the reason of `signal`; the worktree is gone then.
 */
export async function openInstalled({
  ref,
  commit,
  repository,
  folder,
  ...options
}: OpenInstalled): Promise<Installed> {
  const { watchdog, signal, keeps, headBuilds, onProgress } = options
  const care = { watchdog, signal }
  const git = gitIn(repository.top, { care })
  // The worktree is removed also after the signal.
  const cleaning = gitIn(repository.top, { care: { watchdog, signal: new AbortController().signal } })
  const checkouts = { head: repository.top, base: join(folder, newFolderName()), prefix: repository.prefix }
  const remove = once(() => removeWorktree(cleaning, checkouts.base))
  try {
    onProgress(messages.checkingOut({ ref, commit }))
    await addWorktree(git, checkouts.base, commit)
    await addSubmodules(checkouts, care)
    if (!existsSync(baseRoot(checkouts)))
      throw new LoadgateError('no-project-in-base', messages.noProjectInBase({ ref, folder: checkouts.prefix }))
    await installDependencies({ ref, checkouts, cache: join(folder, 'modules'), keeps, headBuilds, care, onProgress })
    return { checkouts: { ...checkouts, added: await addedSince(git, checkouts.head, commit) }, remove }
  } catch (error) {
    // The first problem is the one to report. The next gate removes what stays.
    await remove().catch(() => {})
    throw error
  }
}

function once<T>(task: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | null = null
  return () => (begun ??= task())
}
