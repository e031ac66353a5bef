import { LoadgateError } from '../model/error.ts'
import type { Commit, CommitCount, CountedCommit } from '../model/commits.ts'
import { geometricMean } from '../stats/summary.ts'
import { spreadOf } from '../verdict/count-shift.ts'
import { countsOf, type CountValue } from '../verdict/count-values.ts'
import type { Counted } from './count-commit.ts'
import { messages } from './messages.ts'
import { countsLeft, nextCount, type Found } from './search.ts'

/** Counts a commit until so many launches of it are known. */
export type CountOne = (commit: Commit, launches: number) => Promise<Counted>

export type SearchOptions = {
  readonly count: CountOne
  /** Goes on after the largest step. */
  readonly all: boolean
  /** Called before a commit is counted, with how many more there will be after it as far as is known. */
  readonly onNext: (commit: Commit, following: number) => void
  readonly onCounted: (commit: Commit, counted: Counted) => void
}

/** What was counted of a way by place, and found on it. */
export type SearchedWay = { readonly counted: ReadonlyMap<number, Counted>; readonly found: Found }

/**
 * Counts commits of a way until the largest step for the worse is found. Throws LoadgateError when one of its ends cannot be
 * counted, and whatever `count` throws.
 */
export async function searchWay(way: readonly Commit[], options: SearchOptions): Promise<SearchedWay> {
  const { count, all, onNext, onCounted } = options
  const counted = new Map<number, Counted>()
  const last = way.length - 1
  for (;;) {
    const known = new Map([...counted].map(([place, one]) => [place, valuesOf(one)] as const))
    const next = nextCount(known, last, all)
    if (next.found) return { counted, found: next.found }
    for (const { place, launches } of next.count) {
      const commit = way[place]!
      onNext(commit, Math.max(0, countsLeft(known, last) - 1))
      const one = await count(commit, launches)
      counted.set(place, one)
      known.set(place, valuesOf(one))
      onCounted(commit, one)
      if ('skipped' in one && (place === 0 || place === last))
        throw new LoadgateError(
          'end-not-counted',
          messages.endNotCounted({ commit, isFirst: place === 0, reason: one.skipped }),
        )
    }
  }
}

/** Instructions per request, a value per launch. */
export function valuesOf(counted: Counted): readonly CountValue[] | 'skipped' {
  return 'skipped' in counted ? 'skipped' : counted.launches.map((launch) => countsOf(launch).instructions)
}

/** RangeError for a commit that was skipped. */
export function countOf(counted: Counted): CommitCount {
  const values = valuesOf(counted)
  if (values === 'skipped') throw new RangeError('A commit that was skipped has no count.')
  return { instructions: geometricMean(values.map(({ value }) => value)), spread: spreadOf(values) }
}

/** A commit with what it was counted at. */
export function countedCommit(commit: Commit, counted: Counted): CountedCommit {
  return { ...commit, ...('skipped' in counted ? counted : { count: countOf(counted) }) }
}
