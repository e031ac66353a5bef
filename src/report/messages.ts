import { enumerated } from '../model/wording.ts'

type CellText = { readonly server: string; readonly metric: string; readonly verdict: string }

type LimitText = {
  readonly server: string
  readonly metric: string
  readonly bound: string
  /** After a colon; empty where there is nothing to say. */
  readonly text: string
}

type ClaimText = { readonly server: string; readonly other: string; readonly text: string }

type TimedText = {
  readonly all: number
  readonly hold: number
  readonly unsure: number
  readonly uncompared: number
  readonly fresh: number
  readonly worst: string | null
  readonly improved: number
  readonly best: string | null
}

type CountedText = {
  readonly servers: number
  readonly all: number
  readonly counts: readonly string[]
  readonly exact: string | null
}

/** What this room says to a user. */
export const messages = {
  linkToRun: ({ run }: { readonly run: string }) => `[Log and reports of this run](${run})`,
  tooLongForComment: 'The tables are too long for a comment.',
  noReport: 'The load test produced no report',

  cellChange: ({
    server,
    metric,
    verdict,
    change,
    allowed,
  }: CellText & { readonly change: string; readonly allowed: string }) =>
    `${server}: ${metric} ${verdict}, ${change}, ${allowed} allowed`,
  cellReason: ({ server, metric, verdict, reason }: CellText & { readonly reason: string }) =>
    `${server}: ${metric} ${verdict}${reason === '' ? '' : `, ${reason}`}`,
  claimHolds: ({ server, other, text }: ClaimText) => `${server} outpaces ${other}: ${text}`,
  claimFails: ({ server, other, text }: ClaimText) => `${server} does not outpace ${other}: ${text}`,
  claimUnsure: ({ server, other, text }: ClaimText) => `${server} is not shown to outpace ${other}: ${text}`,
  claimInvalid: ({ server, other, text }: ClaimText) => `cannot tell whether ${server} outpaces ${other}: ${text}`,
  limitHolds: (limit: LimitText) => `${limit.server} meets ${limitOf(limit)}`,
  limitFails: (limit: LimitText) => `${limit.server} misses ${limitOf(limit)}`,
  limitUnsure: (limit: LimitText) => `${limit.server} is not shown to meet ${limitOf(limit)}`,
  limitInvalid: (limit: LimitText) => `cannot tell whether ${limit.server} meets ${limitOf(limit)}`,
  limited: ({ bound }: Pick<LimitText, 'bound'>) => `limit: ${bound}`,
  otherYardstick: ({ machine }: { readonly machine: string }) =>
    machine === 'counted' ? 'another runtime or counter' : 'another yardstick',
  claimed: ({ factor, other }: { readonly factor: string; readonly other: string }) =>
    `claimed ${factor} against ${other}`,

  timed: ({ all, hold, unsure, uncompared, fresh, worst, improved, best }: TimedText) =>
    [
      hold === all && all > 1 ? `all ${all} timed hold` : `${hold} of ${all} timed ${all === 1 ? 'holds' : 'hold'}`,
      ...(unsure === 0 ? [] : [`${unsure} unsure${worst === null ? '' : ` (${worst})`}`]),
      ...(uncompared === 0 ? [] : [messages.notCompared({ count: uncompared })]),
      ...(fresh === 0 ? [] : [`${fresh} new`]),
      ...(improved === 0 ? [] : [`${improved} improved${best === null ? '' : ` (${best})`}`]),
    ].join(', '),
  exactTo: ({ spread }: { readonly spread: string }) => `exact to ${spread}`,
  garbage: ({ count }: { readonly count: string }) => `GC adds ${count}`,
  notCounted: ({ reason }: { readonly reason: string }) =>
    `Instructions were not counted: ${reason}. Counted, a change of 2 % shows on any machine, however busy it is.`,
  countsHold: ({ servers, unsure }: { readonly servers: number; readonly unsure: number }) =>
    `Nothing regressed: instructions hold in ${servers} ${servers === 1 ? 'server' : 'servers'}${unsure === 0 ? '' : `, ${unsure} timed ${unsure === 1 ? 'metric' : 'metrics'} could not be decided`}`,
  hold: ({ servers }: { readonly servers: readonly string[] }) =>
    servers.length === 1 ? `${servers.join('')} holds` : `${servers.length} servers hold: ${servers.join(', ')}`,
  /** `counts` are texts such as `hold`, or `hold in 15` where not all are alike. */
  countedSummary: ({ servers, all, counts, exact }: CountedText) =>
    `${servers === all ? servers : `${servers} of ${all}`} ${all === 1 ? 'server' : 'servers'}: instructions ${enumerated(counts)}${exact === null ? '' : `, exact to ${exact}`}`,
  timedSummary: ({ counts }: { readonly counts: readonly string[] }) => `. Timed: ${counts.join(', ')}`,
  claimSummary: ({ counts }: { readonly counts: readonly string[] }) => `claims: ${counts.join(', ')}`,
  limitSummary: ({ counts }: { readonly counts: readonly string[] }) => `limits: ${counts.join(', ')}`,
  notCompared: ({ count }: { readonly count: number }) => `${count} not compared`,
  undecidedToday: ({ count }: { readonly count: number }) => `${count} cannot be told on this machine today`,

  serverRegressed: ({ server, what }: { readonly server: string; readonly what: string }) =>
    `${server} regressed: ${what}`,
  cannotBeJudged: ({ server }: { readonly server: string }) => `${server} cannot be judged: its measurement is invalid`,
  oneRed: ({ worst, more }: { readonly worst: string; readonly more: number }) =>
    more === 0 ? worst : `${worst}, and ${more} more red ${more === 1 ? 'metric' : 'metrics'}`,
  severalRed: ({ servers, all, worst }: { readonly servers: number; readonly all: number; readonly worst: string }) =>
    `${servers} of ${all} servers are red. ${worst}`,
  nothingMeasured: 'Nothing was measured. Check that a scenario ran, and that its servers were not skipped.',
  red: ({ red, all }: { readonly red: string; readonly all: string }) => `Red: ${red} of ${all}`,
  undecided: ({ unsure, all }: { readonly unsure: number; readonly all: string }) =>
    `Nothing regressed, but ${unsure} of ${all} could not be decided`,
  firstRecorded: ({
    recorded,
    unsure,
    metrics,
  }: {
    readonly recorded: number
    readonly unsure: string | null
    readonly metrics: string
  }) =>
    `Nothing regressed. ${recorded} of ${metrics} ${recorded === 1 ? 'has' : 'have'} a first baseline now${unsure === null ? '' : `; ${unsure} could not be decided`}`,
  nothingRegressed: ({ all }: { readonly all: string }) => `Nothing regressed in ${all}`,
  updated: ({ files }: { readonly files: number }) =>
    files === 0
      ? 'Baseline update, old → new: no file was written'
      : `Baseline update, old → new: ${files} ${files === 1 ? 'file' : 'files'} written`,

  reasonFor: ({ reason, row, more }: { readonly reason: string; readonly row: string; readonly more: number }) =>
    `${reason.replace(/\.$/, '')} (${row}${more === 0 ? '' : `, and ${more} more ${more === 1 ? 'row' : 'rows'} like it`})`,
  moreReasons: ({ count, file }: { readonly count: number; readonly file: string }) =>
    `${count} more ${count === 1 ? 'reason is' : 'reasons are'} in ${file}.`,
  noteOf: ({ scenarios, note }: { readonly scenarios: readonly string[]; readonly note: string }) =>
    `${enumerated(scenarios)}: ${note}`,
  skippedServers: ({ servers, reason }: { readonly servers: readonly string[]; readonly reason: string }) =>
    `${servers.length} ${servers.length === 1 ? 'server was' : 'servers were'} skipped (${servers.join(', ')}): ${reason}`,
  goneServers: ({ servers, ref }: { readonly servers: readonly string[]; readonly ref: string }) =>
    servers.length === 1
      ? `${servers.join('')} exists only in ${ref}, so it was not measured.`
      : `${servers.join(', ')} exist only in ${ref}, so they were not measured.`,

  // A terminal of 80 columns has room for the lines below, unless a name is long.
  moreRed: ({ count }: { readonly count: number }) => `and ${count} more`,
  comparedWith: ({ counted, baselines }: { readonly counted: boolean; readonly baselines: readonly string[] }) => {
    const all = [
      ...(counted ? ['the counted baseline'] : []),
      ...(baselines.length === 0 ? [] : [`the baseline of ${baselines.join(', ')}`]),
    ]
    return all.length === 0 ? 'There was no baseline to compare with.' : `Compared with ${all.join(' and ')}.`
  },
  comparedWithRef: ({
    ref,
    base,
    head,
    dirty,
  }: {
    readonly ref: string
    readonly base: string
    readonly head: string
    readonly dirty: boolean
  }) => `Compared with ${ref} (${base}). Head is ${head}${dirty ? ' with uncommitted changes' : ''}.`,
  seeAll: ({ file }: { readonly file: string }) => `Every number and reason: ${file}`,
  ifIntended: ({ claim, limit }: Stated) =>
    claim || limit
      ? `If intended: \`npm run baseline:update\`${claim && limit ? '' : ', and commit'}. ${correct({ claim, limit })}`
      : 'If this was intended, run `npm run baseline:update` and commit the baselines.',
  ifIntendedAgainstRef: ({ claim, limit }: Stated) =>
    claim || limit
      ? `If intended, say so in the review. ${correct({ claim, limit })}`
      : 'If this was intended, say so in the review. A git ref has no baseline to update.',
  ifClaimed: 'Claims are not in the baselines: make the claim true again, or change the spec.',
  ifLimited: 'A limit is in no baseline: meet it again, or change it in the spec.',
  ifInvalid: 'Fix what made the measurement invalid (server or scenario), then run again.',
  ifInvalidToo: 'Fix what is invalid (server or scenario), and run again. Then look at the rest.',
} as const

/** Which statements of a spec are red beside a regression. */
type Stated = { readonly claim: boolean; readonly limit: boolean }

function correct({ claim, limit }: Stated): string {
  return `Correct ${claim && limit ? 'claims and limits' : claim ? 'a claim' : 'a limit'} in the spec.`
}

/** `its limit of latency p99, below 50 ms: 62.1 ms [58.3, 66.0]` */
function limitOf({ metric, bound, text }: LimitText): string {
  return `its limit of ${metric}, ${bound}${text === '' ? '' : `: ${text}`}`
}
