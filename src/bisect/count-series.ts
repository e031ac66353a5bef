import type { Commit, CommitSeries, CommitStep } from '../model/commits.ts'
import type { Scenario } from '../model/scenario.ts'
import { countShift } from '../verdict/count-shift.ts'
import { toChange } from '../verdict/evidence.ts'
import { thinned } from './chain.ts'
import type { Counted, Task } from './count-commit.ts'
import { isChange, LAUNCHES } from './search.ts'
import { countedCommit, countOf, valuesOf } from './search-way.ts'

export type SeriesOptions = {
  /** Every so manyth commit, and both ends. */
  readonly every: number
  /** The servers that are counted of each commit. */
  readonly subjects: readonly { readonly scenario: Scenario; readonly server: string }[]
  /** The Vitest configuration, as it was named. */
  readonly config: string | null
  readonly count: (commit: Commit, tasks: readonly Task[]) => Promise<readonly Counted[]>
  /** Called before a commit is counted, with how many follow; and after that, with one result for each subject. */
  readonly onNext: (commit: Commit, following: number) => void
  readonly onCounted: (commit: Commit, counted: readonly Counted[]) => void
}

/** Counts commits of a way one after the other, and gives a series for each subject. Throws whatever `count` throws. */
export async function countSeries(way: readonly Commit[], options: SeriesOptions): Promise<readonly CommitSeries[]> {
  const { every, subjects, config, count, onNext, onCounted } = options
  const commits = thinned(way, every)
  const results: (readonly Counted[])[] = []
  for (const [place, commit] of commits.entries()) {
    onNext(commit, commits.length - place - 1)
    const counted = await count(
      commit,
      subjects.map((subject) => ({ ...subject, launches: LAUNCHES })),
    )
    results.push(counted)
    onCounted(commit, counted)
  }
  return subjects.map(({ scenario, server }, index) => {
    const counted = commits.map((commit, place) => ({ commit, counted: results[place]![index]! }))
    return {
      scenario: scenario.title,
      server,
      config,
      commits: counted.map((one) => countedCommit(one.commit, one.counted)),
      changes: changesIn(way, counted),
    }
  })
}

type One = { readonly commit: Commit; readonly counted: Counted }

/** Between neighbours among those that were counted. */
function changesIn(way: readonly Commit[], all: readonly One[]): readonly CommitStep[] {
  const counted = all.filter((one) => !('skipped' in one.counted))
  return counted.slice(1).flatMap((after, index) => {
    const before = counted[index]!
    const [from, to] = [valuesOf(before.counted), valuesOf(after.counted)]
    if (from === 'skipped' || to === 'skipped') return []
    const shift = countShift(from, to)
    if (!isChange(shift)) return []
    const between = way.slice(way.indexOf(before.commit) + 1, way.indexOf(after.commit) + 1)
    const count = countOf(before.counted)
    return [
      { before: { ...before.commit, count }, commits: between, after: countOf(after.counted), change: toChange(shift) },
    ]
  })
}
