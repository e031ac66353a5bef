import { copyFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { Repository } from '../base-ref/checkout.ts'
import type { Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { gitIn, type Git } from '../host/git.ts'
import { LoadgateError } from '../model/error.ts'
import type { Commit } from '../model/commits.ts'
import { messages } from './messages.ts'

/**
 * A commit that nothing refers to, with what is in the working tree and not ignored, on top of `head`: it is checked out and counted
 * as all the others. The same changes make the same commit, so that its counts are found again. The user's index stays as
 * it is. Files below `scratch` are ours. Throws LoadgateError with what git printed.
 */
export async function uncommittedOf({ top }: Repository, head: Commit, scratch: string, care: Care): Promise<Commit> {
  const index = join(scratch, `index-${process.pid}`)
  const who = { NAME: 'loadgate', EMAIL: 'loadgate@localhost', DATE: head.date }
  const identity = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value] as const),
  )
  const git = gitIn(top, { care, env: { ...Object.fromEntries(identity), GIT_INDEX_FILE: index } })
  try {
    copyIndex(await said(gitIn(top, { care }), 'rev-parse', '--path-format=absolute', '--git-path', 'index'), index)
    const without = [...(await withoutOurs(git, relative(top, scratch))), ...(await withoutNested(git))]
    await said(git, 'add', '--all', '--', ':/', ...without)
    const tree = await said(git, 'write-tree')
    const hash = await said(git, 'commit-tree', '-p', head.hash, '-m', messages.uncommitted, tree)
    return { hash, parents: [head.hash], author: '', date: '', subject: messages.uncommitted }
  } finally {
    rmSync(index, { force: true })
  }
}

/**
 * An index knows which files changed since they were added, so that git need not read all of them. It is as old as the one it is
 * copied from: git reads a file again that changed in the second in which its index was written.
 */
function copyIndex(from: string, to: string): void {
  copyFileSync(from, to)
  const { atime, mtime } = statSync(from)
  utimesSync(to, atime, mtime)
}

/** Git refuses to leave out what it ignores anyway. */
async function withoutOurs(git: Git, path: string): Promise<readonly string[]> {
  const isElsewhere = path === '' || path.startsWith('..') || isAbsolute(path)
  if (isElsewhere || (await git('check-ignore', '--quiet', path)).succeeded) return []
  return [`:(top,exclude,literal)${path}`]
}

/** A repository within this one that it does not know is somebody else's, and cannot be added while it has no commit. */
async function withoutNested(git: Git): Promise<readonly string[]> {
  const untracked = (await said(git, 'ls-files', '--others', '--exclude-standard', '-z')).split('\0')
  // Git does not look into one, and names all else by its files.
  return untracked.flatMap((path) => (path.endsWith('/') ? `:(top,exclude,literal)${path.slice(0, -1)}` : []))
}

async function said(git: Git, ...args: readonly string[]): Promise<string> {
  const ended = await git(...args)
  if (ended.succeeded) return ended.stdout
  const problem = { command: args[0] ?? '', how: ended.how, output: lastLines(ended.output) }
  throw new LoadgateError('uncommitted-not-read', messages.uncommittedNotRead(problem))
}
