import { relative, isAbsolute } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { lastLines } from '../host/child.ts'
import type { Git } from '../host/git.ts'

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

/** The full hash of the commit that a user means. Throws LoadgateError that says how to get it when it is not there. */
export async function commitOf(git: Git, ref: string): Promise<string> {
  const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  if (found.succeeded && HASH.test(found.stdout)) return found.stdout
  const shallow = (await git('rev-parse', '--is-shallow-repository')).stdout === 'true'
  const remotes = (await git('remote')).stdout.split('\n').filter(Boolean)
  const fetch = fetchOf(ref, remotes, shallow)
  throw new LoadgateError(
    'unknown-ref',
    shallow ? messages.shallowWithoutRef({ ref, fetch }) : messages.unknownRef({ ref, fetch }),
  )
}

/** The command that gets a ref, and what LOADGATE_AGAINST has to be then; null when no command is known to help. */
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
