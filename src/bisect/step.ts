import { LoadgateError } from '../model/error.ts'
import { shortHash, type Commit } from '../model/commits.ts'
import { sideOf, type GitBisect } from './git-bisect.ts'
import type { CountValue } from '../verdict/count-values.ts'
import { messages } from './messages.ts'
import { commitAt } from './range.ts'
import { LAUNCHES } from './search.ts'
import { valuesOf, type CountOne } from './search-way.ts'
import type { CountedNow, Tally } from './tally.ts'
import type { Git } from '../host/git.ts'

/** What a commit is to `git bisect`. */
export type Side = 'good' | 'bad' | 'skip'

export type StepOptions = {
  readonly git: Git
  readonly count: CountOne
  /** Called before a commit is counted, with how many follow. */
  readonly onNext: (commit: Commit, following: number) => void
  readonly onCounted: Tally['end']
  /** Called when an end was counted that was not kept from an earlier step. */
  readonly onEnd: (counted: CountedNow, side: Side) => void
}

/**
 * Counts the ends of a `git bisect`, which are kept for its next step, and the commit that it wants to know about. Throws
 * LoadgateError when an end cannot be counted, or the bad one is not heavier, and whatever `count` throws.
 */
export async function takeStep(
  bisecting: GitBisect,
  options: StepOptions,
): Promise<{ readonly side: Side; readonly current: CountedNow }> {
  const good = await countEnd(bisecting.good, 'good', options)
  const bad = await countEnd(bisecting.bad, 'bad', options)
  const { counted, told } = await count(bisecting.current, 0, options)
  const current = valuesOf(counted)
  if (current === 'skipped') return { side: 'skip', current: told }
  const side = sideOf({ good, bad, current })
  const short = { good: shortHash(bisecting.good), bad: shortHash(bisecting.bad) }
  if (side === null) throw new LoadgateError('nothing-heavy', messages.nothingHeavy(short))
  return { side, current: told }
}

async function countEnd(hash: string, side: 'good' | 'bad', options: StepOptions): Promise<readonly CountValue[]> {
  const isFirst = side === 'good'
  const { counted, told } = await count(hash, isFirst ? 2 : 1, options)
  const values = valuesOf(counted)
  if ('skipped' in counted || values === 'skipped') {
    const reason = 'skipped' in counted ? counted.skipped : ''
    throw new LoadgateError('end-not-counted', messages.endNotCounted({ commit: told.commit, isFirst, reason }))
  }
  if (counted.fresh > 0) options.onEnd(told, side)
  return values
}

async function count(hash: string, following: number, { git, count: countOne, onNext, onCounted }: StepOptions) {
  const commit = await commitAt(git, hash)
  onNext(commit, following)
  const counted = await countOne(commit, LAUNCHES)
  return { counted, told: onCounted(commit, counted) }
}
