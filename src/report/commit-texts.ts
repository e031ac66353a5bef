import { shortHash, type Commit, type CommitCount, type CommitStep, type Subject } from '../model/commits.ts'
import { formatCount, formatCountChange } from '../model/count-units.ts'
import { shellWord } from '../model/wording.ts'
import { ofCommits } from './commit-messages.ts'

/** Commits and what they were counted at, as text. */

/** What counts usually repeat to, as a fraction: launches of one commit may agree by luck. */
export const PRECISION = 0.0002

/** What a sentence calls it: its hash, or in words what is not committed, whose hash nobody knows. */
export function nameOf(commit: Commit): string {
  return isUncommitted(commit) ? ofCommits.whatIsNotCommitted : shortHash(commit.hash)
}

/** What a command calls it. What is not committed belongs to HEAD. */
function refOf(commit: Commit): string {
  return isUncommitted(commit) ? 'HEAD' : shortHash(commit.hash)
}

/** The command that searches the commits of a step one by one. */
export function bisectCommand({ scenario, server, config }: Subject, { before, commits }: CommitStep): string {
  const which = { scenario, server, ...(config === null ? {} : { config }) }
  const options = Object.entries(which).map(([name, value]) => `--${name} ${shellWord(value)}`)
  return ['npx loadgate bisect', shortHash(before.hash), refOf(commits.at(-1)!), ...options].join(' ')
}

/** Whether it stands for changes in the working tree, which have no date. */
export function isUncommitted({ date }: Commit): boolean {
  return date === ''
}

/** `2.135 M`, to the precision that it has. */
export function countText({ instructions, spread }: CommitCount): string {
  return formatCount(instructions, Math.max(PRECISION, spread ?? 0))
}

/** To two decimals, which is what counts are exact to: `+15.82 %`. Empty for null. */
export function changeSince(more: number | null): string {
  if (more === null) return ''
  const [text = ''] = formatCountChange({ estimate: more, low: more - PRECISION, high: more + PRECISION }).split(' ±')
  return text
}

/** `+15.7 % ±0.2` */
export function changeText({ change }: Pick<CommitStep, 'change'>): string {
  return formatCountChange(change)
}

/** `1a2b3c4d5 Copy the context (Ann, 2026-11-20)` */
export function commitText({ subject, author, date, ...commit }: Commit, withHash = true): string {
  const who = [author, date.slice(0, 10)].filter((part) => part !== '').join(', ')
  return [
    ...(withHash && date !== '' ? [shortHash(commit.hash)] : []),
    subject,
    ...(who === '' ? [] : [`(${who})`]),
  ].join(' ')
}
