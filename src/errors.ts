/** Every sentence a user meets when something is wrong: what happened, with the number, and the next step. */

/** An error whose message is meant for the user, so it has no stack: where we noticed is not where to look. */
export class LoadgateError extends Error {
  override readonly name = 'LoadgateError'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.stack = `${this.name}: ${message}`
  }
}

/** A server runs and answers, but never right: what it is, not how it is defined, keeps it from being measured. */
export class WrongAnswerError extends LoadgateError {}

const restoreIt =
  'Get the file back from git, or delete it and record it again with `npm run baseline:update`.'

const compareWithBaseline = 'leave LOADGATE_AGAINST unset to compare with the committed baseline'

export const sentences = {
  wrongNode: (version: string) =>
    `loadgate needs Node 24 (or 22.18 and later), but this is Node ${version}. Run \`npm ci\` without --ignore-scripts: it installs Node 24 into node_modules, and npm run finds it there.`,
  wrongOption: (where: string, field: string, problem: string) => `${where}: \`${field}\` ${problem}.`,
  // What a run is told
  wrongVariable: (variable: string, value: string, allowed: readonly string[]) =>
    `${variable}=${value} is not known: it may be ${allowed.join(', ')}.`,
  unknownServer: (where: string, name: string, known: readonly string[]) =>
    `${where} names the server "${name}", which is not defined. Defined are: ${known.join(', ')}.`,
  notWritable: (folder: string, problem: string) =>
    `Nothing can be written to ${folder} (${problem}), so nothing was measured. Make it a folder that you may write to.`,
  anotherGate: (pid: number, folder: string, seconds: number) =>
    `Another gate is ${seconds === 0 ? 'measuring on this machine' : `still measuring on this machine after ${seconds} s`}: process ${pid} in ${folder}. Two at once would measure each other; run again when it has ended, or end it with \`kill ${pid}\`.`,
  waitingForAnotherGate: (pid: number, folder: string) =>
    `loadgate waits for another gate on this machine to end: process ${pid} in ${folder}.`,

  noProject: 'This project was not made by loadgate(): put `loadgate({ servers, references })` into `projects` of vitest.config.ts.',

  // Between a spec and the gate
  wrongToken: 'The token is wrong: only the specs of this run may ask for measurements.',
  workerGone: 'The worker that asked for a measurement is gone, so measuring was given up.',
  gateGone: 'The gate ended while a measurement was under way, so there is no result. Run it again.',
  notInScenario: (title: string, server: string, servers: readonly string[]) =>
    `Scenario "${title}" measures no server "${server}" in this run, only: ${servers.join(', ') || 'none'}. Take the names from \`servers\` of the scenario.`,
  noSuchServer: (title: string, server: string, servers: readonly string[]) =>
    `Scenario "${title}" has no server "${server}", so what depends on it would be skipped for ever. It has: ${servers.join(', ')}.`,
  notMeasuredYet: (title: string, server: string) =>
    `Scenario "${title}" has not measured "${server}" yet: measuring happens before the file's tests. Call \`run\` inside a test.`,
  noNot: 'A baseline is held or not shown to be broken; `.not.toHoldBaseline()` would pass on every noisy run. Leave out `.not`.',
  noNotOutpace:
    'What is not shown to be better need not be worse, so `.not.toOutpace()` would pass on every noisy run. Say it the other way round, `expect(other).toOutpace(run)`, or leave out `.not`.',
  notARun: (where: string) => `${where} wants what \`run(server)\` of a scenario returns.`,
  otherScenario: (one: string, other: string) =>
    `toOutpace() compares two servers that were measured beside each other, but one run is of scenario ${JSON.stringify(one)} and the other of scenario ${JSON.stringify(other)}. Take both from one scenario.`,
  sameServer: (title: string, server: string) =>
    `toOutpace() compares two servers, but both runs are of "${server}" in scenario "${title}". Name another server.`,
  keepsNoBaseline: (title: string) =>
    `Scenario "${title}" says \`baseline: false\`, so there is nothing to hold a server against. Leave that out, or ask for toOutpace() only.`,
  noBaseline: (title: string, servers: readonly string[]) =>
    `Scenario "${title}" has no baseline for ${servers.join(', ')}, and in CI that is red. Record it with \`npm run baseline:update\` and commit the file.`,
  tooBusyToRecord: (cores: number, seconds: number) =>
    `No baseline was recorded: other programs or other guests of the hypervisor used up to ${cores.toFixed(2)} cores, and after ${Math.round(seconds)} s there was no quiet round. Stop it and run again, or insist with LOADGATE_BUSY=measure.`,

  // What goes wrong with a server while it is measured
  noAnswer: (server: string, path: string, seconds: number) =>
    `${server} gave no answer to ${path} within ${seconds} s`,
  noRightAnswer: (server: string, path: string, status: number, length: number) =>
    `${server} answered ${path} with status ${status} and ${length} bytes, so there is nothing to measure`,
  unexpectedAnswer: (server: string, path: string, expected: string, answer: string) =>
    `${server} answered ${path} with ${excerpt(answer)} and not with ${excerpt(expected)}`,
  processReplaced: (server: string) =>
    `a process of ${server} ended during a window and may have been replaced, which would hide a crash`,
  answeredNothing: (server: string, seconds: number) =>
    `${server} answered nothing in ${seconds.toFixed(2)} s of load`,

  // Load generators, and the check before them
  generatorEnded: (ending: string) =>
    `The load generator's process ended too early with ${ending}, so this measurement is lost. Run it again; if that repeats, look for what ends processes on this machine (too little memory, for example).`,
  generatorFailed: (problem: string) =>
    `The load generator refused to start: ${problem}. Check \`request\` and \`load\` of the scenario; if it names autocannon's insides, install the version that loadgate's package.json names.`,
  headRequest: () =>
    'autocannon waits for the body that a HEAD request never gets. Measure the same path with `method: \'GET\'`.',
  unreachable: (url: string, seconds: number) =>
    `${url} gave no whole answer within ${seconds} s when it was checked before the load. Ask it by hand, with curl for example, and see what keeps it.`,
  wrongStatus: (url: string, status: number) =>
    `${url} answered with status ${status} when it was checked before the load, and only 2xx is measured. Correct the server or the scenario's request.`,
  wrongBody: (url: string, bytes: number, expected: number, at: number) =>
    `${url} answered with ${bytes > expected ? `more than ${expected}` : bytes} bytes when ${expected} were expected, and differs from byte ${at} on. Make the server give the same answer every time, or correct the scenario's \`expect\`.`,
  closesConnections: (url: string) =>
    `${url}: the server closes the connection after an answer. autocannon would count wrong answers and latencies for such a server; wrk, ab or the undici driver (coming) measure it. Or turn on keep-alive in the server.`,
  endlessAnswer: (url: string) =>
    `${url}: the answer has neither Content-Length nor chunked encoding, so only a closed connection ends it. autocannon would count wrong answers for such a server; wrk, ab or the undici driver (coming) measure it. Or let the server send Content-Length.`,

  // What the reader of a scenario should know
  roundsThrownAway: (rounds: number, cores: number) =>
    `${rounds === 1 ? 'One round was' : `${rounds} rounds were`} thrown away because other programs or other guests of the hypervisor used up to ${cores.toFixed(2)} cores: no verdict is hurt by it, but measuring took longer. Close what runs beside the gate.`,
  newServer: (server: string) =>
    `${server} is new: the base has no such server, so there is nothing to hold it against, and it was not measured.`,
  comesFrom: (machine: string) =>
    `The baseline comes from another machine (${machine}), so only large changes can be shown. Record one here: \`npm run baseline:update\`.`,
  driftedBy: (share: string, metric: string) => `${share} in ${metric}`,
  drifted: (moves: string) =>
    `Not even the frozen references are as they were when the baseline was recorded: one seems to have moved by ${moves}. The machine is in another state, and intervals were widened by as much. LOADGATE_AGAINST=<git ref> compares without a memory; \`npm run baseline:update\` records anew.`,

  // GitHub
  missingVariable: (name: string) => `${name} is not set. This command is for a GitHub workflow; docs/ci.md shows one.`,
  noWorkflowRun: (file: string) => `${file} does not tell of a workflow's run. This command is for a workflow that runs on \`workflow_run\`; docs/ci.md shows one.`,
  gitHubRefused: (method: string, path: string, status: number, message: string) =>
    `GitHub answered ${method} ${path} with status ${status}${message === '' ? '' : ` (${message})`}; docs/ci.md names the permissions that GITHUB_TOKEN needs.`,
  gitHubUnreachable: (api: string, why: string) => `${api} cannot be reached (${why}).`,
  noReportIn: (file: string) => `${file} is no report of loadgate. It comes from the run of a pull request, so nothing was written.`,
  noPullRequest: (sha: string) => `No open pull request has ${sha} as its latest commit: nothing to comment.`,
  commented: (done: 'created' | 'updated', pull: number) => `The comment of #${pull} was ${done}.`,
  runOfComment: (run: string) => `[The run, with its log and the reports to download](${run})`,
  tooLongForComment: 'The tables are too long for a comment.',
  noReport: 'The load test came to no report',
  nothingToPropose: (folder: string) => `Nothing changed below ${folder}: nothing to propose.`,
  proposedTitle: (machine: string) => `Record the baselines of ${machine}`,
  proposedBody: (machine: string) =>
    `Recorded by \`npm run baseline:update\` on a runner (${machine}). Merge it if the change of speed since the last recording was meant: from then on these are what the gate holds pull requests against.`,
  proposed: (opened: boolean, branch: string) => (opened ? `Opened a pull request for ${branch}.` : `The open pull request for ${branch} shows the new baselines.`),
  gitFailed: (command: string, said: string) => `git ${command} failed (${said}).`,

  // History
  noHistory: (said: string) => `git could not tell the history of the baselines (${said || 'it said nothing'}). Run this in the repository that has them.`,
  nothingRecorded: (folder: string, scenario: string, titles: readonly string[]) =>
    titles.length === 0
      ? `No baseline below ${folder} was ever committed. \`npm run baseline:update\` records them; commit the files.`
      : `No scenario with "${scenario}" in its title was recorded below ${folder}: there is ${titles.join(', ')}.`,
  wrongCount: (option: string, value: string) => `${option} must be a whole number above 0, not "${value}".`,

  // The report
  cellChange: (server: string, metric: string, verdict: string, change: string, allowed: string) =>
    `${server}: ${metric} ${verdict}, ${change}, ${allowed} allowed`,
  cellReason: (server: string, metric: string, verdict: string, reason: string) =>
    `${server}: ${metric} ${verdict}${reason === '' ? '' : `, ${reason}`}`,
  claimHolds: (server: string, other: string, numbers: string) => `${server} outpaces ${other}: ${numbers}`,
  claimFails: (server: string, other: string, numbers: string) => `${server} does not outpace ${other}: ${numbers}`,
  claimUnsure: (server: string, other: string, why: string) => `${server} is not shown to outpace ${other}: ${why}`,
  claimInvalid: (server: string, other: string, why: string) => `whether ${server} outpaces ${other} cannot be told: ${why}`,
  claimedBeside: (claimed: string, other: string) => `claimed ${claimed} against ${other}`,
  nothingMeasured: 'Nothing was measured, so nothing was compared. Look for a scenario that ran, or for skipped servers.',
  stopping: (stopping: string, all: string) => `Red: ${stopping} of ${all}`,
  undecided: (unsure: number, all: string) => `Nothing regressed, but ${unsure} of ${all} could not be decided`,
  nothingRegressed: (all: string) => `Nothing regressed in ${all}`,
  updated: (files: number) =>
    files === 0
      ? 'Baseline update, old → new: no file was written'
      : `Baseline update, old → new: ${files} ${files === 1 ? 'file' : 'files'} written`,
  reasonFor: (reason: string, row: string, more: number) =>
    `${reason} (${row}${more === 0 ? '' : `, and ${more} more ${more === 1 ? 'row' : 'rows'} like it`})`,
  moreReasons: (count: number, file: string) =>
    `${count} more ${count === 1 ? 'reason is' : 'reasons are'} in ${file}.`,
  skippedServers: (servers: readonly string[], reason: string) =>
    `${servers.length} ${servers.length === 1 ? 'server was' : 'servers were'} skipped (${servers.join(', ')}): ${reason}`,
  moreRed: (count: number) => `and ${count} more in the table`,
  comparedWith: (baselines: readonly string[]) =>
    baselines.length === 0 ? 'There was no baseline to compare with.' : `Compared with the baseline of ${baselines.join(', ')}.`,
  comparedWithRef: (ref: string, base: string, head: string, dirty: boolean) =>
    `Compared with ${ref} (${base}) on this machine, launch by launch; head is ${head}${dirty ? ' and changes that are not committed' : ''}.`,
  ifMeantAgainst: 'If this was meant, say so where the change is reviewed: against a git ref there is nothing to update.',
  goneServers: (servers: readonly string[], ref: string) =>
    `${servers.join(', ')} ${servers.length === 1 ? 'exists' : 'exist'} in ${ref} only, so nothing was measured of ${servers.length === 1 ? 'it' : 'them'}.`,
  againstWhileUpdating: 'LOADGATE_AGAINST and a baseline update exclude each other: a baseline is recorded of one side. Unset LOADGATE_AGAINST.',
  seeAll: (file: string) => `Every number and reason: ${file}`,
  ifMeant: 'If this was meant: `npm run baseline:update`, and commit the baselines.',
  ifClaimed: 'A claim is not in the baselines: make it true again, or correct it in the spec.',
  ifMeantOrClaimed: 'If meant: `npm run baseline:update`, and commit; correct a claim in the spec.',
  ifInvalid: 'What is invalid has no number: correct the server or the scenario, then run again.',

  // The command line
  noCommand: (commands: readonly string[]) =>
    `Name a command (${commands.join(', ')}); \`npx loadgate --help\` says what they do.`,
  unknownCommand: (name: string, commands: readonly string[]) =>
    `There is no command "${name}", only ${commands.join(', ')}; \`npx loadgate --help\` says what they do.`,
  unknownOption: (command: string, option: string, known: readonly string[]) =>
    `\`loadgate ${command}\` has no option ${option}, only ${known.join(', ')}; \`npx loadgate ${command} --help\` explains them.`,
  optionWithoutValue: (command: string, option: string) =>
    `${option} of \`loadgate ${command}\` needs a value; \`npx loadgate ${command} --help\` has an example.`,
  optionWithValue: (command: string, option: string, value: string) =>
    `${option} of \`loadgate ${command}\` takes no value, but it was given "${value}"; leave that out.`,
  tooManyArguments: (command: string, argument: string) =>
    `\`loadgate ${command}\` does not know what to do with "${argument}"; \`npx loadgate ${command} --help\` says what it takes.`,
  noBaselinesFolder: (folder: string) =>
    `--baselines names ${folder}, but there is no such folder; leave the option out for \`baselines\`, or correct the path.`,

  // Doctor
  sameMachine: 'this kind of machine',
  nearestMachine: (available: number, same: readonly string[], other: readonly string[]) =>
    [
      available === 1 ? 'the only one there is' : `the nearest of ${available}`,
      same.length === 0 ? 'nothing the same' : `the same ${enumerated(same)}`,
      ...(other.length === 0 ? [] : [`but ${enumerated(other)}`]),
    ].join(', '),
  instead: (other: string, own: string) => `${other} instead of ${own}`,
  misnamedBaseline: (file: string, title: string, name: string) =>
    `${file} is the baseline of scenario ${JSON.stringify(title)}, which is looked for in ${name}, so nothing reads it. Rename it, or delete it.`,
  noGovernor: 'not told: there is no cpufreq, as in many virtual machines',
  selfTest: (seconds: number) => `Self-test: one core works and the rest is watched, ${seconds} s left.`,
  noise: (seconds: number, slices: number) => `Noise in ${seconds} s, ${slices} slices of each kind of work`,
  pace: (median: string, best: string, spread: string, worst: string, quiet: string) =>
    `${median}, best ${best}, spread ${spread}, slowest ${worst}, ${quiet} quiet`,
  otherCores: ({ typical, most, busySeconds, seconds }: { readonly typical: number; readonly most: number; readonly busySeconds: number; readonly seconds: number }) =>
    `${typical.toFixed(2)} cores, ${most.toFixed(2)} at most; too many for the gate in ${busySeconds} of ${seconds} s`,
  stolenCores: (cores: number) => `${cores.toFixed(3)} cores taken by the hypervisor`,
  busyProgram: (name: string, pids: readonly number[], cores: number) =>
    `${name} ${cores.toFixed(2)} cores (${pids.length === 1 ? `process ${pids[0]}` : `${pids.length} processes`})`,
  quiet: 'quiet: the gate will find quiet moments enough.',
  uneven: (quiet: string) =>
    `uneven: little else runs here, but only ${quiet} of the slices came near the best one, as with a busy neighbour on the host or a changing clock; the gate will find few quiet moments, so expect wider intervals and more \`unsure\`.`,
  busy: (busySeconds: number, seconds: number, names: readonly string[]) =>
    `busy: in ${busySeconds} of ${seconds} s the gate would wait, or throw a round away; ${names.length === 0 ? 'find out what else runs' : `close ${enumerated(names)}`}, or expect \`unsure\`.`,
  load: (load: readonly number[]) => `${load.map((tasks) => tasks.toFixed(2)).join(', ')} in the last 1, 5 and 15 minutes`,
  stolenSinceBoot: (share: string) => `${share} of the CPU time since boot`,
  noProc: 'not there, so CPU per request and memory cannot be measured',
  toolTooOld: (version: string, least: string) => `${version}, but ${least} or later is needed`,
  toolSilent: 'found, but it did not say its version',
  noBaselinesYet: 'There are none yet. The first `npm run test:perf` at the desk records them, and so does `npm run baseline:update`.',
  otherMachine: (id: string, why: string, tolerance: string) => `other machine ${id}: ${why}; with a tolerance of ${tolerance}`,

  // The life of a server
  noSuchFolder: (server: string, cwd: string) =>
    `Server "${server}" cannot be started: its \`cwd\` ${cwd} does not exist. Correct the path, which is taken from the folder that the gate runs in.`,
  noSuchProgram: (server: string, program: string, cwd: string) =>
    `Server "${server}" cannot be started: there is no program ${program} (looked up from ${cwd} and in PATH). Install it, or correct \`command\`.`,
  cannotStart: (server: string, program: string, problem: string) =>
    `Server "${server}" cannot be started: the system refused to run ${program} (${problem}). Check that it may be executed.`,
  steadyNeedsNode: (server: string, program: string) =>
    `Server "${server}" cannot be started: \`runtime: 'steady'\` means flags for Node, but its command starts ${program}. Let the command begin with \`node\`, or take \`runtime: 'plain'\`.`,
  reportNeedsNode: (server: string, program: string) =>
    `Server "${server}" cannot be started: \`runtimeReport\` is about Node's garbage collector and event loop, but its command starts ${program}. Let the command begin with \`node\`, or leave \`runtimeReport\` out.`,
  portTaken: (server: string, port: number) =>
    `Server "${server}" cannot be started: port ${port} is taken by another program. End that one, or let the definition say \`port: 'reported'\` or \`port: 'free'\`.`,
  endedBeforeReady: (server: string, how: string, seconds: number, output: string) =>
    `Server "${server}" ended with ${how} after ${seconds.toFixed(1)} s, before it had answered. Run its command by hand to see why; it must stay in the foreground.${lastOutput(output)}`,
  noAddress: (server: string, seconds: number, output: string) =>
    `Server "${server}" reported no address of this machine within ${seconds} s. Let it print http://127.0.0.1:<port> and a line end once it listens, or let the definition say \`port: 'free'\` if it listens on PORT.${lastOutput(output)}`,
  neverReady: (server: string, url: string, seconds: number, last: string, output: string) =>
    `Server "${server}" did not answer ${url} with status 200 and a body within ${seconds} s: at the last try, ${last}. Correct the server or \`ready\`, or raise \`readyWithin\`.${lastOutput(output)}`,
  triedNothing: () => 'nothing answered',
  triedInSilence: () => 'no answer came',
  triedInVain: (problem: string) => `the connection failed (${problem})`,
  triedStatus: (status: number) => `it answered with status ${status}`,
  triedEmpty: () => 'it answered with status 200 and no body',
  serverEnded: (server: string, how: string, seconds: number, lastLine: string) =>
    `${server} ended with ${how} ${seconds.toFixed(1)} s after its start, and not because it was asked to; ${lastLine === '' ? 'it printed nothing' : `the last that it printed was ${excerpt(lastLine)}`}`,
  serverStopped: (server: string) => `${server} was stopped by the gate`,
  notAlike: (label: string, at: number, one: Excerpt, other: Excerpt) =>
    `Servers "${one.name}" and "${other.name}" are \`alike: '${label}'\` but answered differently at \`ready\`: ${one.length} and ${other.length} bytes, which differ from byte ${at} on: ${excerpt(one.excerpt)} and ${excerpt(other.excerpt)}. Make the answers the same, or give one of them another label.`,
  baseDoesNotStart: (problem: string) =>
    `On the side of the base (LOADGATE_AGAINST): ${problem} Compare with a ref whose servers start, or leave this one out with LOADGATE_SERVERS.`,
  parkClosed: () => 'The gate is closing, so no server is started any more. Run it again.',
  severalProblems: (problems: readonly string[]) =>
    `${problems.length} servers cannot take part:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,

  // Launches that fall into modes
  modes: (server: string, mode: string, now: string, before: string | null, where: string, costs: string) =>
    `${now} launches of ${server} ran in a ${mode} mode${before === null ? '' : ` (${before} ${theirs(where)})`}: ${costs}. Its intervals span both modes, so that only larger changes can be shown.`,
  moreOfMode: (server: string, mode: string, now: string, before: string, where: string, p: string, costs: string, others: string | null) =>
    `${mode} launches of ${server}: ${now} now, ${before} ${theirs(where)} (${p}): the code may have tipped the runtime into it. The ${mode} mode is ${costs}${others === null ? '' : `; the other launches changed by ${others}`}.`,
  gcInModes: (slow: string, fast: string) => `; GC took ${slow} of a core there, ${fast} elsewhere`,
  gcNotWhy: (slow: string, fast: string) => `GC is not the reason: it took ${slow} of a core there, ${fast} elsewhere.`,
  steadier: 'If it is a Node server, `runtime: \'steady\'` in its definition makes launches differ less.',
  askRuntime: '`runtimeReport: true` in its definition shows whether garbage collection is the reason.',
  moreLaunches: 'LOADGATE_BUDGET=thorough measures more launches.',
  runtime: (server: string, gc: string, busy: string, windows: number) =>
    `${server}: GC took ${gc} of a core, and the busiest event loop worked ${busy} of the time (medians of ${windows} windows).`,

  // The other side, of LOADGATE_AGAINST
  wrongRef: (ref: string) =>
    `LOADGATE_AGAINST=${ref} is not a git ref: none begins with "-". Write a branch, a tag or a commit, such as origin/main.`,
  gitMissing: `LOADGATE_AGAINST needs git, but there is no program git in PATH. Install it, or ${compareWithBaseline}.`,
  gitRefuses: (folder: string, output: string) =>
    `LOADGATE_AGAINST compares with another commit, but git does not work in ${folder}. Run the gate in a git checkout that is yours, or ${compareWithBaseline}.${lastOutput(output)}`,
  noCommit: (folder: string) =>
    `The repository ${folder} has no commit yet, so there is nothing to compare with. Commit what you have, or ${compareWithBaseline}.`,
  unknownRef: (ref: string, fetch: Fetch | null) =>
    `There is no commit ${excerpt(ref)} in this repository. Correct LOADGATE_AGAINST${fetch === null ? '' : `, or get it with ${fetching(ref, fetch)}`}.`,
  shallowWithoutRef: (ref: string, fetch: Fetch | null) =>
    `There is no commit ${excerpt(ref)} in this repository, which is a shallow clone. ${fetch === null ? 'Clone it with more history' : `Get it with ${fetching(ref, fetch)}`}; in GitHub Actions, give actions/checkout \`fetch-depth: 0\`.`,
  worktreeNotMade: (folder: string, how: string, output: string) =>
    `The base could not be checked out into ${folder}: \`git worktree add\` ${how}. Correct what git complains about, then run again.${lastOutput(output)}`,
  worktreeNotRemoved: (folder: string, problem: string) =>
    `The base's worktree ${folder} could not be removed (${problem}). Delete the folder by hand.`,
  noProjectInBase: (ref: string, folder: string) =>
    `${ref} has no folder ${folder}, so there is nothing to compare with. Let LOADGATE_AGAINST name a commit that has it, or ${compareWithBaseline}.`,
  noLockfile: (ref: string) =>
    `${ref} has no lockfile and wants other packages than head, so its dependencies cannot be known. Let LOADGATE_AGAINST name a commit that has a package-lock.json, or ${compareWithBaseline}.`,
  unknownInstaller: (ref: string, lockfile: string) =>
    `The dependencies of ${ref} differ from head's or are linked into the checkout, and its lockfile is ${lockfile}, but loadgate installs with npm only. Let LOADGATE_AGAINST name a commit with the same ${lockfile}, or ${compareWithBaseline}.`,
  baseNotInstalled: (ref: string, command: string, how: string, output: string) =>
    `${ref} could not be made ready: \`${command}\` ${how} in its worktree. Check that the commit installs by itself, or let LOADGATE_AGAINST name another one.${lastOutput(output)}`,
  baseNotLoaded: (ref: string, how: string, output: string) =>
    `The servers of ${ref} are not known: the program that loads its vitest configuration ${how}. Check that its gate runs by itself, or let LOADGATE_AGAINST name another commit.${lastOutput(output)}`,
  noGateInBase: (ref: string) =>
    `The vitest configuration of ${ref} has no project made by loadgate(), so it has no servers to compare with. Let LOADGATE_AGAINST name a commit that has one, or ${compareWithBaseline}.`,
  baseOfOtherVersion: (ref: string, problems: readonly Problem[]) =>
    `The servers of ${ref} were defined for another version of loadgate: ${listed(problems)}. Let LOADGATE_AGAINST name a commit with the definitions of this version, or ${compareWithBaseline}.`,
  checkingOut: (ref: string, commit: string) => `checking out ${ref} (${commit.slice(0, 10)})`,
  runningInBase: (ref: string, command: string) => `${command} in ${ref}`,
  readingBase: (ref: string) => `reading the servers of ${ref}`,

  // Baselines
  baselineNotJson: (file: string, line: number, column: number, problem: string) =>
    `${file} is not JSON from line ${line}, column ${column} on (${problem}): it was cut off, or edited by hand or by a merge. ${restoreIt}`,
  baselineVersion: (file: string, found: number, known: number) =>
    `${file} has version ${found} of the format, but this loadgate knows version ${known}. Use the loadgate that wrote it, or delete the file and record it again with \`npm run baseline:update\`.`,
  baselineWrong: (file: string, problems: readonly Problem[]) =>
    `${file} is not a valid baseline: ${listed(problems)}. ${restoreIt}`,
  baselineOfOtherMachine: (file: string, found: string, folder: string) =>
    `${file} was recorded on the machine ${found} (\`machine.id\`), but it is in the folder of ${folder}. Move it to where it belongs, or delete it and record it again with \`npm run baseline:update\`.`,
  baselineOfOtherScenario: (file: string, found: string, wanted: string) =>
    `${file} is the baseline of scenario ${JSON.stringify(found)} (\`scenario.title\`), and scenario ${JSON.stringify(wanted)} would be kept in the same file. Give one of them another title; if it was renamed, delete the file and record it again with \`npm run baseline:update\`.`,
  baselineElsewhere: (path: string, target: string, folder: string) =>
    `${path} leads to ${target}, outside the baselines folder ${folder}, so it is neither read nor written. Replace the symbolic link by the file or folder itself.`,
  baselineUnreadable: (path: string, problem: string) =>
    `The baseline ${path} cannot be read (${problem}). Make it readable, or move it out of the way and record it again with \`npm run baseline:update\`.`,
  baselineUnwritable: (file: string, problem: string) =>
    `The baseline ${file} cannot be written (${problem}), so it is as it was. Make its folder writable, and record it again.`,
  baselinesNotAFolder: (path: string) =>
    `${path} is not a folder, but baselines are kept in folders below it. Move it out of the way, or let the option \`baselines\` name another folder.`,
  baselineNotWritten: (file: string, problems: readonly Problem[]) =>
    `What was measured makes no baseline, so ${file} was left as it was: ${listed(problems)}. Record it again; LOADGATE_BUDGET=thorough measures more launches.`,
  notComparable: (title: string, server: string, field: string, before: unknown, after: unknown) =>
    `The baseline of "${server}" in scenario "${title}" was recorded with \`${field}\` ${setting(before)}, but now it is ${setting(after)}, so the two cannot be compared. Record it again with \`npm run baseline:update\`, or take the change back.`,
  recordAllServers: (title: string, servers: readonly string[], field: string, before: unknown, after: unknown) =>
    `No baseline was written for scenario "${title}": \`${field}\` was ${setting(before)} and is now ${setting(after)}, which the recorded numbers of ${servers.join(', ')} do not know of. Record all servers at once with \`npm run baseline:update\`, without LOADGATE_SERVERS; if the scenario has none of that name any more, delete the file first.`,

  undiciFor: (servers: readonly string[]) =>
    `${enumerated(servers)} ${servers.length === 1 ? 'closes' : 'close'} every connection, on which autocannon loses half of the answers, so undici measured all servers here: its numbers compare with its own only.`,

  thenAndNow: (by: string, servers: readonly { readonly server: string; readonly before: string; readonly now: string }[]) =>
    `What ${by} once said, and today: ${servers.map(({ server, before, now }) => `${server} ${before}, ${now}`).join('; ')}.`,

  noTool: (name: string, version: string | null) =>
    `LOADGATE_DRIVER or a scenario wants ${name}, which is ${version === null ? 'not installed' : `too old here (${version || 'it does not say its version'})`}. Install it (on Debian: ${name === 'ab' ? 'apache2-utils' : name}), or let loadgate take a generator that comes with it.`,

  // Servers in Python
  makingVenv: (lock: string) => `loadgate makes a venv from ${lock}, once: that takes some seconds, and the network.`,
  noLock: (lock: string, problem: string) => `The lock of Python packages ${lock} cannot be read (${problem}). \`python\` of a server's definition names it, seen from its \`cwd\`.`,
  requiredAll: (skipped: readonly { readonly server: string; readonly reason: string }[]) =>
    `LOADGATE_REQUIRE=all, but ${skipped.length} ${skipped.length === 1 ? 'server' : 'servers'} cannot run here:\n${skipped.map(({ server, reason }) => `${server}: ${reason}`).join('\n')}`,

  // Outputs of other load generators
  noFile: (command: string) => `\`loadgate ${command}\` needs a file, or \`-\` for standard input: see \`npx loadgate ${command} --help\`.`,
  oneRunASide: () => 'One run a side decides nothing: two runs of the same code differ, too. Compare five or more a side.',
  tooFewRuns: (old: number, now: number) => `${old} and ${now} runs are too few to show anything. Compare five or more a side.`,
  runsTooFarApart: (old: number, now: number) => `${old} and ${now} runs cannot tell: those of one side differ too much from each other.`,
  twoSides: () => '`loadgate compare` needs two files, or two lists of them with `--` between: see `npx loadgate compare --help`.',
  nothingInCommon: (runs: readonly string[]) =>
    `There is nothing that all of these runs measured: ${runs.join('; ')}. Runs compare when tool and connections, or scenario and server, are the same.`,
  unreadable: (where: string, problem: string) => `${where} cannot be read (${problem}).`,
  emptyOutput: (where: string) =>
    `${where} is empty. ab and wrk print nothing to standard output when they cannot connect: look at what they said on standard error.`,
  binaryOutput: (where: string) => `${where} is no text: it has bytes that no load generator prints. Keep the output itself, not compressed.`,
  unknownOutput: (where: string) =>
    `${where} is not from ab, wrk, autocannon --json, oha --output-format json or k6 --summary-export. Keep the whole output of one of them.`,
  refusedOutput: (where: string, what: string, instead: string) => `${where} is ${what}, which is not read: ${instead}.`,
  severalReports: (where: string, count: number) => `${where} holds ${count} reports. Keep each in a file of its own.`,
  brokenJson: (where: string, problem: string) => `${where} begins as JSON and then is none (${problem}): it was cut off, or holds more than one output.`,
  wrongOutput: (where: string, field: string, problem: string) => `${where}: \`${field}\` is not as that tool writes it (${problem}).`,
  noAbReport: (completed: number | null) =>
    completed === null ? 'No report: ab gave up before one request was complete, or the text was cut off.' : `No report: ab gave up after ${completed} requests.`,
  noWrkReport: () => 'No report: wrk gave up before it began, or the text was cut off.',
  cutOff: (tool: string) => `The report of ${tool} is cut off, or lines of it are missing.`,
  noRequests: () => 'Not one request was answered.',
  abFailures: (failures: number, lengths: number) =>
    `${failures} failures${lengths > 0 ? `, ${lengths} of them answers of another length than the first: where that is meant, use ab -l` : ''}.`,
  badStatus: (count: number, completed: number, which: string) => `${count} of ${completed} answers had a status ${which}.`,
  wrongBodies: (count: number, completed: number) => `${count} of ${completed} answers had another body than expected.`,
  noDocument: (seen: string) => `No byte of a document came back (${seen}).`,
  socketErrors: (errors: number, timeouts: number, completed: number) =>
    `${errors} socket errors${timeouts > 0 ? `, ${timeouts} of them timeouts, whose time is in no latency,` : ''} beside ${completed} requests.`,
  otherDuration: (asked: string, seconds: number) => `A test of ${asked} took ${seconds} s: it was interrupted, or could not end.`,
  contradicts: (completed: number, seconds: number | null, rate: number) =>
    `The numbers contradict each other: ${completed} requests in ${seconds} s are not ${rate} a second.`,
  fewSamples: (samples: number, enough: number) =>
    `Only ${samples} samples: of a run by a count of requests the time is known to one sample only. Measure for ${enough} samples or more.`,
  noMetric: (name: string) => `The summary has no metric \`${name}\`.`,
  dropped: (count: number) => `${count} iterations were dropped: there were too few virtual users for the rate, so less load was sent than asked for.`,
} as const

function theirs(where: string): string {
  return where === 'base' ? 'on base' : 'in the baseline'
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

/** One side of a difference: how long it is, and a piece of it around the first byte that differs. */
type Excerpt = { readonly name: string; readonly length: number; readonly excerpt: string }

function lastOutput(output: string): string {
  return output === '' ? ' It printed nothing.' : ` The last that it printed:\n${output.replaceAll(/^/gm, '  | ')}`}

/** A value of a scenario's definition; of a long one the beginning and the length. */
function setting(value: unknown): string {
  if (value === undefined) return 'absent'
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.length > 60 ? `${excerpt(value)} (${value.length} characters)` : JSON.stringify(value)
}

/** `a, b and c` */
function enumerated(items: readonly string[]): string {
  const [last = '', ...others] = items.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
}

/** How to get a ref, as a command, and what to write then to mean it. */
type Fetch = { readonly command: string; readonly write: string }

function fetching(ref: string, { command, write }: Fetch): string {
  return `\`${command}\`${write === ref ? '' : ` and LOADGATE_AGAINST=${write}`}`
}

/** What is wrong with a field, as in: `version` is missing. */
type Problem = { readonly field: string; readonly problem: string }

/** The first five: more would scroll them away. */
function listed(problems: readonly Problem[]): string {
  const first = problems.slice(0, 5).map(({ field, problem }) => `\`${field}\` ${problem}`)
  return [...first, ...(problems.length > 5 ? [`and ${problems.length - 5} more`] : [])].join('; ')
}
