/** What this room says to a user. */
export const messages = {
  generatorEnded: ({ ending }: { readonly ending: string }) =>
    `The load generator's process ended too early with ${ending}, so this measurement is lost. Run it again; if that repeats, look for what ends processes on this machine (too little memory, for example).`,
  generatorFailed: ({ problem }: { readonly problem: string }) =>
    `The load generator refused to start: ${problem}. Check \`request\` and \`load\` of the scenario; if it names autocannon's insides, install the version that loadgate's package.json names.`,
  headRequest:
    "autocannon waits for the body that a HEAD request never gets. Measure the same path with `method: 'GET'`.",
  unreachable: ({ url, seconds }: { readonly url: string; readonly seconds: number }) =>
    `${url} gave no whole answer within ${seconds} s when it was checked before the load. Ask it by hand, with curl for example, and see what keeps it.`,
  wrongStatus: ({ url, status }: { readonly url: string; readonly status: number }) =>
    `${url} answered with status ${status} when it was checked before the load, and only 2xx is measured. Correct the server or the scenario's request.`,
  wrongBody: ({
    url,
    bytes,
    expected,
    at,
  }: {
    readonly url: string
    readonly bytes: number
    readonly expected: number
    readonly at: number
  }) =>
    `${url} answered with ${bytes > expected ? `more than ${expected}` : bytes} bytes when ${expected} were expected, and differs from byte ${at} on. Make the server give the same answer every time, or correct the scenario's \`expect\`.`,
  closesConnections: ({ url }: { readonly url: string }) =>
    `${url}: the server closes the connection after an answer. autocannon would count wrong answers and latencies for such a server; wrk, ab or the undici driver (coming) measure it. Or turn on keep-alive in the server.`,
  endlessAnswer: ({ url }: { readonly url: string }) =>
    `${url}: the answer has neither Content-Length nor chunked encoding, so only a closed connection ends it. autocannon would count wrong answers for such a server; wrk, ab or the undici driver (coming) measure it. Or let the server send Content-Length.`,
  noTool: ({ name, version }: { readonly name: string; readonly version: string | null }) =>
    `LOADGATE_DRIVER or a scenario wants ${name}, which is ${version === null ? 'not installed' : `too old here (${version || 'it does not say its version'})`}. Install it (on Debian: ${name === 'ab' ? 'apache2-utils' : name}), or let loadgate take a generator that comes with it.`,
} as const
