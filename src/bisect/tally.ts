import type { Bisection, Commit, CountedCommit } from '../model/commits.ts'
import { mean } from '../stats/summary.ts'
import type { Counted } from './count-commit.ts'
import { countedCommit } from './search-way.ts'

/** One commit as soon as it is counted: the how manyth it is, and how much more it executes than the first that was. */
export type CountedNow = { readonly commit: CountedCommit; readonly nth: number; readonly more: number | null }

/** What is being counted: which of how many, and the seconds that are left of all. */
export type CountingNow = { readonly nth: number; readonly of: number; readonly left: number }

/** What was counted so far, and how long the rest takes. */
export type Tally = {
  /** Called before a commit is counted, with how many follow as far as is known. */
  readonly begin: (commit: Commit, following: number) => void
  readonly end: (commit: Commit, counted: Counted) => CountedNow
  readonly sum: () => Pick<Bisection, 'counted' | 'kept' | 'skipped' | 'seconds'>
  /** Null while nothing is being counted. */
  readonly now: () => CountingNow | null
}

/** Seconds for a commit, while none was counted. */
const EACH = 20

/** `clock` is in seconds. */
export function openTally(clock: () => number): Tally {
  const began = clock()
  const ended = new Map<string, { readonly commit: CountedCommit; readonly isFresh: boolean }>()
  const durations: number[] = []
  let first: number | null = null
  let current: { readonly following: number; readonly at: number } | null = null

  function end(commit: Commit, counted: Counted): CountedNow {
    const isFresh = 'skipped' in counted || counted.fresh > 0
    if (isFresh && current) durations.push(clock() - current.at)
    current = null
    const told = countedCommit(commit, counted)
    // A commit of which more launches were needed is counted once all the same.
    ended.set(commit.hash, { commit: told, isFresh: isFresh || (ended.get(commit.hash)?.isFresh ?? false) })
    const more = 'count' in told && first !== null ? told.count.instructions / first - 1 : null
    if ('count' in told) first ??= told.count.instructions
    return { commit: told, nth: ended.size, more }
  }

  function now(): CountingNow | null {
    if (current === null) return null
    const nth = ended.size + 1
    const each = durations.length === 0 ? EACH : mean(durations)
    const left = (current.following + 1) * each - (clock() - current.at)
    return { nth, of: nth + current.following, left: Math.max(0, left) }
  }

  function sum() {
    const all = [...ended.values()]
    const counted = all.filter(({ commit }) => 'count' in commit)
    return {
      counted: counted.length,
      kept: counted.filter(({ isFresh }) => !isFresh).length,
      skipped: all.flatMap(({ commit }) => ('skipped' in commit ? [commit] : [])),
      seconds: clock() - began,
    }
  }

  return { begin: (_commit, following) => (current = { following, at: clock() }), end, now, sum }
}
