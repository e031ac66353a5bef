import { shortHash, type Commit } from '../model/commits.ts'
import type { LoadgateError } from '../model/error.ts'
import { excerpt, lastOutput, shellWord } from '../model/wording.ts'

type Ends = { readonly good: string; readonly bad: string; readonly dotted?: boolean }

/** What this room says to a user. */
export const messages = {
  // the beginning
  cannotCount: ({ reason }: { readonly reason: string }) =>
    `Commits cannot be compared here, because instructions cannot be counted: ${reason}. \`npx loadgate doctor\` tells more.`,
  noRepository: ({ folder }: { readonly folder: string }) =>
    `git does not work in ${folder}, so it has no commits to count. Run this in a git checkout that you own.`,
  readingSpecs: 'reading the specs',
  noScenarios: ({ gates }: { readonly gates: number }) =>
    gates === 0
      ? 'The vitest configuration of this folder has no project made by loadgate(), so nothing says what to ask. Run this in the folder of the configuration, or name it with --config.'
      : 'The specs declare no scenario, so nothing says what to ask. Write one, as docs/specs.md shows.',
  noSuchScenario: ({ asked, titles }: { readonly asked: string; readonly titles: readonly string[] }) =>
    `No scenario has ${excerpt(asked)} in its title. There are: ${titles.map((title) => excerpt(title)).join(', ')}.`,
  noSuchServer: ({ asked, servers }: { readonly asked: string; readonly servers: readonly string[] }) =>
    `These scenarios have no server ${excerpt(asked)}, only: ${servers.join(', ')}.`,
  severalGates: ({ titles }: { readonly titles: readonly string[] }) =>
    `The scenarios are of several gates, which cannot be counted together: ${titles.map((title) => excerpt(title)).join(', ')}. Name one of them.`,
  severalServers: ({ options }: { readonly options: readonly Option[] }) =>
    `There are several servers to look at, so say which one:\n${options.map(optionText).join('\n')}`,

  // the range
  /** What the two ends are called where a user writes them. */
  endNames: ({ dotted }: Pick<Ends, 'dotted'>): readonly [string, string] =>
    dotted === true ? ['the first commit of --count', 'the last commit of --count'] : ['GOOD', 'BAD'],
  sameCommit: ({ good, bad, hash }: Ends & { readonly hash: string }) =>
    `${good === bad ? `${good} is both ends of the range` : `${good} and ${bad} are the same commit`} (${shortHash(hash)}), and nothing is changed besides, so there is nothing to look for. Name an older commit first.`,
  wrongWayRound: ({ good, bad, dotted }: Ends) =>
    dotted === true
      ? `${good} comes after ${bad}, but the older commit is written first. Write \`${bad}..${good}\`.`
      : `${good} comes after ${bad}, but the older commit, from before it became heavier, is the first argument. Write \`${bad} ${good}\`.`,
  noAncestorHere: ({ good, bad }: Ends) =>
    `This shallow clone does not know whether ${good} is an ancestor of ${bad}, nor the commits between them. Get the rest of its history with \`git fetch --unshallow\`; in GitHub Actions, give actions/checkout \`fetch-depth: 0\`.`,
  noAncestor: ({ good, bad, common }: Ends & { readonly common: string | null }) =>
    common === null
      ? `${good} is no ancestor of ${bad}, and they have none in common, so no commits lie between them. Name an ancestor of ${bad} first.`
      : `${good} is no ancestor of ${bad}, so no commits lie between them. Name an ancestor of ${bad} first; the last one that both have is ${shortHash(common)}.`,
  uncommitted: 'Changes that are not committed',
  uncommittedNotRead: ({
    command,
    how,
    output,
  }: {
    readonly command: string
    readonly how: string
    readonly output: string
  }) =>
    `The changes in the working tree that are not committed could not be read: \`git ${command}\` ${how}. Commit or stash them, then run again.${lastOutput(output)}`,

  endNotCounted: ({
    commit,
    isFirst,
    reason,
  }: {
    readonly commit: Commit
    readonly isFirst: boolean
    readonly reason: string
  }) =>
    `${isFirst ? 'The first' : 'The last'} commit of the range, ${shortHash(commit.hash)} (${excerpt(commit.subject)}), cannot be counted: ${withEnd(reason)} Name ${isFirst ? 'a later' : 'an earlier'} one.`,

  nothingHeavy: ({ good, bad }: Ends) =>
    `The bad commit (${bad}) executes no more instructions per request than the good one (${good}), so no commit between them can be said to be heavy.`,

  // a commit
  /** Why a commit is skipped, in words that end a sentence; null for what would stop every commit. */
  whySkipped: ({ code, cause }: LoadgateError): string | null => {
    if (code === 'base-not-installed') return `it does not install: ${String(cause)}`
    return Object.hasOwn(SKIPPED, code) ? (SKIPPED[code] ?? null) : null
  },
  noServer: ({ server }: { readonly server: string }) => `its configuration has no server ${excerpt(server)}`,
  notCounted: ({ reason }: { readonly reason: string }) => `not counted: ${reason}`,
  readingServers: ({ ref }: { readonly ref: string }) => `reading the servers of ${ref}`,
  counting: ({ servers, ref }: { readonly servers: readonly string[]; readonly ref: string }) =>
    `counting ${servers.join(', ')} in ${ref}`,
  profiling: ({
    server,
    before,
    after,
  }: {
    readonly server: string
    readonly before: string
    readonly after: string
  }) => `profiling ${server} in ${before} and ${after}`,
  waitingForGate: ({ pid, folder }: { readonly pid: number; readonly folder: string }) =>
    `waiting for the gate in ${folder} (process ${pid})`,
} as const

function withEnd(sentence: string): string {
  return /[.\n]$/.test(sentence) || sentence.includes('\n') ? sentence : `${sentence}.`
}

type Option = { readonly title: string; readonly server: string }

function optionText({ title, server }: Option): string {
  return `  --scenario ${shellWord(title)} --server ${shellWord(server)}`
}

const SKIPPED: Readonly<Record<string, string>> = {
  'no-project-in-base': 'the folder of the gate is not there',
  'no-submodule': 'a submodule of it cannot be checked out',
  'no-lockfile': 'it has no lockfile, and needs other packages than are installed here',
  'unknown-installer': 'its lockfile is for an installer that loadgate does not know',
  'no-lock': 'the lock file of its Python packages cannot be read',
}
