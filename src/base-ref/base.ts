import { mkdirSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { gitIn, type Git } from '../host/git.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import { comparisonNotes } from './comparison-notes.ts'
import { readServers } from './definitions.ts'
import { missingEnvironmentFiles } from './environment-files.ts'
import { ownModules } from './install.ts'
import { openInstalled } from './installed.ts'
import { messages } from './messages.ts'
import { commitOf, headOf, repositoryOf, removeLeftovers, type Head } from './checkout.ts'

/** The other git ref, checked out and ready to be started. */
export type Base = {
  /** As given by the user. */
  readonly ref: string
  /** Its full hash. */
  readonly commit: string
  /** Files of the commit were changed by its own install or `prepare`. */
  readonly dirty: boolean
  /** The base's own definitions; `cwd` is absolute, inside the worktree. */
  readonly servers: readonly Server[]
  readonly head: Head
  /** What the reader of a comparison should know of its two sides, as sentences. */
  readonly notes: readonly string[]
  /** The tops of both working trees, as real absolute paths. */
  readonly roots: { readonly head: string; readonly base: string }
  /** Removes the worktree, whose servers must have been stopped. A second call only waits. Throws LoadgateError when it fails. */
  readonly remove: () => Promise<void>
}

export type OpenBase = {
  readonly ref: string
  /** The gate's folder, and its name where there may be several. */
  readonly root: string
  readonly name?: string | undefined
  /** Where the gate may write, seen from its folder. */
  readonly scratch: string
  /** Head's servers, of which some may have commands that write into its node_modules. */
  readonly headServers?: readonly Server[] | undefined
  /** Head's vitest configuration file, where it is not found by its usual name, and the folder in which Vitest loads it, unless `root`. */
  readonly config?: string | undefined
  readonly loadedIn?: string | undefined
  readonly watchdog: Watchdog
  /** Gives up; what was begun is removed again. */
  readonly signal: AbortSignal
  readonly onProgress: (step: string) => void
}

/**
 * Checks the ref out into a worktree below `scratch`, gives it its dependencies, and reads which servers it defines. Removes
 * first what killed gates left behind. Throws LoadgateError that says what to do, or the reason of `signal`; the worktree is
 * gone then.
 */
export async function openBase({ ref, root, scratch, headServers = [], ...options }: OpenBase): Promise<Base> {
  const { watchdog, signal, onProgress } = options
  const care = { watchdog, signal }
  const git = gitIn(root, { care })
  const repository = await repositoryOf(git, root)
  const head = await headOf(git, repository, realFolder(resolve(root, scratch)))
  const commit = await commitOf(git, ref, 'LOADGATE_AGAINST')
  const folder = await worktreesIn(resolve(root, scratch), git)
  const headBuilds = headServers.some(hasSteps)
  const { checkouts, remove } = await openInstalled({
    ref,
    commit,
    repository,
    folder,
    headBuilds,
    onProgress,
    ...care,
  })
  try {
    onProgress(messages.readingBase({ ref }))
    const servers = await readServers({ ...options, ref, checkouts, care })
    if (servers.some(hasSteps)) await ownModules({ ref, checkouts, care, onProgress })
    const roots = { head: checkouts.head, base: checkouts.base }
    const files = missingEnvironmentFiles(checkouts, servers)
    const notes = await comparisonNotes(git, { ref, commit, head, files })
    return { ref, commit, head, notes, roots, remove, servers, dirty: await isChanged(gitIn(checkouts.base, { care })) }
  } catch (error) {
    // The first problem is the one to report. The next gate removes what stays.
    await remove().catch(() => {})
    throw error
  }
}

/** The folder of worktrees below `scratch`, as a real path, without those that killed gates left behind. */
export async function worktreesIn(scratch: string, git: Git): Promise<string> {
  const folder = realFolder(resolve(scratch, 'against'))
  await removeLeftovers(git, folder)
  return folder
}

/** Commands that run beside a server, and may write into node_modules. */
export function hasSteps({ build, before, after }: Server): boolean {
  return build.length + before.length + after.length > 0
}

async function isChanged(git: Git): Promise<boolean> {
  return (await git('status', '--porcelain', '--untracked-files=no')).stdout !== ''
}

function realFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true })
    return realpathSync(path)
  } catch (cause) {
    throw new LoadgateError('not-writable', messages.notWritable({ folder: path, problem: (cause as Error).message }), {
      cause,
    })
  }
}
