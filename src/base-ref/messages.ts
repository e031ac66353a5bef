import { enumerated, excerpt, lastOutput, listed, type Problem } from '../model/wording.ts'
import { shortHash } from '../model/commits.ts'

const compareWithBaseline = 'leave LOADGATE_AGAINST unset to compare with the committed baseline'

const whatThereIs = '`git branch -a`, `git tag` and `git log --oneline` list what there is'

/** What this room says to a user. */
export const messages = {
  notWritable: ({ folder, problem }: { readonly folder: string; readonly problem: string }) =>
    `Nothing can be written to ${folder} (${problem}), so nothing was measured. Make the folder writable.`,
  gitRefuses: ({ folder, output }: { readonly folder: string; readonly output: string }) =>
    `LOADGATE_AGAINST compares with another commit, but git does not work in ${folder}. Run the gate in a git checkout that you own, or ${compareWithBaseline}.${lastOutput(output)}`,
  noCommit: ({ folder }: { readonly folder: string }) =>
    `The repository ${folder} has no commit yet, so there is nothing to compare with. Commit what you have, or ${compareWithBaseline}.`,
  unknownRef: ({ ref, name, fetch }: UnknownRef) =>
    `There is no commit ${excerpt(ref)} in this repository. Correct ${name} (${whatThereIs})${fetch === null ? '' : `, or get it with ${fetching(ref, name, fetch)}`}.`,
  refWithoutBranch: ({ ref, name }: { readonly ref: string; readonly name: string }) =>
    `${name} is ${excerpt(ref)}, with no branch after the slash: in GitHub Actions, github.base_ref is empty outside of pull requests. Name a branch or a commit, or ${compareWithBaseline}.`,
  shallowWithoutRef: ({ ref, name, fetch }: UnknownRef) =>
    `There is no commit ${excerpt(ref)} in this repository, which is a shallow clone. ${fetch === null ? 'Clone it with more history' : `Get it with ${fetching(ref, name, fetch)}`}; in GitHub Actions, give actions/checkout \`fetch-depth: 0\`.`,
  worktreeNotMade: ({
    folder,
    how,
    output,
  }: {
    readonly folder: string
    readonly how: string
    readonly output: string
  }) =>
    `The base could not be checked out into ${folder}: \`git worktree add\` ${how}. Correct what git reports, then run again.${lastOutput(output)}`,
  noSubmodule: ({ path, how, output }: { readonly path: string; readonly how: string; readonly output: string }) =>
    `The submodule ${path} of the base could not be checked out: \`git submodule update\` ${how}. Get the commit that the base has of it with \`git -C ${path} fetch --all\`, then run again.${lastOutput(output)}`,
  worktreeNotRemoved: ({ folder, problem }: { readonly folder: string; readonly problem: string }) =>
    `The base's worktree ${folder} could not be removed (${problem}). Delete the folder by hand.`,
  noProjectInBase: ({ ref, folder }: { readonly ref: string; readonly folder: string }) =>
    `${ref} has no folder ${folder}, so there is nothing to compare with. Set LOADGATE_AGAINST to a commit that has it, or ${compareWithBaseline}.`,
  noLockfile: ({ ref }: { readonly ref: string }) =>
    `${ref} has no lockfile and needs other packages than head, so its dependencies are unknown. Set LOADGATE_AGAINST to a commit that has a package-lock.json, or ${compareWithBaseline}.`,
  unknownInstaller: ({ ref, lockfile }: { readonly ref: string; readonly lockfile: string }) =>
    `The dependencies of ${ref} differ from head's or are linked into the checkout, and its lockfile is ${lockfile}, but loadgate installs with npm, pnpm and Yarn only. Set LOADGATE_AGAINST to a commit with the same ${lockfile}, or ${compareWithBaseline}.`,
  howNotInstalled: ({ command, how }: { readonly command: string; readonly how: string }) => `\`${command}\` ${how}`,
  baseNotInstalled: ({
    ref,
    command,
    how,
    output,
  }: {
    readonly ref: string
    readonly command: string
    readonly how: string
    readonly output: string
  }) =>
    `${ref} could not be installed: \`${command}\` ${how} in its worktree. Check that the commit installs by itself, or set LOADGATE_AGAINST to another one.${lastOutput(output)}`,
  howNothingInstalled: 'its installer made no node_modules',
  nothingInstalled: ({ ref, lockfile }: { readonly ref: string; readonly lockfile: string | null }) =>
    `${ref} could not be installed: what installs ${lockfile} made no node_modules in its worktree, so its servers would have run with those of head. Check that the commit installs by itself, or set LOADGATE_AGAINST to another one.`,
  baseNotLoaded: ({ ref, how, output }: { readonly ref: string; readonly how: string; readonly output: string }) =>
    `The servers of ${ref} could not be read: the program that loads its vitest configuration ${how}. Check that the gate of that commit runs by itself, or set LOADGATE_AGAINST to another commit.${lastOutput(output)}`,
  noGateInBase: ({ ref }: { readonly ref: string }) =>
    `The vitest configuration of ${ref} has no project made by loadgate(), so it has no servers to compare with. Set LOADGATE_AGAINST to a commit that has one, or ${compareWithBaseline}.`,
  baseOfOtherVersion: ({ ref, problems }: { readonly ref: string; readonly problems: readonly Problem[] }) =>
    `The servers of ${ref} were defined for another version of loadgate: ${listed(problems)}. Set LOADGATE_AGAINST to a commit with definitions of this version, or ${compareWithBaseline}.`,
  sameOnBothSides: ({ ref, commit }: { readonly ref: string; readonly commit: string }) =>
    `Both sides are the same commit: ${excerpt(ref)} is ${short(commit)}, which is checked out, and nothing is changed besides. So this shows only what launches of the same code differ by. Set LOADGATE_AGAINST to an older commit, such as HEAD^1.`,
  baseIsAhead: ({
    ref,
    ahead,
    common,
  }: {
    readonly ref: string
    readonly ahead: number
    readonly common: string | null
  }) =>
    `${excerpt(ref)} has ${ahead} ${ahead === 1 ? 'commit' : 'commits'} that head lacks, so a change may be theirs, the other way round. ${common === null ? 'No commit that both have is in this clone: merge or rebase first' : `Compare without ${ahead === 1 ? 'it' : 'them'}: LOADGATE_AGAINST=${short(common)}`}.`,
  onlyInHead: ({ ref, files }: { readonly ref: string; readonly files: readonly string[] }) =>
    `${enumerated(files)} ${files.length === 1 ? 'is' : 'are'} not in git, so ${excerpt(ref)} runs without ${files.length === 1 ? 'it' : 'them'}, and may be configured otherwise than head. Set what numbers depend on with \`env\` in the server's definition, or make the file with \`build\`.`,
  checkingOut: ({ ref, commit }: { readonly ref: string; readonly commit: string }) =>
    `checking out ${commit.startsWith(ref) ? short(ref) : `${ref} (${short(commit)})`}`,
  runningInBase: ({ ref, command }: { readonly ref: string; readonly command: string }) =>
    `${command} in ${short(ref)}`,
  copyingModules: ({ ref }: { readonly ref: string }) => `copying node_modules for ${short(ref)}`,
  readingBase: ({ ref }: { readonly ref: string }) => `reading the servers of ${short(ref)}`,
} as const

/** `name`: where a user wrote it. */
type UnknownRef = { readonly ref: string; readonly name: string; readonly fetch: Fetch | null }

/** The command that gets a ref, and what has to be written in its place then. */
type Fetch = { readonly command: string; readonly write: string }

/** A full hash as it is shown everywhere; other refs as they were written. */
function short(ref: string): string {
  return /^[0-9a-f]{40,64}$/.test(ref) ? shortHash(ref) : ref
}

function fetching(ref: string, name: string, { command, write }: Fetch): string {
  return `\`${command}\`${write === ref ? '' : ` and write ${write} for ${name}`}`
}
