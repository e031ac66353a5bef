import {
  shortHash,
  type CommitHistory,
  type CommitSeries,
  type CommitStep,
  type CountedCommit,
} from '../model/commits.ts'
import { formatSeconds } from '../model/units.ts'
import { bisectCommand, changeText, commitText, countText, nameOf } from './commit-texts.ts'
import { ofCommits } from './commit-messages.ts'
import { oneLine, visible, type Safe } from './safe.ts'
import { cut, padded, painterFor, widthOf, wrap, type Screen } from './screen.ts'

/** Commits that were counted after the fact, drawn in a terminal: time goes down, and instructions per request to the right. */

export function commitHistoryText(history: CommitHistory, file: string, screen: Screen): string {
  const { counted, kept, seconds, series } = history
  return [
    ...series.map((one) => seriesLines(one, history, screen)),
    [
      ofCommits.commitsCounted({ counted, kept, duration: formatSeconds(seconds) }),
      ofCommits.writtenTo({ file: visible(file) }),
    ].flatMap((text) => wrap(text, widthOf(screen))),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function seriesLines(series: CommitSeries, history: CommitHistory, screen: Screen): readonly string[] {
  const width = widthOf(screen)
  const scale = scaleOf(series.commits)
  return [
    ...wrap(seriesTitle(series, history, visible), width).map((line) => painterFor(screen)('bold', line)),
    ...series.commits.map((commit) => cut(commitLine(commit, scale), width)),
    '',
    ...changeLines(series, width),
  ]
}

export function seriesTitle({ scenario, server, commits }: CommitSeries, history: CommitHistory, safe: Safe): string {
  const counted = commits.filter((commit) => 'count' in commit).length
  const { from, to, commits: after } = history
  return ofCommits.seriesTitle({
    scenario: safe(scenario),
    server: safe(server),
    from: safe(from),
    to: safe(to),
    counted,
    commits: after + 1,
  })
}

/** One change in words, and the command that finds its commit, where several lie between. */
export type ChangeText = { readonly text: string; readonly command: string | null }

/** What changed, and by which commit. */
export function changeTexts(series: CommitSeries, safe: Safe): readonly ChangeText[] {
  return series.changes.map((step) => {
    const last = step.commits.at(-1)!
    const change = changeText(step)
    if (step.commits.length === 1)
      return { text: ofCommits.changeOfCommit({ change, commit: safe(commitText(last)) }), command: null }
    const ends = { from: shortHash(step.before.hash), to: nameOf(last), commits: step.commits.length }
    const command = isHeavier(step) ? safe(bisectCommand(series, step)) : null
    return { text: ofCommits.changeAmong({ change, ...ends }), command }
  })
}

/** A command is not cut: half of it would be of no use. */
function changeLines(series: CommitSeries, width: number): readonly string[] {
  if (series.changes.length === 0) return wrap(ofCommits.noChange, width)
  return changeTexts(series, visible).flatMap(({ text, command }) => [
    cut(text, width),
    ...(command === null ? [] : [`  ${command}`]),
  ])
}

function isHeavier({ change }: CommitStep): boolean {
  return change.estimate > 0
}

/** Columns of the drawing: an odd number, so that values that hardly differ stand in the middle one. */
const COLUMNS = 25

/** It spans at least this factor: with less, noise would look like mountains. */
const LEAST_SPAN = 1.1

/** Where a value stands, from 0 on. */
type Scale = (instructions: number) => number

function scaleOf(commits: readonly CountedCommit[]): Scale {
  const logs = commits.flatMap((commit) => ('count' in commit ? [Math.log(commit.count.instructions)] : []))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  const span = Math.max(most - least, Math.log(LEAST_SPAN))
  const from = (least + most) / 2 - span / 2
  return (instructions) => Math.round(((COLUMNS - 1) * (Math.log(instructions) - from)) / span)
}

function commitLine(commit: CountedCommit, scale: Scale): string {
  const start = [commit.date.slice(0, 10).padEnd(10), shortHash(commit.hash)]
  if ('skipped' in commit)
    return [...start, ofCommits.skippedCommit({ reason: oneLine(commit.skipped) })].map(visible).join('  ')
  const mark = `${' '.repeat(scale(commit.count.instructions))}●`.padEnd(COLUMNS)
  return [...start, padded(countText(commit.count), 9, 'right'), mark, commit.subject].map(visible).join('  ')
}
