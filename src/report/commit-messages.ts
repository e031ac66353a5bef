import { enumerated } from '../model/wording.ts'

/** What this room says of commits that were counted after the fact, one after the other or in a search. */
export const ofCommits = {
  seriesTitle: ({ scenario, server, from, to, counted, commits }: SeriesText) =>
    `${scenario} · ${server}: ${counted} of ${commits} commits from ${from} to ${to}, in instructions per request`,
  historyTitle: ({ from, to }: { readonly from: string; readonly to: string }) =>
    `Instructions per request from ${from} to ${to}`,
  seriesDrawn: ({ commits, from, to, changes }: DrawnText) =>
    `${commits} commits, from ${from} to ${to} per request${changes.length === 0 ? '' : `, with changes of ${enumerated(changes)}`}`,
  noChange: 'No change beyond what launches differ by.',
  changeOfCommit: ({ change, commit }: { readonly change: string; readonly commit: string }) =>
    `${change} by ${commit}`,
  changeAmong: ({ change, commits, from, to }: SpreadText) =>
    `${change} in ${commits} commits after ${from}, up to ${to}`,
  writtenTo: ({ file }: { readonly file: string }) => `Drawn in ${file}`,
  searching: ({ scenario, server, good, bad, commits }: SearchText) =>
    `${scenario} · ${server}: ${commits === 1 ? 'one commit' : `${commits} commits`} from ${good} to ${bad}`,
  uncommittedLast: 'The working tree has changes that are not committed. They are the last of these.',
  uncommittedBeside: 'The working tree has changes that are not committed. They are no part of this.',
  countingCommit: ({ nth, of, step, duration }: CountingText) =>
    `${nth} of ${of === nth ? of : `about ${of}`}: ${step}, about ${duration} left`,
  skippedCommit: ({ reason }: { readonly reason: string }) => `skipped: ${reason}`,
  whatIsNotCommitted: 'what is not committed',
  madeHeavier: ({ commit, server, change }: HeavierText & { readonly commit: string }) =>
    `${commit} made ${server} heavier: ${change} instructions per request`,
  uncommittedMadeHeavier: ({ server, change }: HeavierText) =>
    `What is not committed made ${server} heavier: ${change} instructions per request`,
  oneOfThese: ({ commits, server, change }: HeavierText & { readonly commits: number }) =>
    `One of these ${commits} commits made ${server} heavier: ${change} instructions per request`,
  cameBy: ({ merge }: { readonly merge: string }) => `It came in by ${merge}.`,
  countedAs: ({ values }: { readonly values: string }) => `${values} instructions per request`,
  onlyLastCounted: 'Of these, only the last one can be counted.',
  nothingToFind: ({ change }: { readonly change: string }) =>
    `Nothing to find: ${change} instructions per request from the first commit to the last.`,
  noSingleCommit: ({ change, from, to, commits }: SpreadText) =>
    `No single commit stands out: instructions per request grew by ${change} from ${from} to ${to}, little by little over ${commits} commits.`,
  alsoHeavier: ({ change, commits }: { readonly change: string; readonly commits: number }) =>
    `There is more: ${change} in ${commits === 1 ? 'one commit' : `${commits} commits`}. To find it:`,
  skippedCommits: ({ commits }: { readonly commits: number }) =>
    `${commits === 1 ? 'One commit was' : `${commits} commits were`} skipped, as is said above.`,
  commitsCounted: ({ counted, kept, duration }: CommitsText) =>
    `${counted === 1 ? 'One commit' : `${counted} commits`} counted in ${duration}${kept === 0 ? '' : `, ${kept === counted ? 'all of them' : kept} kept from before`}.`,
} as const

type SeriesText = Omit<SearchText, 'good' | 'bad'> & {
  readonly from: string
  readonly to: string
  readonly counted: number
}

type DrawnText = {
  readonly commits: number
  readonly from: string
  readonly to: string
  readonly changes: readonly string[]
}

type HeavierText = { readonly server: string; readonly change: string }

type SpreadText = { readonly change: string; readonly from: string; readonly to: string; readonly commits: number }

type CommitsText = { readonly counted: number; readonly kept: number; readonly duration: string }

type SearchText = {
  readonly scenario: string
  readonly server: string
  readonly good: string
  readonly bad: string
  readonly commits: number
}

type CountingText = { readonly nth: number; readonly of: number; readonly step: string; readonly duration: string }
