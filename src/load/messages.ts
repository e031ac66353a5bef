import { enumerated } from '../model/wording.ts'

/** What autocannon cannot measure, and what to do instead. */
const otherDriver =
  "Set LOADGATE_DRIVER=undici or `driver: 'undici'` in the scenario. Unless you choose a driver, loadgate takes undici by itself for servers that close the connection at their first launch."

/** What drivers make of an interim answer (1xx). */
const misreadings = {
  undici: 'undici takes that for a broken answer and closes the connection.',
  wrk: 'wrk counts that as an answer of its own, so that its throughput would be too high and its latencies too short.',
  ab: 'ab takes that for the answer, and the answer for its body.',
} as const

/** What this room says to a user. */
export const messages = {
  generatorEnded: ({ how }: { readonly how: string }) =>
    `The load generator's process ${how} too early, so this measurement is lost. Run it again. If that repeats, find out what ends processes on this machine: too little memory, for example.`,
  generatorFailed: ({ problem }: { readonly problem: string }) =>
    `The load generator gave up: ${problem}. Check \`request\` and \`load\` of the scenario. If the message names autocannon's insides, install the version of autocannon that loadgate's package.json names.`,
  noAnswer: ({ server, path, seconds }: { readonly server: string; readonly path: string; readonly seconds: number }) =>
    `${server} gave no answer to ${path} within ${seconds} s`,
  noRightAnswer: ({
    server,
    path,
    status,
    length,
  }: {
    readonly server: string
    readonly path: string
    readonly status: number
    readonly length: number
  }) => `${server} answered ${path} with status ${status} and ${length} bytes, so there is nothing to measure`,
  unreachable: ({ url, seconds }: { readonly url: string; readonly seconds: number }) =>
    `${url} gave no whole answer within ${seconds} s when loadgate checked it before the load. Send the request by hand, with curl for example, to see why.`,
  wrongStatus: ({ url, status }: { readonly url: string; readonly status: number }) =>
    `${url} answered with status ${status} when loadgate checked it before the load, but only 2xx answers can be measured. Correct the server or the scenario's request.`,
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
    `${url} answered with ${bytes > expected ? `more than ${expected}` : bytes} bytes when ${expected} were expected. They differ from byte ${at} on. Make the server give the same answer every time, or correct the scenario's \`expect\`.`,
  closesConnections: ({ url }: { readonly url: string }) =>
    `${url}: the server closes the connection after an answer without saying so (\`Connection: close\`), and autocannon would lose the request that it sends meanwhile. ${otherDriver} Or turn on keep-alive in the server.`,
  interimAnswers: ({
    url,
    driver,
    statuses,
  }: {
    readonly url: string
    readonly driver: 'undici' | 'wrk' | 'ab'
    readonly statuses: readonly number[]
  }) =>
    `${url}: the server sends ${enumerated([...new Set(statuses)].map(String))} before its answer. ${misreadings[driver]} Leave LOADGATE_DRIVER and the scenario's \`driver\` out, or set them to autocannon, which reads such answers right.`,
  noFirstAnswer: ({ url, problem }: { readonly url: string; readonly problem: string }) =>
    `${url} cannot be reached (${problem})`,
  wrongFirstStatus: ({ path, status }: { readonly path: string; readonly status: number }) =>
    `${path} was answered with status ${status}`,
  wrongFirstBody: ({ path, bytes }: { readonly path: string; readonly bytes: number }) =>
    `${path} was answered with ${bytes} bytes that are not the expected ones`,
  toolFailed: ({
    tool,
    exitCode,
    words,
  }: {
    readonly tool: string
    readonly exitCode: number | undefined
    readonly words: string
  }) => `${tool} ended with exit code ${exitCode ?? 'none'}: ${words}`,
  noTool: ({ name, version }: { readonly name: string; readonly version: string | null }) =>
    `LOADGATE_DRIVER or a scenario asks for ${name}, which is ${version === null ? 'not installed' : `too old here (${version || 'it does not print its version'})`}. Install it (on Debian: ${name === 'ab' ? 'apache2-utils' : name}), or choose autocannon or undici, which come with loadgate.`,
} as const
