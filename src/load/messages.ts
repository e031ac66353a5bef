import { enumerated } from '../model/wording.ts'

/** What autocannon cannot measure, and what to do instead. */
const otherDriver =
  "Set LOADGATE_DRIVER=undici or `driver: 'undici'` in the scenario. Unless you choose a driver, loadgate takes undici by itself for servers that close the connection at their first launch."

const embedded =
  "Leave LOADGATE_DRIVER and the scenario's `driver` out, or set them to autocannon or undici, which check every answer."

/** A request of a scenario, and who got it. */
type Asked = { readonly server: string; readonly method: string; readonly path: string }

function answered({ server, method, path }: Asked): string {
  return `${server} answered ${method} ${path}`
}

const readsRight =
  "Leave LOADGATE_DRIVER and the scenario's `driver` out, or set them to autocannon, which reads such answers right."

/** undici is also taken where nobody chose a driver. */
const readsRightIn = (driver: 'undici' | 'wrk' | 'ab') =>
  driver === 'undici'
    ? `${readsRight} Where they are left out, another server of the scenario or its \`load\` needs undici: give this server a closed loop in a scenario of its own.`
    : readsRight

/** What drivers make of an interim answer (1xx). */
const misreadings = {
  undici: 'undici takes that for a broken answer and closes the connection.',
  wrk: 'wrk counts that as an answer of its own, so that its throughput would be too high and its latencies too short.',
  ab: 'ab takes that for the answer, and the answer for its body.',
} as const

/** The drivers that are programs of their own. */
type ToolName = 'wrk' | 'ab' | 'vegeta'

/** What they check less than the others do. */
const WEAKER = {
  wrk: 'wrk does not look at bodies: one answer before each window was compared, and under load only the number of bytes of all answers. It takes every status below 400 for right.',
  ab: 'ab does not look at bodies: one answer before each window was compared, and under load only the length of each. It takes every 2xx for right.',
  vegeta:
    'vegeta keeps no bodies that must be the same bytes: one answer before each window was compared, and under load only the Content-Length of each, where the server sends one. Of a mix, only what GET and HEAD ask was compared before.',
} as const satisfies Record<ToolName, string>

/** How to get a tool. */
const INSTALL = {
  wrk: 'Install it (on Debian: wrk)',
  ab: 'Install it (on Debian: apache2-utils)',
  vegeta: 'Install it (with Go: `go install github.com/tsenart/vegeta/v12@v12.13.0`, and its folder in PATH)',
} as const satisfies Record<ToolName, string>

/** What this room says to a user. */
export const messages = {
  generatorEnded: ({ how }: { readonly how: string }) =>
    `The load generator's process ${how} too early, so this measurement is lost. Run it again. If that repeats, find out what ends processes on this machine: too little memory, for example.`,
  generatorFailed: ({ problem }: { readonly problem: string }) =>
    `The load generator gave up: ${problem}. Check \`request\` and \`load\` of the scenario. If the message names autocannon's insides, install the version of autocannon that loadgate's package.json names.`,
  noAnswer: ({ server, path, seconds }: { readonly server: string; readonly path: string; readonly seconds: number }) =>
    `${server} gave no answer to ${path} within ${seconds} s`,
  brokenAnswer: ({
    server,
    path,
    problem,
  }: {
    readonly server: string
    readonly path: string
    readonly problem: string
  }) => `${server} gave no whole answer to ${path}: the connection broke (${problem})`,
  endlessBody: ({
    type,
    bytes,
    seconds,
    ...asked
  }: Asked & { readonly type: string | null; readonly bytes: number; readonly seconds: number }) =>
    `${answered(asked)} with a body that had no end after ${seconds.toFixed(1)} s and ${bytes} bytes${type === null ? '' : ` (content-type: ${type})`}. A stream cannot be measured, because a request is over with its answer: ask for a path whose answers end.`,
  noRightAnswer: ({ problem, ...asked }: Asked & { readonly problem: string }) => `${answered(asked)} ${problem}`,
  answersDiffer: ({ difference, ...asked }: Asked & { readonly difference: string }) =>
    `${answered(asked)} twice, and the bodies differ ${difference}`,
  launchesDiffer: ({ difference, ...asked }: Asked & { readonly difference: string }) =>
    `${answered(asked)} otherwise than when it was launched first: the bodies differ ${difference}`,
  difference: ({
    at,
    one,
    other,
    paths,
    check,
    encoding,
  }: {
    readonly at: number
    readonly one: string
    readonly other: string
    readonly paths: readonly string[]
    readonly check: string
    readonly encoding: string | null
  }) =>
    `from byte ${at} on${encoding === null ? '' : `, decoded from ${encoding}`}: ${one} and then ${other}. ${paths.length === 0 ? '' : `As JSON they differ in ${enumerated(paths.map((path) => `\`${path}\``))}. `}Make the server give the same answer every time, or check what does not vary: \`${check}\` in the scenario's request.`,
  wrongStatusOf: ({
    status,
    right,
    location,
  }: {
    readonly status: number
    readonly right: readonly number[]
    readonly location: string | null
  }) =>
    `with status ${status}${location === null ? '' : `, to ${location}`}, but ${right.length === 0 ? 'without `expect.status` only 2xx is right' : `\`expect.status\` is ${enumerated(right.map(String), 'or')}`}. Correct the server or the request${status < 500 ? `, or write \`expect: { status: ${status} }\` if that is the right answer` : ''}.`,
  emptyBody:
    "with status 200 and no body, which broken servers do, too. If that is the right answer, write `expect: { body: '' }` in the scenario's request.",
  undecoded: ({ encoding }: { readonly encoding: string }) =>
    `with a body that cannot be decoded (content-encoding: ${encoding}), so that \`expect\` cannot be checked. loadgate decodes gzip, br and deflate: ask for one of these in the header accept-encoding, or correct the server.`,
  wrongText: ({ at, one, other }: { readonly at: number; readonly one: string; readonly other: string }) =>
    `with another body than \`expect\` has, from byte ${at} on: ${other} instead of ${one}. Correct the server, or the scenario's \`expect\`.`,
  noJson: ({ type, body }: { readonly type: string | null; readonly body: string }) =>
    `with a body that is no JSON, so that \`expect.json\` cannot be checked${type === null ? '' : ` (content-type: ${type})`}: ${body}. Correct the server, or check it with \`includes\` or \`matches\`.`,
  notIncluded: ({ text, body }: { readonly text: string; readonly body: string }) =>
    `with a body that does not include ${text}, as \`expect.includes\` asks for: ${body}. Correct the server, or the scenario's \`expect\`.`,
  notMatched: ({ pattern, body }: { readonly pattern: string; readonly body: string }) =>
    `with a body that the pattern ${pattern} of \`expect.matches\` does not match: ${body}. Correct the server, or the scenario's \`expect\`.`,
  wrongLength: ({ found, wanted }: { readonly found: number; readonly wanted: number }) =>
    `with a body of ${found} bytes, but \`expect.length\` is ${wanted}. Correct the server, or the scenario's \`expect\`.`,
  notEqual: ({
    path,
    wanted,
    found,
  }: {
    readonly path: string
    readonly wanted: string
    readonly found: readonly string[]
  }) =>
    `with JSON that has ${found.length === 0 ? 'nothing' : enumerated(found)} at ${path}, but \`expect.json.equal\` has ${wanted}. Correct the server, or the scenario's \`expect\`.`,
  otherThanFirst: ({ at, one, other }: { readonly at: number; readonly one: string; readonly other: string }) =>
    `with other bytes than the first answer, from byte ${at} on: ${other} instead of ${one}. Make the server give the same answer every time, or check what does not vary with \`expect\``,
  tooLarge: 'with more bytes than loadgate keeps of an answer',
  otherBody: ({ body }: { readonly body: string }) => `with another body than the first time: ${body}`,
  nothingToTake: ({
    server,
    method,
    path,
    take,
  }: {
    readonly server: string
    readonly method: string
    readonly path: string
    readonly take: readonly string[]
  }) =>
    `${server} answered ${method} ${path} right, but not with ${enumerated(take)}, which \`take\` of this step needs for the steps after it. Correct the path in \`take\`, or the server.`,
  unreachable: ({ url, seconds }: { readonly url: string; readonly seconds: number }) =>
    `${url} gave no whole answer within ${seconds} s when loadgate checked it before the load. Send the request by hand, with curl for example, to see why.`,
  wrongStatus: ({ url, status }: { readonly url: string; readonly status: number }) =>
    `${url} answered with status ${status} when loadgate asked again before the load, and not as the first time. Make the server give the same answer every time, or let \`expect.status\` list all statuses that are right.`,
  wrongBody: ({
    url,
    length,
    difference,
  }: {
    readonly url: string
    readonly length: string
    readonly difference: { readonly at: number; readonly one: string; readonly other: string } | null
  }) =>
    `${url} answered with ${length} bytes that are not right when loadgate asked again before the load${difference === null ? '' : `: they differ from byte ${difference.at} on, ${difference.other} instead of ${difference.one}`}. Make the server give the same answer every time, or let the scenario's \`expect\` check what does not vary.`,
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
    `${url}: the server sends ${enumerated([...new Set(statuses)].map(String))} before its answer. ${misreadings[driver]} ${readsRightIn(driver)}`,
  oneRequest: ({ driver, field }: { readonly driver: string; readonly field: 'requests' | 'flow' | 'data' }) =>
    `${driver} sends one and the same request all the time, and the scenario has \`${field}\`. ${embedded}`,
  noFlow:
    "vegeta is given all requests before it sends the first one, so none of them can have what an answer gave, and the scenario has `flow`. Leave LOADGATE_DRIVER and the scenario's `driver` out, or set them to undici, which sends flows at a rate, too.",
  uncheckedBody: ({ driver, field }: { readonly driver: ToolName; readonly field: string }) =>
    `${driver} does not look at bodies, so \`request.expect.${field}\` would not be checked under load. ${embedded}`,
  uncheckedStatus: ({ driver, status }: { readonly driver: ToolName; readonly status: number }) =>
    `${driver} counts every answer with status ${status} as a failure, but \`request.expect.status\` says that it is right. ${embedded}`,
  noHead: ({ driver }: { readonly driver: 'wrk' | 'ab' }) =>
    `${driver} sends no HEAD that it reads the answer of. ${embedded}`,
  uncheckedDecoded: ({ driver, encoding }: { readonly driver: ToolName; readonly encoding: string }) =>
    `${driver} cannot decode bodies, and two right answers were compressed with ${encoding} to different bytes. ${embedded}`,
  weakerChecks: ({ driver }: { readonly driver: ToolName }) => WEAKER[driver],
  lengthWithoutBody: ({
    url,
    driver,
    length,
  }: {
    readonly url: string
    readonly driver: 'undici' | 'wrk'
    readonly length: number
  }) =>
    `${url}: the server answers with 304 and \`Content-Length: ${length}\`, as it may, and ${driver} waits for those bytes. ${readsRightIn(driver)}`,
  endsIrregularly: ({ after: [first, second] }: { readonly after: readonly [number, number] }) =>
    `the server closes connections now after ${first} and now after ${second} answers, so that the bytes that wrk counts do not show whether its answers were right. Measure it with autocannon or undici`,
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
  noTool: ({ name, version }: { readonly name: ToolName; readonly version: string | null }) =>
    `LOADGATE_DRIVER or a scenario asks for ${name}, which is ${version === null ? 'not installed' : `too old here (${version || 'it does not print its version'})`}. ${INSTALL[name]}, or choose ${name === 'vegeta' ? 'undici, which comes' : 'autocannon or undici, which come'} with loadgate.`,
} as const
