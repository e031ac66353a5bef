import { shortHash } from '../model/commits.ts'
import type { NoSide } from './recorded-side.ts'

/** Why a server cannot be measured beside the commit that recorded its baseline. */
export type Missing = NoSide | { readonly missing: 'fixed-port'; readonly port: number }

/** The same in words, with what would make it possible. */
export function whyNotRechecked(side: Missing): string {
  switch (side.missing) {
    case 'outside-git':
      return 'the baseline was recorded outside of git, so that no version of then can be measured beside it: record it anew in a git checkout, or set LOADGATE_AGAINST'
    case 'cut-off':
      return 'this clone is too shallow to know the commit that recorded it, to measure both side by side: get it with `git fetch --unshallow`, or in GitHub Actions with `fetch-depth: 0` of actions/checkout'
    case 'same':
      return `nothing in git changed since that was recorded (${shortHash(side.commit)}), so the machine may be in another state: LOADGATE_AGAINST=<git ref> compares without a baseline`
    case 'not-here':
      return `the commit that recorded it is not in this clone, to measure both side by side: get it with \`git fetch origin ${side.commit}\``
    case 'fixed-port':
      return `the commit that recorded it cannot be measured beside it, because its port is fixed (${side.port}): remove \`port\` from its definition`
    default:
      return `the commit that recorded it (${shortHash(side.commit)}) could not be measured beside it: ${side.problem}`
  }
}
