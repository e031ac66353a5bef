import { fieldText } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  emptyOutput: ({ where }: { readonly where: string }) =>
    `${where} is empty. ab and wrk print nothing to standard output when they cannot connect, so look at their standard error.`,
  binaryOutput: ({ where }: { readonly where: string }) =>
    `${where} is not text: it contains bytes that no load generator prints. Save the output uncompressed.`,
  longOutput: ({ where, bytes }: { readonly where: string; readonly bytes: number }) =>
    `${where} has ${Math.round(bytes / 1e6)} MB, and no load generator prints a report of that length. Save the report alone.`,
  unknownOutput: ({ where }: { readonly where: string }) =>
    `${where} is not the output of ab, wrk, wrk2, k6, vegeta, hey, bombardier, h2load, autocannon --json or oha --output-format json. Save the whole output of one of them.`,
  refusedOutput: ({
    where,
    what,
    instead,
  }: {
    readonly where: string
    readonly what: string
    readonly instead: string
  }) => `${where} is ${what}. loadgate does not read that: ${instead}.`,
  severalReports: ({ where, count }: { readonly where: string; readonly count: number }) =>
    `${where} contains ${count} reports. Save each in its own file.`,
  brokenJson: ({ where, problem }: { readonly where: string; readonly problem: string }) =>
    `${where} begins like JSON but is not valid (${problem}): it was cut off, or contains more than one output.`,
  wrongOutput: ({
    where,
    field,
    problem,
  }: {
    readonly where: string
    readonly field: string
    readonly problem: string
  }) => `${where}: ${fieldText(field)} differs from what that tool writes (${problem}).`,
  noAbReport: ({ completed }: { readonly completed: number | null }) =>
    completed === null
      ? 'No report: ab gave up before it completed a request, or the output was cut off.'
      : `No report: ab gave up after ${completed} requests.`,
  whole: 'The output shows a complete run without errors.',
  noPercentiles:
    'The output shows a complete run without errors, and no table of percentiles: ab -d leaves it out, or it was cut off.',
  abInterrupted: 'ab does not say that it finished: it was interrupted, or lines are missing.',
  noReport: ({ tool }: { readonly tool: string }) =>
    `No report: ${tool} gave up before it began, or the output was cut off.`,
  cutOff: ({ tool }: { readonly tool: string }) => `The report of ${tool} was cut off, or lines are missing.`,
  noRequests: 'No request was answered.',
  abFailures: ({ failures, lengths }: { readonly failures: number; readonly lengths: number }) =>
    `${failures} failures${lengths > 0 ? `, ${lengths} of them answers whose length differs from the first one's (if that is intended, use ab -l)` : ''}.`,
  badStatus: ({
    count,
    completed,
    which,
  }: {
    readonly count: number
    readonly completed: number
    readonly which: string
  }) => `${count} of ${completed} answers had a status ${which}.`,
  wrongBodies: ({ count, completed }: { readonly count: number; readonly completed: number }) =>
    `${count} of ${completed} answers had a wrong body.`,
  noDocument: ({ seen }: { readonly seen: string }) => `The answers had no content (${seen}).`,
  socketErrors: ({
    errors,
    timeouts,
    completed,
  }: {
    readonly errors: number
    readonly timeouts: number
    readonly completed: number
  }) =>
    `${errors} socket errors${timeouts > 0 ? `, ${timeouts} of them timeouts (missing from the latencies),` : ''} beside ${completed} completed requests.`,
  otherDuration: ({ asked, seconds }: { readonly asked: string; readonly seconds: number }) =>
    `A test of ${asked} took ${seconds} s: it was interrupted, or it hung.`,
  contradicts: ({
    completed,
    seconds,
    rate,
  }: {
    readonly completed: number
    readonly seconds: number | null
    readonly rate: number
  }) => `The numbers contradict each other: ${completed} requests in ${seconds} s are not ${rate} per second.`,
  fewSamples: ({ samples, enough }: { readonly samples: number; readonly enough: number }) =>
    `Only ${samples} samples: autocannon times a run by a number of requests to the nearest sample only. Measure for at least ${enough} samples.`,
  heyForgot: ({ kept }: { readonly kept: number }) =>
    `hey keeps what became of ${kept} answers and forgets the others, which may have failed: send fewer requests.`,
  heyNoLength:
    'The output shows a complete run without errors. hey saw no Content-Length, so it does not say whether the answers had content.',
  bombardierRate:
    'The output shows a complete run without errors. Its rate is a mean of samples and not requests by time: for that, use bombardier -o json -p r.',
  unfinished: ({ asked, done }: { readonly asked: number; readonly done: number }) =>
    `${done} of ${asked} requests came to an end: the run was interrupted, or the server ended.`,
  noThresholds:
    'The output shows a complete run without errors. This form of summary does not say whether thresholds were crossed.',
  noMetric: ({ name }: { readonly name: string }) => `The summary has no metric \`${name}\`.`,
  noFailureMetric:
    'The summary has no metric `http_req_failed`, so it does not say whether requests failed: use k6 0.31 or newer.',
  checksFailed: ({
    failed,
    checks,
    crossed,
  }: {
    readonly failed: number
    readonly checks: number
    readonly crossed: readonly string[]
  }) => {
    const thresholds = `${crossed.join(', ')} ${crossed.length === 1 ? 'was' : 'were'} crossed`
    const parts = [
      ...(failed > 0 ? [`${failed} of ${checks} checks failed`] : []),
      ...(crossed.length > 0 ? [thresholds] : []),
    ]
    const sentence = `${parts.join(', and ')}.`
    return sentence.charAt(0).toUpperCase() + sentence.slice(1)
  },
  threshold: ({ source, metric }: { readonly source: string; readonly metric: string }) =>
    `the threshold \`${source}\` of \`${metric}\``,
  anyThreshold: 'a threshold (k6 does not say which)',
  someThreshold: ({ metric }: { readonly metric: string }) => `a threshold of \`${metric}\``,
  k6Stopped: 'k6 was stopped before the end of the run, so it did not make all of the load that its script asks for.',
  k6Signs:
    'The signs ✓ and ✗ in the summary of k6 became others on the way, so nothing says which thresholds and checks held. Save it as UTF-8, or use --summary-export.',
  dropped: ({ count }: { readonly count: number }) =>
    `${count} iterations were dropped: there were too few virtual users for the rate, so k6 sent less load than it was asked for.`,
} as const
