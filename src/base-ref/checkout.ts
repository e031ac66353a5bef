import { randomBytes } from 'node:crypto'
import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { relative, isAbsolute, basename, dirname, join } from 'node:path'
import { lastLines } from '../host/last-lines.ts'
import type { Git } from '../host/git.ts'
import { isRunning, startTimeOf } from '../host/proc.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** The repository that a folder lies in: its top, and the way from there to the folder (empty for the top itself). */
export type Repository = { readonly top: string; readonly prefix: string }

/** What is measured as head: the commit that is checked out, and whether anything differs from it. */
export type Head = { readonly commit: string; readonly dirty: boolean }

const HASH = /^[0-9a-f]{40,64}$/

/** Throws LoadgateError when git finds no repository there, or does not trust it. */
export async function repositoryOf(git: Git, folder: string): Promise<Repository> {
  const [top = '', prefix = ''] = (
    await outputOf(git, folder, ['rev-parse', '--show-toplevel', '--show-prefix'])
  ).split('\n')
  return { top, prefix }
}

/** Files below `scratch` are ours, and do not make it dirty. Throws LoadgateError when there is no commit yet. */
export async function headOf(git: Git, { top }: Repository, scratch: string): Promise<Head> {
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')
  if (!commit.succeeded) throw new LoadgateError('no-commit', messages.noCommit({ folder: top }))
  const ours = relative(top, scratch)
  const without = ours === '' || ours.startsWith('..') || isAbsolute(ours) ? [] : [`:(top,exclude,literal)${ours}`]
  const status = await outputOf(git, top, ['status', '--porcelain', '--', ':/', ...without])
  return { commit: commit.stdout, dirty: status !== '' }
}

/**
 * The full hash of the commit that a user wrote for `name`. Throws LoadgateError that says how to get it when it is not there; `needs`:
 * that alone, or with the history that leads to it.
 */
export async function commitOf(
  git: Git,
  ref: string,
  name: string,
  needs: 'commit' | 'history' = 'commit',
): Promise<string> {
  const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  if (found.succeeded && HASH.test(found.stdout)) return found.stdout
  if (ref.endsWith('/')) throw new LoadgateError('unknown-ref', messages.refWithoutBranch({ ref, name }))
  const shallow = await isShallow(git)
  const remotes = (await git('remote')).stdout.split('\n').filter(Boolean)
  const all = { command: 'git fetch --unshallow --tags', write: ref }
  const fetch = shallow && needs === 'history' ? all : fetchOf(ref, remotes, shallow)
  throw new LoadgateError(
    'unknown-ref',
    shallow ? messages.shallowWithoutRef({ ref, name, fetch }) : messages.unknownRef({ ref, name, fetch }),
  )
}

/** Whether a clone lacks the beginning of its history. */
export async function isShallow(git: Git): Promise<boolean> {
  return (await git('rev-parse', '--is-shallow-repository')).stdout === 'true'
}

/** The command that gets a ref, and what has to be written in its place then; null when no command is known to help. */
export type Fetch = { readonly command: string; readonly write: string }

/** A clone of one branch does not follow others, so a remote's branch is named on both sides. FETCH_HEAD is what was fetched last. */
export function fetchOf(ref: string, remotes: readonly string[], shallow: boolean): Fetch | null {
  const short = ref.replace(/^(refs\/)?remotes\//, '')
  const remote =
    remotes.find((name) => short.startsWith(`${name}/`)) ?? remotes.find((name) => name === 'origin') ?? remotes[0]
  if (remote === undefined) return null
  if (!/^\w[\w./-]*$/.test(ref) || /^HEAD\b/.test(ref))
    return shallow ? { command: 'git fetch --unshallow', write: ref } : null
  const fetch = `git fetch${shallow ? ' --depth=1' : ''} ${remote}`
  if (short.startsWith(`${remote}/`))
    return { command: `${fetch} ${short.slice(remote.length + 1)}:refs/remotes/${short}`, write: short }
  return { command: `${fetch} ${ref}`, write: HASH.test(ref) ? ref : 'FETCH_HEAD' }
}

async function outputOf(git: Git, folder: string, args: readonly string[]): Promise<string> {
  const ended = await git(...args)
  if (!ended.succeeded)
    throw new LoadgateError('git-refuses', messages.gitRefuses({ folder, output: lastLines(ended.output) }))
  return ended.stdout
}

/** Checks a commit out into a folder that does not exist yet. Throws LoadgateError with what git printed. */
export async function addWorktree(git: Git, path: string, commit: string): Promise<void> {
  const added = await git('worktree', 'add', '--quiet', '--detach', path, commit)
  if (!added.succeeded)
    throw new LoadgateError(
      'worktree-not-made',
      messages.worktreeNotMade({ folder: path, how: added.how, output: lastLines(added.output) }),
    )
}

/** Files that the index of a working tree has and a commit lacks, seen from the top. */
export async function addedSince(git: Git, folder: string, commit: string): Promise<readonly string[]> {
  const names = ['diff', '--cached', '--no-ext-diff', '--no-renames', '--diff-filter=A', '--name-only', '-z', commit]
  return (await outputOf(git, folder, names)).split('\0').filter(Boolean)
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
  for (const path of [...paths].filter((one) => isAbandoned(basename(one), ageOf(one)))) {
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

/** `base-<pid>-<start of the process in clock ticks since boot>-<pid namespace>-<random>`: a recycled pid differs in its start. */
const NAME = /^base-(\d+)-(\d*)-(?:(\d*)-)?[0-9a-f]{8}$/

/** A new name for a folder of this process. */
export function newFolderName(): string {
  return `base-${process.pid}-${startTimeOf(process.pid)}-${pidNamespace()}-${randomBytes(4).toString('hex')}`
}

/** Seconds after which a folder of a process that cannot be seen from here belongs to nobody: no run takes so long. */
const A_DAY = 86_400

/** Whether this is the name of a folder whose process is gone; `age` is that of the folder in seconds. False for all other names. */
export function isAbandoned(name: string, age = 0): boolean {
  const [, pid, started = '', namespace = pidNamespace()] = NAME.exec(name) ?? []
  if (pid === undefined) return false
  // Another container may share the folder, and there a process may be alive that has another number here, or none.
  return namespace === pidNamespace() ? !isRunning(Number(pid), started) : age > A_DAY
}

/** Within which pids mean the same; empty where the system has one for all. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  } catch {
    return ''
  }
}

/** Of a folder in seconds; of one that vanished, endless. */
function ageOf(path: string): number {
  const made = statSync(path, { throwIfNoEntry: false })
  return made ? (Date.now() - made.mtimeMs) / 1000 : Infinity
}
