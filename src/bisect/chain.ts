import type { Commit } from '../model/commits.ts'

/**
 * The way from `good` to `bad` on which each commit is a parent of the next, both included. `between` holds the commits that have `good`
 * among their ancestors and `bad` among their descendants, `bad` itself included. Where a merge has several parents on
 * the way, it is the first one: on a main branch, the way is that of the main branch. Null where there is no way.
 */
export function wayTo(good: Commit, bad: Commit, between: readonly Commit[]): readonly Commit[] | null {
  const known = new Map([...between, good, bad].map((commit) => [commit.hash, commit]))
  const way: Commit[] = []
  for (let commit: Commit | undefined = bad; commit !== undefined; commit = firstOf(commit, known)) {
    way.push(commit)
    if (commit.hash === good.hash) return way.toReversed()
  }
  return null
}

function firstOf({ parents }: Commit, known: ReadonlyMap<string, Commit>): Commit | undefined {
  const first = parents.find((parent) => known.has(parent))
  return first === undefined ? undefined : known.get(first)
}

/** Every so manyth commit of a way, and its two ends. */
export function thinned(way: readonly Commit[], every: number): readonly Commit[] {
  return way.filter((_, place) => place === way.length - 1 || place % every === 0)
}
