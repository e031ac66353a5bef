import type { Busy, Fault, Neighbour, Side } from '../model/measurement.ts'
import { aboveAll, enumerated, ifItBelongs } from '../model/wording.ts'

/** Servers without a timed baseline, none named where these are all of a scenario, and the kind of machine that this is. */
type Kind = { readonly servers: readonly string[]; readonly machine: string }

function noTimedBaseline({ servers, machine }: Kind): string {
  const who = servers.length === 0 ? 'There is' : `${enumerated(servers)} ${servers.length > 1 ? 'have' : 'has'}`
  return `${who} no timed baseline on this kind of machine (${machine}) yet`
}

function orSay(neighbour: Neighbour | null): string {
  return neighbour === null ? '' : `; ${ifItBelongs(neighbour)}`
}

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
  loopFrom: ({ loop, generators }: { readonly loop: string; readonly generators: readonly string[] }) =>
    `${loop} from ${enumerated(generators)}`,
  recordedWithoutCommit: ({ refusal }: { readonly refusal: string }) =>
    `The baselines were recorded without their commit, because git does not work here (${refusal}). Correct that, and record them again: later runs need the commit to say which functions changed.`,
  openingRecorded: ({ server }: { readonly server: string }) =>
    `checking out the commit that recorded the baseline of ${server}, to compare them side by side`,
  summaryNotWritten: ({ file, problem }: { readonly file: string; readonly problem: string }) =>
    `The table could not be appended to the job's summary, GITHUB_STEP_SUMMARY=${file} (${problem}); everything else was written. In a container, mount the file or unset the variable.`,
  brokenServer: ({ side, reason }: Pick<Fault, 'side' | 'reason'>) =>
    side === 'base' ? `The base, LOADGATE_AGAINST: ${reason}` : reason,
  brokenUnasked: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} cannot be measured, and no test asks about ${servers.length === 1 ? 'it' : 'them'}, so this run fails by itself. Correct ${servers.length === 1 ? 'the server' : 'the servers'}, or take ${servers.length === 1 ? 'it' : 'them'} out of the scenario; LOADGATE_SERVERS leaves servers out of one run.`,
  redUntold: ({ server, metrics }: { readonly server: string; readonly metrics: readonly string[] }) =>
    `${server} is red in ${enumerated(metrics)}, which its test was not told: a later test had more launches measured, and these show it. So this run fails by itself.`,
  tooBusyToRecord: ({ cores, neighbour, seconds }: Busy & { readonly seconds: number }) =>
    `No baseline was recorded: other programs, or other guests of the hypervisor, used up to ${cores.toFixed(2)} cores${aboveAll(neighbour)}, and after ${Math.round(seconds)} s there was no quiet round. Stop them and run again, or insist with LOADGATE_BUSY=measure${orSay(neighbour)}.`,
  alreadyRuns: 'it already runs (`url`), and instructions can be counted only in what the gate starts',
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
  firstBytes: ({ server, side, p50, p99, last }: FirstBytes) =>
    `First byte of ${server}${side === null ? '' : ` (${side})`}: after ${p50} (p50)${p99 === null ? '' : ` and ${p99} (p99)`}; the last after ${last} (p50).`,
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
