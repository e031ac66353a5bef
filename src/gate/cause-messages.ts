import { formatShare } from '../model/units.ts'
import { shortHash } from '../model/commits.ts'
import type { NoSide } from './recorded-side.ts'

/** What this room says when it looks for the functions that a change is in, and for what requests wait for. */
export const ofCauses = {
  nothingRecordedToExplain: ({ server, scenario, shown }: Shown & { readonly scenario: string }) =>
    `Nothing was recorded of ${server} in "${scenario}" yet, so these are its ${shown} of today alone.`,
  recordedOutsideGit: ({ server, shown }: Shown) =>
    `The baseline of ${server} was recorded outside of git, so these are its ${shown} of today alone. Record it anew in a git checkout, or set LOADGATE_AGAINST.`,
  recordedBeforeThisClone: ({ server, shown }: Shown) =>
    `These are the ${shown} of ${server} of today alone, because this clone is too shallow to know the commit that recorded its baseline. Get it with \`git fetch --unshallow\`; in GitHub Actions, give actions/checkout \`fetch-depth: 0\`.`,
  recordedOfThisCommit: ({ server, commit, shown }: Shown & { readonly commit: string }) =>
    `These are the ${shown} of ${server} of today alone, because its baseline was recorded of this same commit (${shortHash(commit)}), and nothing in git changed since. Look at what git does not hold: packages, files that it ignores, environment variables.`,
  recordedNotHere: ({ commit, shown }: Pick<Shown, 'shown'> & { readonly commit: string }) =>
    `These are the ${shown} of today alone, because the commit that recorded the baseline is not in this clone. Get it with \`git fetch origin ${commit}\`.`,
  recordedNotStarted: ({
    commit,
    problem,
    shown,
  }: Pick<Shown, 'shown'> & { readonly commit: string; readonly problem: string }) =>
    `These are the ${shown} of today alone, because the commit that recorded the baseline (${shortHash(commit)}) could not be started: ${problem}`,
  /** What belongs to no function of the project. */
  runtime: ({ namedBy, isPython }: { readonly namedBy: string; readonly isPython: boolean }) =>
    namedBy === 'V8' ? 'Node itself' : isPython ? 'the Python interpreter' : 'the rest of the program',
  namingTakenOff: ({ share }: { readonly share: number }) =>
    `Python executed ${formatShare(share)} more to name its functions. As much was taken off per call as makes the sum what was counted without names.`,
  namelessFunctions: ({ isPython }: { readonly isPython: boolean }) =>
    isPython
      ? "The functions have no names, so that everything is the interpreter's: Python names them from 3.12 on, and loadgate those of 3.10 and 3.11 on x86-64."
      : "The functions have no names, so that everything is the interpreter's: of interpreted languages, loadgate names those of JavaScript and Python.",
} as const

/** Why only what is of today is shown. */
export function withoutSide(side: NoSide, shown: Shown): string {
  switch (side.missing) {
    case 'outside-git':
      return ofCauses.recordedOutsideGit(shown)
    case 'cut-off':
      return ofCauses.recordedBeforeThisClone(shown)
    case 'same':
      return ofCauses.recordedOfThisCommit({ ...shown, ...side })
    case 'not-here':
      return ofCauses.recordedNotHere({ ...shown, ...side })
    default:
      return ofCauses.recordedNotStarted({ ...shown, ...side })
  }
}

/** `shown`: what is said of today where there is no other side. */
type Shown = { readonly server: string; readonly shown: 'functions' | 'waits' }
