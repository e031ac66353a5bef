import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { lastLines } from '../host/child.ts'
import type { Git } from '../host/git.ts'
import { isRunning, startTimeOf } from '../host/proc.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** Checks a commit out into a folder that does not exist yet. Throws LoadgateError with what git printed. */
export async function addWorktree(git: Git, path: string, commit: string): Promise<void> {
  const added = await git('worktree', 'add', '--quiet', '--detach', path, commit)
  if (!added.succeeded)
    throw new LoadgateError(
      'worktree-not-made',
      messages.worktreeNotMade({ folder: path, how: added.how, output: lastLines(added.output) }),
    )
}

/** Removes the folder, and git's own note of it. What links lead to stays. Throws LoadgateError when the folder stays. */
export async function removeWorktree(git: Git, path: string): Promise<void> {
  // Forced twice: a worktree whose making was killed is locked. It may also be no worktree yet, or have no folder any more.
  await git('worktree', 'remove', '--force', '--force', path)
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
  } catch (cause) {
    throw new LoadgateError(
      'worktree-not-removed',
      messages.worktreeNotRemoved({ folder: path, problem: (cause as Error).message }),
      { cause },
    )
  }
}

/**
 * Removes the worktrees of gates that were killed: those in `folder` and those that git notes there, both only by our own
 * names. `git worktree prune` would also forget people's worktrees on a disk that is not mounted, and spare locked ones.
 */
export async function removeLeftovers(git: Git, folder: string): Promise<void> {
  const paths = new Set([...readdirSync(folder).map((name) => join(folder, name)), ...(await notedIn(git, folder))])
  for (const path of [...paths].filter((one) => isAbandoned(basename(one)))) {
    // Measuring goes on. The next gate tries again.
    await removeWorktree(git, path).catch((error: unknown) => {
      if (!(error instanceof LoadgateError)) throw error
    })
  }
}

async function notedIn(git: Git, folder: string): Promise<string[]> {
  const { stdout } = await git('worktree', 'list', '--porcelain')
  const paths = stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('worktree ') ? line.slice('worktree '.length) : []))
  return paths.filter((path) => dirname(path) === folder)
}

/** `base-<pid>-<start of the process in clock ticks since boot>-<random>`: a recycled pid differs in its start. */
const NAME = /^base-(\d+)-(\d*)-[0-9a-f]{8}$/

/** A new name for a folder of this process. */
export function newFolderName(): string {
  return `base-${process.pid}-${startTimeOf(process.pid)}-${randomBytes(4).toString('hex')}`
}

/** Whether this is the name of a folder whose process is gone. False for all other names. */
export function isAbandoned(name: string): boolean {
  const [, pid, started] = NAME.exec(name) ?? []
  return pid !== undefined && !isRunning(Number(pid), started ?? '')
}
