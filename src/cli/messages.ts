import { enumerated } from '../model/wording.ts'

/** What the commands say to a user. */
export const messages = {
  noCommand: ({ commands }: { readonly commands: readonly string[] }) =>
    `Name a command (${commands.join(', ')}); \`npx loadgate --help\` explains them.`,
  unknownCommand: ({ name, commands }: { readonly name: string; readonly commands: readonly string[] }) =>
    `There is no command "${name}", only ${commands.join(', ')}; \`npx loadgate --help\` explains them.`,
  unknownOption: ({
    command,
    option,
    known,
  }: {
    readonly command: string
    readonly option: string
    readonly known: readonly string[]
  }) =>
    `\`loadgate ${command}\` has no option ${option}, only ${known.join(', ')}; \`npx loadgate ${command} --help\` explains them.`,
  missingValue: ({ command, option }: { readonly command: string; readonly option: string }) =>
    `${option} of \`loadgate ${command}\` needs a value; \`npx loadgate ${command} --help\` has an example.`,
  unexpectedValue: ({
    command,
    option,
    value,
  }: {
    readonly command: string
    readonly option: string
    readonly value: string
  }) => `${option} of \`loadgate ${command}\` takes no value, but was given "${value}"; remove the value.`,
  tooManyArguments: ({ command, argument }: { readonly command: string; readonly argument: string }) =>
    `\`loadgate ${command}\` does not know what to do with "${argument}"; \`npx loadgate ${command} --help\` explains what it takes.`,
  unreadable: ({ where, problem }: { readonly where: string; readonly problem: string }) =>
    `${where} cannot be read (${problem}).`,

  // read and compare
  noFile: '`loadgate read` needs a file, or `-` for standard input; `npx loadgate read --help` explains which.',
  twoSides:
    '`loadgate compare` needs two files, or two lists of files with `--` between them; see `npx loadgate compare --help`.',
  nothingInCommon: ({ runs }: { readonly runs: readonly string[] }) =>
    `The runs have nothing in common: ${runs.join('; ')}. Two runs can be compared when they have the same tool and number of connections, or the same scenario and server.`,

  // merge
  noReportIn: ({ file }: { readonly file: string }) =>
    `${file} is not a report of this version of loadgate. Merge the report.json of every shard, with the loadgate that wrote them.`,
  shardsFailed: ({ shards }: { readonly shards: readonly number[] }) =>
    `${shards.length === 1 ? 'Shard' : 'Shards'} ${enumerated(shards.map(String))} failed by something that is no verdict; ${shards.length === 1 ? 'its log says' : 'their logs say'} what.`,
  nothingInShards: 'No shard measured anything; their logs say why.',

  // history
  nothingRecorded: ({
    folder,
    scenario,
    titles,
  }: {
    readonly folder: string
    readonly scenario: string
    readonly titles: readonly string[]
  }) =>
    titles.length === 0
      ? `No baseline in ${folder} was ever committed. \`npm run baseline:update\` records them; then commit the files.`
      : `No scenario with "${scenario}" in its title was recorded in ${folder}. Recorded are: ${titles.join(', ')}.`,
  wrongCount: ({ option, value }: { readonly option: string; readonly value: string }) =>
    `${option} must be a whole number above 0, not "${value}".`,

  onlyWhenCounting: ({ option, when }: { readonly option: string; readonly when: 'with' | 'without' }) =>
    `${option} of \`loadgate history\` is ${when === 'with' ? 'only for --count' : 'not for --count'}; leave one of them out. \`npx loadgate history --help\` explains both.`,
  wrongRange: ({ value }: { readonly value: string }) =>
    `--count must be two commits with two dots between them, such as v1.0.0..HEAD, not "${value}".`,

  // bisect
  noGoodCommit:
    '`loadgate bisect` needs a commit from before the server became heavier; `npx loadgate bisect --help` has an example.',
  noBisect:
    'No `git bisect` is under way, so there is nothing to take a step of. Begin with `git bisect start BAD GOOD`, then `git bisect run npx loadgate bisect-step`.',
  noEnds:
    '`git bisect log` names no good or no bad commit, so nothing says what is heavy. Begin with `git bisect start BAD GOOD`.',
  noConfig: ({ file }: { readonly file: string }) =>
    `--config names ${file}, but there is no such file; correct the path, or leave the option out.`,
  interrupted: 'Interrupted. What was counted is kept: the same command goes on from there.',

  // comment
  noFolder:
    "`loadgate comment` needs the folder with the run's report.json; `npx loadgate comment --help` has an example.",
  notAReport: ({ file }: { readonly file: string }) =>
    `${file} is not a report of loadgate. It comes from a pull request's run and is not trusted, so no comment was written.`,
  noPullRequest: ({ sha }: { readonly sha: string }) =>
    `No open pull request has ${sha} as its latest commit, so there is nothing to comment on.`,
  commented: ({ done, pull }: { readonly done: 'created' | 'updated'; readonly pull: number }) =>
    `The comment on #${pull} was ${done}.`,

  // propose
  nothingToPropose: ({ folder }: { readonly folder: string }) =>
    `Nothing changed in ${folder}, so there is nothing to propose.`,
  proposedTitle: ({ machines }: { readonly machines: readonly string[] }) =>
    `Record the baselines of ${enumerated(machines)}`,
  proposedBody: ({ machines }: { readonly machines: readonly string[] }) =>
    `Recorded by \`npm run baseline:update\` on ${machines.length === 1 ? 'a runner' : 'runners'} (${enumerated(machines)}). Merge this if the change in speed since the last recording is intended. From then on, the gate compares pull requests with these numbers.`,
  proposed: ({ opened, branch }: { readonly opened: boolean; readonly branch: string }) =>
    opened ? `Opened a pull request for ${branch}.` : `Updated the open pull request for ${branch}.`,
  gitFailed: ({ command, output }: { readonly command: string; readonly output: string }) =>
    `git ${command} failed (${output}).`,

  // doctor
  noBaselinesFolder: ({ folder }: { readonly folder: string }) =>
    `--baselines names ${folder}, but there is no such folder; correct the path, or leave the option out to use \`baselines\`.`,
  counting: 'Counting: one launch of the first reference server, some ten seconds.',
  selfTest: ({ seconds }: { readonly seconds: number }) => `Self-test: measuring on one core, ${seconds} s left.`,
} as const
