/** What this room says to a user. */
export const messages = {
  noReportIn: ({ file }: { readonly file: string }) =>
    `${file} is no report of loadgate. It comes from the run of a pull request, so nothing was written.`,
  noPullRequest: ({ sha }: { readonly sha: string }) =>
    `No open pull request has ${sha} as its latest commit: nothing to comment.`,
  commented: ({ done, pull }: { readonly done: 'created' | 'updated'; readonly pull: number }) =>
    `The comment of #${pull} was ${done}.`,
  nothingToPropose: ({ folder }: { readonly folder: string }) => `Nothing changed below ${folder}: nothing to propose.`,
  proposedTitle: ({ machine }: { readonly machine: string }) => `Record the baselines of ${machine}`,
  proposedBody: ({ machine }: { readonly machine: string }) =>
    `Recorded by \`npm run baseline:update\` on a runner (${machine}). Merge it if the change of speed since the last recording was meant: from then on these are what the gate holds pull requests against.`,
  proposed: ({ opened, branch }: { readonly opened: boolean; readonly branch: string }) =>
    opened ? `Opened a pull request for ${branch}.` : `The open pull request for ${branch} shows the new baselines.`,
  gitFailed: ({ command, said }: { readonly command: string; readonly said: string }) =>
    `git ${command} failed (${said}).`,
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
      ? `No baseline below ${folder} was ever committed. \`npm run baseline:update\` records them; commit the files.`
      : `No scenario with "${scenario}" in its title was recorded below ${folder}: there is ${titles.join(', ')}.`,
  wrongCount: ({ option, value }: { readonly option: string; readonly value: string }) =>
    `${option} must be a whole number above 0, not "${value}".`,
  noCommand: ({ commands }: { readonly commands: readonly string[] }) =>
    `Name a command (${commands.join(', ')}); \`npx loadgate --help\` says what they do.`,
  unknownCommand: ({ name, commands }: { readonly name: string; readonly commands: readonly string[] }) =>
    `There is no command "${name}", only ${commands.join(', ')}; \`npx loadgate --help\` says what they do.`,
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
  optionWithoutValue: ({ command, option }: { readonly command: string; readonly option: string }) =>
    `${option} of \`loadgate ${command}\` needs a value; \`npx loadgate ${command} --help\` has an example.`,
  optionWithValue: ({
    command,
    option,
    value,
  }: {
    readonly command: string
    readonly option: string
    readonly value: string
  }) => `${option} of \`loadgate ${command}\` takes no value, but it was given "${value}"; leave that out.`,
  tooManyArguments: ({ command, argument }: { readonly command: string; readonly argument: string }) =>
    `\`loadgate ${command}\` does not know what to do with "${argument}"; \`npx loadgate ${command} --help\` says what it takes.`,
  noBaselinesFolder: ({ folder }: { readonly folder: string }) =>
    `--baselines names ${folder}, but there is no such folder; leave the option out for \`baselines\`, or correct the path.`,
  selfTest: ({ seconds }: { readonly seconds: number }) =>
    `Self-test: one core works and the rest is watched, ${seconds} s left.`,
  noFile: ({ command }: { readonly command: string }) =>
    `\`loadgate ${command}\` needs a file, or \`-\` for standard input: see \`npx loadgate ${command} --help\`.`,
  twoSides:
    '`loadgate compare` needs two files, or two lists of them with `--` between: see `npx loadgate compare --help`.',
  nothingInCommon: ({ runs }: { readonly runs: readonly string[] }) =>
    `There is nothing that all of these runs measured: ${runs.join('; ')}. Runs compare when tool and connections, or scenario and server, are the same.`,
  unreadable: ({ where, problem }: { readonly where: string; readonly problem: string }) =>
    `${where} cannot be read (${problem}).`,
} as const
