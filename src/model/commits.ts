import type { Change } from './verdict.ts'
import type { Where } from './where.ts'

/** Commits whose requests were counted, and what that shows. */

/** A commit of a repository, as a person knows it. What is not committed has no author and no date. */
export type Commit = {
  readonly hash: string
  readonly parents: readonly string[]
  readonly author: string
  /** When it was written, as ISO 8601. */
  readonly date: string
  readonly subject: string
}

/** A full hash as people see it. */
export function shortHash(hash: string): string {
  return hash.slice(0, 9)
}

/** Instructions per request, and what its launches differ by: a standard deviation as a fraction, null where that cannot be told. */
export type CommitCount = { readonly instructions: number; readonly spread: number | null }

/** Or why it was not counted, in words that end a sentence. */
export type CountedCommit = Commit & ({ readonly count: CommitCount } | { readonly skipped: string })

/** From one counted commit to another one. */
export type CommitStep = {
  readonly before: Commit & { readonly count: CommitCount }
  /** Those after it, the oldest first; only the last one is counted, which has the change. */
  readonly commits: readonly Commit[]
  readonly after: CommitCount
  readonly change: Change
}

/** Which server of which specs was counted. `config`: their Vitest configuration, as it was named; null where it was not. */
export type Subject = { readonly scenario: string; readonly server: string; readonly config: string | null }

/** What a search for the commit that made a server heavier found. */
export type Bisection = Subject & {
  /** The ends of the range, and how many commits come after the first. */
  readonly good: Commit & { readonly count: CommitCount }
  readonly bad: Commit & { readonly count: CommitCount }
  readonly commits: number
  /** Of the whole range. */
  readonly change: Change
  /** Each of one commit, or of several of which only the last can be counted; the largest first. */
  readonly steps: readonly (CommitStep & {
    /** The merge by which the commit came in, where it is not on the way from one end to the other. */
    readonly merge: Commit | null
    /** Which functions made the change; null where it could not be divided. */
    readonly where: Where | null
  })[]
  /** Heavier, too, and not looked into. */
  readonly rest: readonly CommitStep[]
  /** The shortest stretch that shows a change where no single commit does. */
  readonly spread: CommitStep | null
  readonly skipped: readonly (Commit & { readonly skipped: string })[]
  /** Commits that were counted, how many of them were kept from before, and the seconds that it took. */
  readonly counted: number
  readonly kept: number
  readonly seconds: number
}

/** Commits of a range as they were counted for one server, the oldest first. */
export type CommitSeries = Subject & {
  readonly commits: readonly CountedCommit[]
  /** From one counted commit to the next where they differ beyond what launches do, in either direction. */
  readonly changes: readonly CommitStep[]
}

/** A range of commits, counted after the fact. */
export type CommitHistory = Pick<Bisection, 'counted' | 'kept' | 'seconds'> & {
  /** As they were named. */
  readonly from: string
  readonly to: string
  /** How many commits come after the first, counted or not. */
  readonly commits: number
  readonly series: readonly CommitSeries[]
}
