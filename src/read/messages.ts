/** What this room says to a user. */
export const messages = {
  emptyOutput: ({ where }: { readonly where: string }) =>
    `${where} is empty. ab and wrk print nothing to standard output when they cannot connect: look at what they said on standard error.`,
  binaryOutput: ({ where }: { readonly where: string }) =>
    `${where} is no text: it has bytes that no load generator prints. Keep the output itself, not compressed.`,
  unknownOutput: ({ where }: { readonly where: string }) =>
    `${where} is not from ab, wrk, autocannon --json, oha --output-format json or k6 --summary-export. Keep the whole output of one of them.`,
  refusedOutput: ({
    where,
    what,
    instead,
  }: {
    readonly where: string
    readonly what: string
    readonly instead: string
  }) => `${where} is ${what}, which is not read: ${instead}.`,
  severalReports: ({ where, count }: { readonly where: string; readonly count: number }) =>
    `${where} holds ${count} reports. Keep each in a file of its own.`,
  brokenJson: ({ where, problem }: { readonly where: string; readonly problem: string }) =>
    `${where} begins as JSON and then is none (${problem}): it was cut off, or holds more than one output.`,
  wrongOutput: ({
    where,
    field,
    problem,
  }: {
    readonly where: string
    readonly field: string
    readonly problem: string
  }) => `${where}: \`${field}\` is not as that tool writes it (${problem}).`,
  noAbReport: ({ completed }: { readonly completed: number | null }) =>
    completed === null
      ? 'No report: ab gave up before one request was complete, or the text was cut off.'
      : `No report: ab gave up after ${completed} requests.`,
  noWrkReport: 'No report: wrk gave up before it began, or the text was cut off.',
  cutOff: ({ tool }: { readonly tool: string }) => `The report of ${tool} is cut off, or lines of it are missing.`,
  noRequests: 'Not one request was answered.',
  abFailures: ({ failures, lengths }: { readonly failures: number; readonly lengths: number }) =>
    `${failures} failures${lengths > 0 ? `, ${lengths} of them answers of another length than the first: where that is meant, use ab -l` : ''}.`,
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
    `${count} of ${completed} answers had another body than expected.`,
  noDocument: ({ seen }: { readonly seen: string }) => `No byte of a document came back (${seen}).`,
  socketErrors: ({
    errors,
    timeouts,
    completed,
  }: {
    readonly errors: number
    readonly timeouts: number
    readonly completed: number
  }) =>
    `${errors} socket errors${timeouts > 0 ? `, ${timeouts} of them timeouts, whose time is in no latency,` : ''} beside ${completed} requests.`,
  otherDuration: ({ asked, seconds }: { readonly asked: string; readonly seconds: number }) =>
    `A test of ${asked} took ${seconds} s: it was interrupted, or could not end.`,
  contradicts: ({
    completed,
    seconds,
    rate,
  }: {
    readonly completed: number
    readonly seconds: number | null
    readonly rate: number
  }) => `The numbers contradict each other: ${completed} requests in ${seconds} s are not ${rate} a second.`,
  fewSamples: ({ samples, enough }: { readonly samples: number; readonly enough: number }) =>
    `Only ${samples} samples: of a run by a count of requests the time is known to one sample only. Measure for ${enough} samples or more.`,
  noMetric: ({ name }: { readonly name: string }) => `The summary has no metric \`${name}\`.`,
  dropped: ({ count }: { readonly count: number }) =>
    `${count} iterations were dropped: there were too few virtual users for the rate, so less load was sent than asked for.`,
} as const
