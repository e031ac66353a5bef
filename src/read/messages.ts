/** What this room says to a user. */
export const messages = {
  emptyOutput: ({ where }: { readonly where: string }) =>
    `${where} is empty. ab and wrk print nothing to standard output when they cannot connect, so look at their standard error.`,
  binaryOutput: ({ where }: { readonly where: string }) =>
    `${where} is not text: it contains bytes that no load generator prints. Save the output uncompressed.`,
  unknownOutput: ({ where }: { readonly where: string }) =>
    `${where} is not the output of ab, wrk, autocannon --json, oha --output-format json or k6 --summary-export. Save the whole output of one of them.`,
  refusedOutput: ({
    where,
    what,
    instead,
  }: {
    readonly where: string
    readonly what: string
    readonly instead: string
  }) => `${where} is ${what}, which loadgate cannot read: ${instead}.`,
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
  }) => `${where}: \`${field}\` differs from what that tool writes (${problem}).`,
  noAbReport: ({ completed }: { readonly completed: number | null }) =>
    completed === null
      ? 'No report: ab gave up before it completed a request, or the output was cut off.'
      : `No report: ab gave up after ${completed} requests.`,
  noWrkReport: 'No report: wrk gave up before it began, or the output was cut off.',
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
  noMetric: ({ name }: { readonly name: string }) => `The summary has no metric \`${name}\`.`,
  dropped: ({ count }: { readonly count: number }) =>
    `${count} iterations were dropped: there were too few virtual users for the rate, so k6 sent less load than it was asked for.`,
} as const
