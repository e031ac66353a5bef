import { commitOf, headOf, isShallow, type Repository } from '../base-ref/checkout.ts'
import type { Care } from '../host/child.ts'
import type { Git } from '../host/git.ts'
import { commitsIn } from '../host/git-log.ts'
import { LoadgateError } from '../model/error.ts'
import type { Commit } from '../model/commits.ts'
import { wayTo } from './chain.ts'
import { messages } from './messages.ts'
import { uncommittedOf } from './uncommitted.ts'

/** From one commit to another, both included, the oldest first. */
export type Range = {
  readonly way: readonly Commit[]
  /** Changes that are not committed: the last commit of the way stands for them, they are beside it, or there are none. */
  readonly uncommitted: 'last' | 'beside' | 'none'
}

/** A repository, and the folder in it where the project may write, as a real path. */
export type RangePlace = {
  readonly git: Git
  readonly care: Care
  readonly repository: Repository
  readonly scratch: string
}

/** What users write for the two ends. `dotted`: as one range with dots between them, `A..B`, and not as two arguments. */
export type Ends = { readonly good: string; readonly bad: string; readonly dotted?: boolean }

/**
 * Changes that are not committed belong to the end where that is HEAD. Throws LoadgateError for an unknown commit, and where the first is
 * no ancestor of the second.
 */
export async function readRange({ git, care, repository, scratch }: RangePlace, ends: Ends): Promise<Range> {
  const { good, bad } = await checkEnds(git, ends)
  const head = await headOf(git, repository, scratch)
  const isHead = bad === head.commit
  if (good === bad && !(head.dirty && isHead))
    throw new LoadgateError('same-commit', messages.sameCommit({ ...ends, hash: good }))
  const way = await wayBetween(git, good, bad)
  if (!head.dirty) return { way, uncommitted: 'none' }
  if (!isHead) return { way, uncommitted: 'beside' }
  return { way: [...way, await uncommittedOf(repository, way.at(-1)!, scratch, care)], uncommitted: 'last' }
}

/** The hashes of both ends. Throws LoadgateError for an unknown commit, and where the first is no ancestor of the second. */
export async function checkEnds(git: Git, ends: Ends): Promise<Ends> {
  const [first, last] = messages.endNames(ends)
  const good = await commitOf(git, ends.good, first, 'history')
  const bad = await commitOf(git, ends.bad, last, 'history')
  await refuseUnrelated(git, ends, good, bad)
  return { good, bad }
}

/** One commit by its hash. */
export async function commitAt(git: Git, hash: string): Promise<Commit> {
  const [commit] = await commitsIn(git, ['--max-count=1', hash])
  if (!commit) throw new Error(`There is no commit ${hash}.`)
  return commit
}

/** From an ancestor to a commit. */
export async function wayBetween(git: Git, good: string, bad: string): Promise<readonly Commit[]> {
  const first = await commitAt(git, good)
  const between = await commitsIn(git, ['--ancestry-path', `${good}..${bad}`])
  const last = good === bad ? first : between.find(({ hash }) => hash === bad)
  const way = last ? wayTo(first, last, between) : null
  if (way === null) throw new Error(`There is no way from ${good} to ${bad}.`)
  return way
}

async function refuseUnrelated(git: Git, ends: Ends, good: string, bad: string): Promise<void> {
  if ((await git('merge-base', '--is-ancestor', good, bad)).succeeded) return
  const isReversed = (await git('merge-base', '--is-ancestor', bad, good)).succeeded
  const common = await git('merge-base', good, bad)
  const sentence = isReversed
    ? messages.wrongWayRound(ends)
    : !common.succeeded && (await isShallow(git))
      ? messages.noAncestorHere(ends)
      : messages.noAncestor({ ...ends, common: common.succeeded ? common.stdout : null })
  throw new LoadgateError('no-ancestor', sentence)
}

/** The last common ancestor of two commits; null where they have none. */
export async function commonAncestor(git: Git, one: string, other: string): Promise<string | null> {
  const found = await git('merge-base', one, other)
  return found.succeeded ? found.stdout : null
}
