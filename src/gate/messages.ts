import type { Busy, Fault, Neighbour, Side } from '../model/measurement.ts'
import { formatShare } from '../model/units.ts'
import { aboveAll, enumerated, ifItBelongs } from '../model/wording.ts'
import { shortHash } from '../model/commits.ts'

/** Servers without a timed baseline, none named where these are all of a scenario, and the kind of machine that this is. */
type Kind = { readonly servers: readonly string[]; readonly machine: string }

function noTimedBaseline({ servers, machine }: Kind): string {
  const who = servers.length === 0 ? 'There is' : `${enumerated(servers)} ${servers.length > 1 ? 'have' : 'has'}`
  return `${who} no timed baseline on this kind of machine (${machine}) yet`
}

function orSay(neighbour: Neighbour | null): string {
  return neighbour === null ? '' : `; ${ifItBelongs(neighbour)}`
}

/** `shown`: what is said of today where there is no other side. */
type Shown = { readonly server: string; readonly shown: 'functions' | 'waits' }

/** What this room says to a user. */
export const messages = {
  waitingForAnotherGate: ({
    pid,
    folder,
    isHeir,
  }: {
    readonly pid: number
    readonly folder: string
    readonly isHeir: boolean
  }) =>
    isHeir
      ? `loadgate waits until the watchdog of a gate that was ended early has ended its servers and run its \`after\` commands: process ${pid}, for ${folder}.`
      : `loadgate waits until another gate on this machine ends: process ${pid} in ${folder}.`,
  againstWhileUpdating:
    'LOADGATE_AGAINST compares with a git ref, and a baseline update records one side: they exclude each other. Unset LOADGATE_AGAINST.',
  nothingRecordedToExplain: ({ server, scenario, shown }: Shown & { readonly scenario: string }) =>
    `Nothing was recorded of ${server} in "${scenario}" yet, so these are its ${shown} of today alone.`,
  recordedOutsideGit: ({ server, shown }: Shown) =>
    `The baseline of ${server} was recorded outside of git, so these are its ${shown} of today alone. Record it anew in a git checkout, or set LOADGATE_AGAINST.`,
  recordedBeforeThisClone: ({ server, shown }: Shown) =>
    `These are the ${shown} of ${server} of today alone, because this clone is too shallow to know the commit that recorded its baseline. Get it with \`git fetch --unshallow\`; in GitHub Actions, give actions/checkout \`fetch-depth: 0\`.`,
  recordedOfThisCommit: ({ server, commit, shown }: Shown & { readonly commit: string }) =>
    `These are the ${shown} of ${server} of today alone, because its baseline was recorded of this same commit (${shortHash(commit)}), and nothing in git changed since. Look at what git does not hold: packages, files that it ignores, environment variables.`,
  openingRecorded: ({ server }: { readonly server: string }) =>
    `comparing ${server} with the commit that recorded its baseline, to see where it changed`,
  recordedCommitNotProfiled: ({
    commit,
    code,
    problem,
    shown,
  }: Pick<Shown, 'shown'> & {
    readonly commit: string
    readonly code: string
    readonly problem: string
  }) =>
    code === 'unknown-ref'
      ? `These are the ${shown} of today alone, because the commit that recorded the baseline is not in this clone. Get it with \`git fetch origin ${commit}\`.`
      : `These are the ${shown} of today alone, because the commit that recorded the baseline (${shortHash(commit)}) could not be started: ${problem}`,
  /** What belongs to no function of the project. */
  runtime: ({ namedBy, isPython }: { readonly namedBy: string; readonly isPython: boolean }) =>
    namedBy === 'V8' ? 'Node itself' : isPython ? 'the Python interpreter' : 'the rest of the program',
  namingTakenOff: ({ share }: { readonly share: number }) =>
    `Python executed ${formatShare(share)} more to name its functions. As much was taken off per call as makes the sum what was counted without names.`,
  namelessFunctions: ({ isPython }: { readonly isPython: boolean }) =>
    isPython
      ? "The functions have no names, so that everything is the interpreter's: Python names them from 3.12 on, and loadgate those of 3.10 and 3.11 on x86-64."
      : "The functions have no names, so that everything is the interpreter's: of interpreted languages, loadgate names those of JavaScript and Python.",
  variableNotSet: ({
    title,
    missing,
  }: {
    readonly title: string
    readonly missing: readonly { readonly field: string; readonly name: string }[]
  }) =>
    `Scenario "${title}" cannot be measured: ${enumerated(missing.map(({ field, name }) => `\`${field}\` needs the environment variable ${name}`))}, which ${missing.length === 1 ? 'is' : 'are'} not set. Set ${missing.length === 1 ? 'it' : 'them'}, in CI from its secrets.`,
  wrongHeaderValue: ({ title, header }: { readonly title: string; readonly header: string }) =>
    `Scenario "${title}" cannot be measured: \`${header}\` has a line break or a character outside Latin-1 in it, once it is filled in. Correct the environment variable: a file's last line break may be in it.`,
  noPrepare: ({
    title,
    server,
    field,
    name,
  }: {
    readonly title: string
    readonly server: string
    readonly field: string
    readonly name: string
  }) =>
    `Scenario "${title}" cannot be measured: \`${field}\` has {${name}}, but the server "${server}" has no \`prepare\` that returns it. Add one to its definition, or write {env.${name}} for a variable of the environment.`,
  limitOfTheMix: ({
    title,
    request,
    metric,
  }: {
    readonly title: string
    readonly request: string
    readonly metric: string
  }) =>
    `toMeet(limits): \`${metric}\` is known of all requests of "${title}" together, and not of "${request}" alone. A request has its own latencies and failed requests; ask for the rest without \`request\`.`,
  nothingFills: ({
    title,
    server,
    field,
    name,
    known,
  }: {
    readonly title: string
    readonly server: string
    readonly field: string
    readonly name: string
    readonly known: readonly string[]
  }) =>
    `Scenario "${title}" cannot be measured: nothing fills {${name}} in \`${field}\`. ${known.length === 0 ? 'There is no `data` with such a field' : `\`data\` and the steps before give ${enumerated(known)}`}, no step before it takes it, and the server "${server}" has no \`prepare\` that returns it. If the braces are meant as text, put a blank into them.`,
  wrongHeaderData: ({ title, field, row }: { readonly title: string; readonly field: string; readonly row: number }) =>
    `Scenario "${title}" cannot be measured: row ${row} of \`data\` has a line break or a character outside Latin-1 in "${field}", which a header is filled with.`,
  wrongLoop: ({ title, why }: { readonly title: string; readonly why: string }) =>
    `Scenario "${title}": LOADGATE_DRIVER ${why}.`,
  noHost: ({ title, server, side }: { readonly title: string; readonly server: string; readonly side: Side | null }) =>
    `Scenario "${title}" has \`generators\`, and they cannot reach ${server}${side === null ? '' : ` (${side})`}: its definition names no \`host\`, so that it is asked on this machine alone. Give it the IP address of this machine at which others reach it, such as \`host: '10.0.0.5'\`${side === null ? '' : ', on that side, too'}.`,
  generatorsUrl: ({ title, server }: { readonly title: string; readonly server: string }) =>
    `Scenario "${title}" has \`generators\`, and ${server} already runs at its \`url\`, which is asked from this machine alone. Give it a \`command\` and a \`host\` in place of \`url\`, or remove \`generators\`.`,
  needlessHost: ({ title, server, host }: { readonly title: string; readonly server: string; readonly host: string }) =>
    `Scenario "${title}" names ${server}, whose definition has \`host: '${host}'\`, and no \`generators\`: a server listens to other machines only for these. Give the scenario \`generators\`, or define the server a second time without \`host\`.`,
  foreignHost: ({
    server,
    host,
    own,
  }: {
    readonly server: string
    readonly host: string
    readonly own: readonly string[]
  }) =>
    `Server "${server}" cannot listen at its \`host\`, ${host}, which is no address of this machine. It has ${enumerated(own)}. Correct \`host\`.`,
  loopFrom: ({ loop, generators }: { readonly loop: string; readonly generators: readonly string[] }) =>
    `${loop} from ${enumerated(generators)}`,
  generatorsDriver: ({ title, driver }: { readonly title: string; readonly driver: string }) =>
    `Scenario "${title}" has \`generators\`, and LOADGATE_DRIVER is ${driver}: vegeta alone runs behind a prefix. Leave LOADGATE_DRIVER out, or set it to vegeta.`,
  unknownCapacity: ({
    title,
    servers,
    share,
    machine,
  }: {
    readonly title: string
    readonly servers: readonly string[]
    readonly share: number
    readonly machine: string
  }) =>
    `Scenario "${title}" asks at ${formatShare(share)} of the capacity of ${enumerated(servers)} (\`load.share\`), which is not known: there is no baseline of ${servers.length === 1 ? 'it' : 'them'} on this kind of machine (${machine}). Record one there with \`npm run baseline:update\`, which measures the capacity first; or compare with a git ref, LOADGATE_AGAINST=origin/main, which takes that of base; or give \`load.rate\` in requests per second.`,
  recordedWithoutCommit: ({ refusal }: { readonly refusal: string }) =>
    `The baselines were recorded without their commit, because git does not work here (${refusal}). Correct that, and record them again: later runs need the commit to say which functions changed.`,
  summaryNotWritten: ({ file, problem }: { readonly file: string; readonly problem: string }) =>
    `The table could not be appended to the job's summary, GITHUB_STEP_SUMMARY=${file} (${problem}); everything else was written. In a container, mount the file or unset the variable.`,
  gateClosing: 'The gate is closing, so nothing is measured any more. Run it again.',
  fixedPortAgainst: ({ server, port, ref }: { readonly server: string; readonly port: number; readonly ref: string }) =>
    `Server "${server}" has the fixed \`port: ${port}\`, and LOADGATE_AGAINST=${ref} runs it twice at the same time, as it is and as it was there: a fixed port and LOADGATE_AGAINST exclude each other. Let loadgate choose the port: remove \`port\`, and write \`{port}\` where \`command\` or \`env\` has ${port}, or let the server listen on PORT. LOADGATE_SERVERS leaves a server out of one run.`,
  notWritable: ({ folder, problem }: { readonly folder: string; readonly problem: string }) =>
    `Nothing can be written to ${folder} (${problem}), so nothing was measured. Make it a folder that you may write to.`,
  requiredAll: ({ skipped }: { readonly skipped: readonly { readonly server: string; readonly reason: string }[] }) =>
    `LOADGATE_REQUIRE=all, but ${skipped.length} ${skipped.length === 1 ? 'server' : 'servers'} cannot run here:\n${skipped.map(({ server, reason }) => `${server}: ${reason}`).join('\n')}`,
  brokenServer: ({ side, reason }: Pick<Fault, 'side' | 'reason'>) =>
    side === 'base' ? `The base, LOADGATE_AGAINST: ${reason}` : reason,
  brokenUnasked: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} cannot be measured, and no test asks about ${servers.length === 1 ? 'it' : 'them'}, so this run fails by itself. Correct ${servers.length === 1 ? 'the server' : 'the servers'}, or take ${servers.length === 1 ? 'it' : 'them'} out of the scenario; LOADGATE_SERVERS leaves servers out of one run.`,
  tooBusyToRecord: ({ cores, neighbour, seconds }: Busy & { readonly seconds: number }) =>
    `No baseline was recorded: other programs, or other guests of the hypervisor, used up to ${cores.toFixed(2)} cores${aboveAll(neighbour)}, and after ${Math.round(seconds)} s there was no quiet round. Stop them and run again, or insist with LOADGATE_BUSY=measure${orSay(neighbour)}.`,
  alreadyRuns: 'it already runs (`url`), and instructions can be counted only in what the gate starts',
  againstRunning: ({ running, others }: { readonly running: readonly string[]; readonly others: readonly string[] }) =>
    `LOADGATE_AGAINST cannot compare ${enumerated(running)}: ${running.length === 1 ? 'it already runs' : 'they already run'} (\`url\`), and the other git ref has no process of ${running.length === 1 ? 'its' : 'their'} own. Give ${running.length === 1 ? 'it' : 'them'} a \`command\`${others.length === 0 ? '' : `, or compare the others with LOADGATE_SERVERS=${others.join(',')}`}.`,
  notTimed: 'not timed',
  nothingTimed: 'LOADGATE_COUNT=only times nothing',
  recordedFirst: ({
    launches,
    oneProcess,
    ...kind
  }: Kind & { readonly launches: number; readonly oneProcess: boolean }) =>
    `${noTimedBaseline(kind)}: this run recorded one, from ${launches} ${oneProcess ? 'waves of the process that runs' : 'launches per server'}.`,
  thinBaseline: ({ usual, needed }: { readonly usual: number; readonly needed: number | null }) =>
    `That is a thin one: ${needed === null ? 'only a slowdown beyond all noise will ever show against it' : `until a run has ${needed} launches, only a slowdown beyond all noise shows`}. \`npm run baseline:update\` records ${usual}.`,
  valuesInBaseline: ({ headers }: { readonly headers: readonly string[] }) =>
    `The baseline has values of ${enumerated(headers)} in it, which an earlier loadgate recorded. \`npm run baseline:update\` writes it without them. If they are secrets, revoke them: they stay in git.`,
  noP95: ({ servers }: { readonly servers: readonly string[] }) =>
    `The baseline of ${enumerated(servers)} has no latency p95, because an earlier loadgate recorded it, so the tolerance for it holds nothing. \`npm run baseline:update\` records it.`,
  noFirstByteRecorded: ({ servers }: { readonly servers: readonly string[] }) =>
    `The baseline of ${enumerated(servers)} has no first byte, because the scenario had no \`firstByte\` when it was recorded, so that is not gated. \`npm run baseline:update\` records it.`,
  recordedNone: (kind: Kind) => `${noTimedBaseline(kind)}, and this run recorded none, because it failed.`,
  tooFewToRecord: ({
    launches,
    least,
    endedBusy,
    ...kind
  }: Kind & { readonly launches: number; readonly least: number; readonly endedBusy: boolean }) =>
    `${noTimedBaseline(kind)}, and this run recorded none, because it takes ${least} launches, and there ${launches === 1 ? 'was 1' : `were ${launches}`}. Run again ${endedBusy ? 'when the machine is idle, or with LOADGATE_BUSY=measure' : 'with a longer budget'}.`,
  shownWithoutVerdict: (kind: Kind) =>
    `${noTimedBaseline(kind)}, so timed values are shown without a verdict, and counted metrics decide. LOADGATE_AGAINST=<git ref> compares timed metrics with another version, on this machine.`,
  nothingMeasured: ({ reasons, isInvalid, passes }: NothingText) => {
    const outcome = `${passes ? 'passes because' : 'fails unless'} LOADGATE_UNSURE=pass is set`
    const why = reasons.length === 0 ? '. The table says why.' : `:${reasons.map((reason) => `\n- ${reason}`).join('')}`
    return `Nothing was measured, so this run shows nothing${isInvalid ? '' : `, and it ${outcome}`}${why}`
  },
  notCounted: ({ reason }: { readonly reason: string }) => `instructions were not counted: ${reason}`,
  cannotRun: ({ servers, reason }: { readonly servers: readonly string[]; readonly reason: string }) =>
    `${enumerated(servers)}: ${reason}`,
  onlyNew: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)}: only in head, so there is nothing to compare with.`,
  busyThroughout: ({ title, cores, neighbour }: Busy & { readonly title: string }) =>
    `${title}: other programs, or other guests of the hypervisor, used up to ${cores.toFixed(2)} cores all the time${aboveAll(neighbour)}. Run it again when the machine is idle, or insist with LOADGATE_BUSY=measure${orSay(neighbour)}.`,
  noneChosen: ({ servers }: { readonly servers: readonly string[] }) =>
    `LOADGATE_SERVERS=${servers.join(',')} leaves no test that measures anything.`,
  bodiesNotCompared: ({ all }: { readonly all: string }) =>
    `Bodies were not compared, because the scenario says that they vary. Checked of every answer: ${all}.`,
  checkedOtherwise: ({ all }: { readonly all: string }) =>
    `Bodies were not compared byte by byte. Checked of every answer: ${all}.`,
  comparedDecoded: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} ${servers.length === 1 ? 'compresses' : 'compress'} the same text to other bytes each time, so bodies were compared after decoding.`,
  endedConnections: ({
    driver,
    enders,
  }: {
    readonly driver: string
    readonly enders: readonly (readonly [server: string, { readonly fewest: number; readonly most: number }])[]
  }) =>
    `${enumerated(enders.map(([server, { fewest, most }]) => `${server} closes connections after ${fewest === most ? most : `${fewest} to ${most}`} answers`))}. ${driver} opened new ones, and the time for that is part of the latencies.`,
  undiciToReach: ({ ways }: { readonly ways: ReadonlyMap<string, string> }) =>
    `undici, which can do that, reached ${enumerated([...ways].map(([server, way]) => `${server} by ${way}`))}. It measured all servers of this scenario; its numbers compare with its own only.`,
  undiciForFirstBytes:
    'undici, which can time the first byte of a body, measured all servers of this scenario; its numbers compare with its own only.',
  noFirstByte: ({ driver, title }: { readonly driver: string; readonly title: string }) =>
    `${driver} cannot time the first byte of a body, which scenario "${title}" asks for with \`firstByte\`. Leave LOADGATE_DRIVER and the scenario's \`driver\` out, or set them to undici.`,
  firstBytes: ({ server, side, p50, p99, last }: FirstBytes) =>
    `First byte of ${server}${side === null ? '' : ` (${side})`}: after ${p50} (p50)${p99 === null ? '' : ` and ${p99} (p99)`}; the last after ${last} (p50).`,
  unreachable: ({ driver, server, way }: { readonly driver: string; readonly server: string; readonly way: string }) =>
    `${driver} cannot measure ${server}, which is reached by ${way}. Leave LOADGATE_DRIVER and the scenario's \`driver\` out, or set them to undici.`,
  insecure: ({ servers }: { readonly servers: readonly string[] }) =>
    `Nobody checked the certificate of ${enumerated(servers)}: its definition says \`tls: { insecure: true }\`.`,
  undiciFor: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} ${servers.length === 1 ? 'closes' : 'close'} the connection after every answer. undici, which waits for that end before it asks again, measured all servers of this scenario; its numbers compare with its own only.`,
} as const

/** `isInvalid`: it fails in any case. `passes`: otherwise it would fail, too, but for LOADGATE_UNSURE. */
type NothingText = { readonly reasons: readonly string[]; readonly isInvalid: boolean; readonly passes: boolean }

/** Times as texts. `side`: null where there is one side only; `p99`: null of fewer than 1000 answers. */
type FirstBytes = {
  readonly server: string
  readonly side: Side | null
  readonly p50: string
  readonly p99: string | null
  readonly last: string
}
