/** What this room says to a user. */
export const messages = {
  runOfComment: ({ run }: { readonly run: string }) => `[The run, with its log and the reports to download](${run})`,
  tooLongForComment: 'The tables are too long for a comment.',
  noReport: 'The load test came to no report',
  cellChange: ({
    server,
    metric,
    verdict,
    change,
    allowed,
  }: {
    readonly server: string
    readonly metric: string
    readonly verdict: string
    readonly change: string
    readonly allowed: string
  }) => `${server}: ${metric} ${verdict}, ${change}, ${allowed} allowed`,
  cellReason: ({
    server,
    metric,
    verdict,
    reason,
  }: {
    readonly server: string
    readonly metric: string
    readonly verdict: string
    readonly reason: string
  }) => `${server}: ${metric} ${verdict}${reason === '' ? '' : `, ${reason}`}`,
  claimHolds: ({ server, other, text }: { readonly server: string; readonly other: string; readonly text: string }) =>
    `${server} outpaces ${other}: ${text}`,
  claimFails: ({ server, other, text }: { readonly server: string; readonly other: string; readonly text: string }) =>
    `${server} does not outpace ${other}: ${text}`,
  claimUnsure: ({ server, other, text }: { readonly server: string; readonly other: string; readonly text: string }) =>
    `${server} is not shown to outpace ${other}: ${text}`,
  claimInvalid: ({ server, other, text }: { readonly server: string; readonly other: string; readonly text: string }) =>
    `whether ${server} outpaces ${other} cannot be told: ${text}`,
  claimedBeside: ({ claimed, other }: { readonly claimed: string; readonly other: string }) =>
    `claimed ${claimed} against ${other}`,
  nothingMeasured:
    'Nothing was measured, so nothing was compared. Look for a scenario that ran, or for skipped servers.',
  stopping: ({ stopping, all }: { readonly stopping: string; readonly all: string }) => `Red: ${stopping} of ${all}`,
  undecided: ({ unsure, all }: { readonly unsure: number; readonly all: string }) =>
    `Nothing regressed, but ${unsure} of ${all} could not be decided`,
  nothingRegressed: ({ all }: { readonly all: string }) => `Nothing regressed in ${all}`,
  updated: ({ files }: { readonly files: number }) =>
    files === 0
      ? 'Baseline update, old → new: no file was written'
      : `Baseline update, old → new: ${files} ${files === 1 ? 'file' : 'files'} written`,
  reasonFor: ({ reason, row, more }: { readonly reason: string; readonly row: string; readonly more: number }) =>
    `${reason} (${row}${more === 0 ? '' : `, and ${more} more ${more === 1 ? 'row' : 'rows'} like it`})`,
  moreReasons: ({ count, file }: { readonly count: number; readonly file: string }) =>
    `${count} more ${count === 1 ? 'reason is' : 'reasons are'} in ${file}.`,
  skippedServers: ({ servers, reason }: { readonly servers: readonly string[]; readonly reason: string }) =>
    `${servers.length} ${servers.length === 1 ? 'server was' : 'servers were'} skipped (${servers.join(', ')}): ${reason}`,
  moreRed: ({ count }: { readonly count: number }) => `and ${count} more in the table`,
  comparedWith: ({ baselines }: { readonly baselines: readonly string[] }) =>
    baselines.length === 0
      ? 'There was no baseline to compare with.'
      : `Compared with the baseline of ${baselines.join(', ')}.`,
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
  }) =>
    `Compared with ${ref} (${base}) on this machine, launch by launch; head is ${head}${dirty ? ' and changes that are not committed' : ''}.`,
  ifMeantAgainst:
    'If this was meant, say so where the change is reviewed: against a git ref there is nothing to update.',
  goneServers: ({ servers, ref }: { readonly servers: readonly string[]; readonly ref: string }) =>
    `${servers.join(', ')} ${servers.length === 1 ? 'exists' : 'exist'} in ${ref} only, so nothing was measured of ${servers.length === 1 ? 'it' : 'them'}.`,
  seeAll: ({ file }: { readonly file: string }) => `Every number and reason: ${file}`,
  ifMeant: 'If this was meant: `npm run baseline:update`, and commit the baselines.',
  ifClaimed: 'A claim is not in the baselines: make it true again, or correct it in the spec.',
  ifMeantOrClaimed: 'If meant: `npm run baseline:update`, and commit; correct a claim in the spec.',
  ifInvalid: 'What is invalid has no number: correct the server or the scenario, then run again.',
} as const
