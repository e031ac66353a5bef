import { METRICS, type Metric } from '../model/metrics.ts'
import { formatShare } from '../model/units.ts'
import { failed, type Busy, type Failures, type Replaced, type Side } from '../model/measurement.ts'
import { aboveAll, enumerated, ifItBelongs, plural, processes } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  roundsThrownAway: ({ rounds, cores, neighbour }: Busy & { readonly rounds: number }) =>
    `${rounds === 1 ? 'One round was' : `${rounds} rounds were`} thrown away because other programs or guests of the hypervisor used up to ${cores.toFixed(2)} cores${aboveAll(neighbour)}. This does not change the verdicts, but measuring took longer. ${neighbour === null ? 'Close other programs while the gate runs.' : `Close ${neighbour.name} while the gate runs; ${ifItBelongs(neighbour)} instead.`}`,
  newServer: ({ server }: { readonly server: string }) =>
    `${server} is new: the base has no such server, so there is nothing to compare it with, and it was not measured.`,
  driftedBy: ({ share, metric }: { readonly share: string; readonly metric: string }) => `${share} in ${metric}`,
  drifted: ({ moves }: { readonly moves: string }) =>
    `Even the frozen references differ from when the baseline was recorded: one seems to have moved by ${moves}. So the machine is in another state, and intervals were widened by as much. LOADGATE_AGAINST=<git ref> compares without a baseline; \`npm run baseline:update\` records a new one.`,
  modes: ({
    server,
    mode,
    now,
    before,
    where,
    costs,
  }: {
    readonly server: string
    readonly mode: string
    readonly now: string
    readonly before: string | null
    readonly where: string
    readonly costs: string
  }) =>
    `${now} launches of ${server} ran in a ${mode} mode${before === null ? '' : ` (${before} ${theirs(where)})`}: ${costs}. Its intervals span both modes, so only larger changes can be shown.`,
  moreOfMode: ({
    server,
    mode,
    now,
    before,
    where,
    p,
    costs,
    others,
  }: {
    readonly server: string
    readonly mode: string
    readonly now: string
    readonly before: string
    readonly where: string
    readonly p: string
    readonly costs: string
    readonly others: string | null
  }) =>
    `${mode} launches of ${server}: ${now} now, ${before} ${theirs(where)} (${p}): the code may have tipped the runtime into it. The ${mode} mode is ${costs}${others === null ? '' : `; the other launches changed by ${others}`}.`,
  gcInModes: ({ slow, fast }: { readonly slow: string; readonly fast: string }) =>
    `; GC took ${slow} of a core there, ${fast} elsewhere`,
  gcNotWhy: ({ slow, fast }: { readonly slow: string; readonly fast: string }) =>
    `GC is not the reason: it took ${slow} of a core there, ${fast} elsewhere.`,
  replacedInWarmUp: ({ server, gone, came }: Replaced & { readonly server: string }) =>
    `In the warm-up of ${server}, ${processes(gone)} ended and ${processes(came)} came. Where workers are recycled by design (gunicorn --max-requests, a cluster), say \`workers: 'recycled'\` in the definition; where they are not, a worker crashed.`,
  steadier: "If it is a Node server, `runtime: 'steady'` in its definition makes launches differ less.",
  askRuntime: '`runtimeReport: true` in its definition shows whether garbage collection is the reason.',
  moreLaunches: 'LOADGATE_BUDGET=thorough measures more launches.',
  runtime: ({
    server,
    gc,
    busy,
    windows,
  }: {
    readonly server: string
    readonly gc: string
    readonly busy: string
    readonly windows: number
  }) =>
    `${server}: GC took ${gc} of a core, and the busiest event loop worked ${busy} of the time (medians of ${windows} windows).`,
  figures: ({
    by,
    servers,
  }: {
    readonly by: string
    readonly servers: readonly { readonly server: string; readonly before: string; readonly now: string }[]
  }) =>
    `Throughput by ${by} in the past, and by this run today: ${servers.map(({ server, before, now }) => `${server} ${before}, ${now}`).join('; ')}.`,
  oneRunPerSide:
    'One run per side shows nothing, because two runs of the same code differ, too. Compare five or more per side.',
  tooFewRuns: ({ old, now }: { readonly old: number; readonly now: number }) =>
    `${old} and ${now} runs are too few to show anything. Compare five or more per side.`,
  runsTooFarApart: ({ old, now }: { readonly old: number; readonly now: number }) =>
    `${old} and ${now} runs are not enough, because those of one side differ too much from each other.`,
  tooCoarse: ({ digit }: { readonly digit: string }) =>
    `printed in steps of ${digit}, too coarse to tell: compare outputs with more digits, as of wrk or oha`,
  noBaseline: 'no baseline to compare with',
  limitTooNear: ({ launches }: { readonly launches: number }) =>
    `${launches} launches lie too near to the limit to tell; leave it some room, or measure longer with LOADGATE_BUDGET`,
  sideAtFault: ({ side, reason }: { readonly side: Side; readonly reason: string }) =>
    `${side === 'base' ? 'the base' : 'head'}: ${reason}`,
  referenceAtFault: ({ reference, reason }: { readonly reference: string; readonly reason: string }) =>
    `the reference server ${reference} failed: ${reason}`,
  tooManyFailures: ({
    failures,
    sent,
    allowed,
    statuses,
    first,
  }: {
    readonly failures: Failures
    readonly sent: number
    readonly allowed: number
    /** Those that are right; none is any 2xx. */
    readonly statuses: readonly number[]
    readonly first?: { readonly status: number | undefined; readonly body: string | undefined }
  }) =>
    `${failed(failures)} of ${sent} requests got no right answer (${kinds(failures, statuses)}); ${formatShare(allowed)} are allowed${first?.status === undefined ? '' : `; the first wrong status was ${first.status}`}${first?.body === undefined ? '' : `; the first wrong body came ${first.body}`}`,
  generatorBound: ({ share }: { readonly share: number }) =>
    `generator-bound: the generator used ${formatShare(share)} of its core, so this would be its speed and not the server's; CPU per request still counts`,
  firstByteNotAsked: 'nobody timed first bytes: give `firstByte: true` in the scenario',
  machineBusy: ({ cores, neighbour, seconds }: Busy & { readonly seconds: number }) =>
    `machine busy: other programs used up to ${cores.toFixed(2)} cores${aboveAll(neighbour)}, and there was no quiet round within ${Math.round(seconds)} s; run again when it is idle${neighbour === null ? '' : `, or, ${ifItBelongs(neighbour)}`}`,
  ofOneProcess:
    'it already runs (`url`), so all waves are of one process: only a slowdown of 2.5 times and more can be told from what another start would bring; give a `command` to hold it closer',
  claimOfRunning: ({ servers }: { readonly servers: readonly string[] }) =>
    `true of ${enumerated(servers)} as ${servers.length === 1 ? 'it runs' : 'they run'} (\`url\`), not of every start`,
  running: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} already ${servers.length === 1 ? 'runs' : 'run'} (\`url\`): measured as ${servers.length === 1 ? 'it is' : 'they are'}, never started or ended by the gate. All waves are of one process, so they count as one launch. Against a baseline, only a slowdown of 2.5 times and more is red; claims are about this process.`,
  alongside: ({ server, cores, perRequest }: AlongsideText) =>
    `While ${server} was measured, what runs alongside it used ${cores.toFixed(2)} cores, ${perRequest} of CPU per request (medians over the windows).`,
  absent: ({ names }: { readonly names: readonly string[] }) =>
    `\`alongside\` names ${enumerated(names)}, and no process here has that name or port, as far as this user may see. What it uses counts as a neighbour's. Start it, or correct \`alongside\`.`,
  notMeasured: ({ metric }: { readonly metric: Metric }) =>
    `${METRICS[metric].label} cannot be measured on this machine`,
  tooFewAnswers: ({ least, metric }: { readonly least: number; readonly metric: Metric }) =>
    `no launch gave the ${least} answers that a ${METRICS[metric].label.replace('latency ', '')} needs; a longer LOADGATE_BUDGET has more`,
  noNumberInBaseline: ({ why }: { readonly why: string }) =>
    `the baseline has no number: ${why}; \`npm run baseline:update\` records it again`,
  tooFewLaunches: ({ launches, beside }: { readonly launches: number; readonly beside: Beside | null }) =>
    `${launches} ${launches === 1 ? 'launch is' : 'launches are'} too few to decide${howMany(beside)}`,
  tooFewToRecord: ({ launches, least }: { readonly launches: number; readonly least: number }) =>
    `only ${plural(launches, 'launch', 'launches')} gave a number, and ${least} are needed`,
  notConfirmed: ({ launches }: { readonly launches: number }) =>
    `it looked regressed, but too few of the ${launches} launches came afterwards to confirm it; LOADGATE_BUDGET=thorough settles it`,
  ofTheOther: ({ other, reason }: { readonly other: string; readonly reason: string }) =>
    `${other} cannot be used: ${reason}`,
  tooFewPairs: ({ waves, least }: { readonly waves: number; readonly least: number }) =>
    `both ran side by side in ${waves} ${waves === 1 ? 'wave' : 'waves'} only, and ${least} are needed; a longer LOADGATE_BUDGET has more`,
  tooClose: ({ waves }: { readonly waves: number }) =>
    `${waves} waves are not enough to tell; leave the claim a margin, or measure longer with LOADGATE_BUDGET`,
  notSlowerBeside: ({ commit, waves }: { readonly commit: string; readonly waves: number }) =>
    `looks slower than the baseline, but ${plural(waves, 'wave')} beside the commit that recorded it (${commit}) do not show it: the machine may be in another state`,
  slowerBeside: ({ commit, waves }: { readonly commit: string; readonly waves: number }) =>
    `slower than the commit that recorded the baseline (${commit}), in ${plural(waves, 'wave')} beside it`,
  notRechecked: ({ why }: { readonly why: string }) =>
    `looks slower than the baseline, though its instructions hold; ${why}`,
  tooNoisy: ({ launches, detectable, needed, inAb }: TooNoisy) =>
    `${launches} launches show slowdowns from ${formatShare(detectable)} on; ${needed === null ? tooCloseToTell(inAb) : `about ${needed} would decide it, which a longer LOADGATE_BUDGET has`}`,
} as const

type AlongsideText = { readonly server: string; readonly cores: number; readonly perRequest: string }

/** A baseline's launches, and how many of today it takes beside them; null where none do. */
type Beside = { readonly recorded: number; readonly needed: number | null }

function howMany(beside: Beside | null): string {
  if (beside === null) return '; a longer LOADGATE_BUDGET has more'
  const { recorded, needed } = beside
  return needed === null
    ? `, and so are the ${recorded} of the baseline: \`npm run baseline:update\` records more`
    : `: it takes ${needed} beside the ${recorded} of the baseline, and a longer LOADGATE_BUDGET has more`
}

type TooNoisy = {
  readonly launches: number
  readonly detectable: number
  /** Launches that would decide the cell; null where no budget has as many. */
  readonly needed: number | null
  readonly inAb: boolean
}

function tooCloseToTell(inAb: boolean): string {
  return inAb
    ? 'no LOADGATE_BUDGET has enough to decide it: it is too near to the tolerance, and a wider one can be decided'
    : 'no LOADGATE_BUDGET has enough to decide it, but LOADGATE_AGAINST=<git ref> compares two versions side by side'
}

function theirs(where: string): string {
  return where === 'base' ? 'on base' : 'in the baseline'
}

const KINDS: Readonly<Record<Exclude<keyof Failures, 'status'>, string>> = {
  body: 'wrong or empty body',
  connection: 'connection error',
  timeout: 'timeout',
  lost: 'connection closed without an answer',
  unsent: 'not sent, because a step before it failed',
}

function kinds(failures: Failures, statuses: readonly number[]): string {
  const status =
    statuses.length === 0 ? 'status outside 2xx' : `status other than ${enumerated(statuses.map(String), 'or')}`
  return Object.entries({ status, ...KINDS })
    .flatMap(([kind, words]) => {
      const count = failures[kind as keyof Failures]
      return count > 0 ? [`${count} × ${words}`] : []
    })
    .join(', ')
}
