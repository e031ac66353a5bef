import { shortHash, type Bisection, type Commit, type CommitStep, type CountedCommit } from '../model/commits.ts'
import { formatCountPair } from '../model/count-units.ts'
import { formatSeconds } from '../model/units.ts'
import {
  bisectCommand,
  changeSince,
  changeText,
  commitText,
  countText,
  isUncommitted,
  nameOf,
  PRECISION,
} from './commit-texts.ts'
import { ofCommits } from './commit-messages.ts'
import { oneLine, visible } from './safe.ts'
import { whereBlock } from './where-below.ts'
import { cut, painterFor, padded, widthOf, wrap, type Screen } from './screen.ts'

/** What a search among commits found, as text. */

/** What is to be found, and where. */
export type BisectionTitle = Pick<Bisection, 'scenario' | 'server' | 'commits'> & {
  readonly good: string
  readonly bad: string
  readonly uncommitted: 'last' | 'beside' | 'none'
}

export function bisectionTitle(title: BisectionTitle, screen: Screen): string {
  const { scenario, server, uncommitted } = title
  const line = ofCommits.searching({ ...title, scenario: visible(scenario), server: visible(server) })
  const note =
    uncommitted === 'none' ? [] : [ofCommits[uncommitted === 'last' ? 'uncommittedLast' : 'uncommittedBeside']]
  return [line, ...note].flatMap((text) => wrap(text, widthOf(screen))).join('\n')
}

/** `3 of about 8: npm ci in 1a2b3c4d5, about 1 min 40 s left` */
export function countingCommitLine(
  step: string,
  now: { readonly nth: number; readonly of: number; readonly left: number } | null,
): string {
  if (now === null) return visible(step)
  return ofCommits.countingCommit({ ...now, step: visible(step), duration: formatSeconds(now.left) })
}

/** `mark`: the how manyth that was counted, or what it is. `more`: than the first that was, as a fraction. */
type CountedLine = { readonly commit: CountedCommit; readonly mark: string; readonly more: number | null }

/** One commit as soon as it is counted: `   3  1a2b3c4d5  2026-11-20  2.135 M  +15.8 %  Copy the context`. */
export function countedCommitLine({ commit, mark, more }: CountedLine, screen: Screen): string {
  const start = [mark.padStart(4), shortHash(commit.hash), commit.date.slice(0, 10).padEnd(10)]
  const figures =
    'skipped' in commit
      ? [ofCommits.skippedCommit({ reason: oneLine(commit.skipped) })]
      : [padded(countText(commit.count), 8, 'right'), padded(changeSince(more), 9, 'right'), commit.subject]
  return cut([...start, ...figures].map(visible).join('  '), widthOf(screen))
}

/** The commit that made it heavier, its change, what else there is, and how long that took. */
export function bisectionText(bisection: Bisection, screen: Screen): string {
  const blocks = [foundLines(bisection, screen), restLines(bisection, screen), [endLine(bisection)]]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function foundLines(bisection: Bisection, screen: Screen): readonly string[] {
  const { steps, spread } = bisection
  if (steps.length > 0) return steps.flatMap((step) => stepLines(step, bisection, screen))
  const width = widthOf(screen)
  if (spread === null) return wrap(ofCommits.nothingToFind({ change: changeSince(bisection.change.estimate) }), width)
  return wrap(ofCommits.noSingleCommit({ change: changeText(spread), ...endsOf(spread) }), width)
}

function stepLines(
  { commits, merge, where, ...step }: Bisection['steps'][number],
  { server }: Bisection,
  screen: Screen,
): readonly string[] {
  const paint = painterFor(screen)
  const width = widthOf(screen)
  const title = titleOf(commits, { server: visible(server), change: changeText(step) })
  const lines = [
    ...commits.map((commit) => commitText(commit, commits.length > 1)),
    ...(commits.length > 1 ? [ofCommits.onlyLastCounted] : []),
    ...(merge ? [ofCommits.cameBy({ merge: commitText(merge, true) })] : []),
    ofCommits.countedAs({ values: pairText(step) }),
  ]
  const below = [...lines.map((line) => `  ${visible(line)}`), ...(where ? whereBlock(where, width) : [])]
  return [paint(['bold', 'red'], cut(title, width)), ...below.map((line) => cut(line, width))]
}

function titleOf(commits: readonly Commit[], heavier: { readonly server: string; readonly change: string }): string {
  const last = commits.at(-1)!
  if (commits.length > 1) return ofCommits.oneOfThese({ ...heavier, commits: commits.length })
  return isUncommitted(last)
    ? ofCommits.uncommittedMadeHeavier(heavier)
    : ofCommits.madeHeavier({ ...heavier, commit: shortHash(last.hash) })
}

function restLines(bisection: Bisection, screen: Screen): readonly string[] {
  const { rest, skipped } = bisection
  const width = widthOf(screen)
  return [
    ...rest.flatMap((step) => [
      cut(ofCommits.alsoHeavier({ change: changeText(step), commits: step.commits.length }), width),
      `  ${visible(bisectCommand(bisection, step))}`,
    ]),
    ...(skipped.length > 0 ? wrap(ofCommits.skippedCommits({ commits: skipped.length }), width) : []),
  ]
}

function endLine({ counted, kept, seconds }: Bisection): string {
  return ofCommits.commitsCounted({ counted, kept, duration: formatSeconds(seconds) })
}

function endsOf({ before, commits }: CommitStep) {
  return { from: shortHash(before.hash), to: nameOf(commits.at(-1)!), commits: commits.length }
}

/** `2.135 → 2.471 M` */
function pairText({ before, after }: Pick<CommitStep, 'before' | 'after'>): string {
  const precision = Math.max(PRECISION, before.count.spread ?? 0, after.spread ?? 0)
  return formatCountPair(before.count.instructions, after.instructions, precision)
}
