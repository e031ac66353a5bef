import type { Side, Unmeasured } from '../model/measurement.ts'
import type { Ready } from '../model/ready.ts'
import { enumerated, excerpt, lastOutput, listed, whyUnmeasured, type Problem } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  noSuchFolder: ({ server, cwd }: { readonly server: string; readonly cwd: string }) =>
    `Server "${server}" cannot be started: its \`cwd\` ${cwd} does not exist. Correct the path. Relative paths start at the folder of the vitest.config that defines the server.`,
  noSuchProgram: ({
    server,
    program,
    cwd,
  }: {
    readonly server: string
    readonly program: string
    readonly cwd: string
  }) =>
    `Server "${server}" cannot be started: there is no program ${program} (looked up from ${cwd} and in PATH). Install it, or correct \`command\`.`,
  cannotStart: ({
    server,
    program,
    problem,
  }: {
    readonly server: string
    readonly program: string
    readonly problem: string
  }) =>
    `Server "${server}" cannot be started: the system refused to run ${program} (${problem}). Check that it may be executed.`,
  steadyNeedsNode: ({ server, program }: { readonly server: string; readonly program: string }) =>
    `Server "${server}" cannot be started: \`runtime: 'steady'\` sets flags of Node, but its command starts ${program}. Begin the command with \`node\`, or use \`runtime: 'plain'\`.`,
  reportNeedsNode: ({ server, program }: { readonly server: string; readonly program: string }) =>
    `Server "${server}" cannot be started: \`runtimeReport\` reports on Node's garbage collector and event loop, but its command starts ${program}. Begin the command with \`node\`, or remove \`runtimeReport\`.`,
  portTaken: ({ server, port }: { readonly server: string; readonly port: number }) =>
    `Server "${server}" cannot be started: port ${port} is taken by another program. End that program, or let loadgate choose the port: remove \`port\`, and let the server listen on PORT or write \`{port}\` in \`command\` or \`env\`.`,
  samePort: ({ servers, port }: { readonly servers: readonly string[]; readonly port: number }) =>
    `Servers ${enumerated(servers.map((server) => `"${server}"`))} have the same port ${port}, so they cannot run at the same time. Give each its own, or let loadgate choose: remove \`port\`, and let the server listen on PORT or write \`{port}\` in \`command\` or \`env\`.`,
  samePortOnBothSides: ({ server, port }: { readonly server: string; readonly port: number }) =>
    `Server "${server}" listens on port ${port}, whatever PORT says, as it is now and as it was, so both cannot run at the same time. Let it listen on PORT, or write \`{port}\` in \`command\` or \`env\`; the other git ref must have that, too.`,
  oneOfSeveral: ({ server, origin, others }: Chosen) =>
    `${server.name} has ${others + 1} addresses, and ${origin} is measured`,
  endedBeforeReady: ({
    server,
    how,
    seconds,
    output,
  }: {
    readonly server: string
    readonly how: string
    readonly seconds: number
    readonly output: string
  }) =>
    `Server "${server}" ${how} after ${seconds.toFixed(1)} s, before it had answered. Run its command by hand to see why; it must stay in the foreground.${PORT_TAKEN.test(output) ? portIsTaken : ''}${lastOutput(output)}`,
  noAddress: ({ server, seconds, port, printed, opened, isBuffered, output }: Nowhere) =>
    [
      `Server "${server}" listens on no port after ${seconds} s: not on ${port}, which it gets as PORT, and on no other.`,
      ...(printed.length > 0
        ? [`It printed ${enumerated(printed)}, but no process of it listens there, so nothing was asked there.`]
        : []),
      ...(opened.length > 0
        ? [
            `Meanwhile another program opened port ${enumerated(opened.map(String))}: if that is the server, as behind \`docker run\`, write \`{port}\` where \`command\` has its port.`,
          ]
        : []),
      ...(isBuffered ? ['Python keeps what it prints until 8 kB have come together: start it with `-u`.'] : []),
      `Let it listen on PORT, or write \`{port}\` in \`command\` or \`env\`; if it needs longer, raise \`ready.within\`.${lastOutput(output)}`,
    ].join(' '),
  noAddressHere: ({ server, seconds, output }: Failing) =>
    `Server "${server}" printed no address of this machine within ${seconds} s, and does not listen on PORT. Make it print http://127.0.0.1:<port> and a line end once it listens, or write \`{port}\` in \`command\` or \`env\`.${lastOutput(output)}`,
  noAddressMatches: ({
    server,
    seconds,
    address,
    addresses,
    output,
  }: Failing & Addresses & { readonly address: string }) =>
    `Server "${server}" has no address that matches \`address\` (${address}) after ${seconds} s. It has ${listAddresses(addresses)}. Correct the pattern, or remove it.${lastOutput(output)}`,
  severalAddresses: ({ server, addresses }: Addresses & { readonly server: string }) =>
    `Server "${server}" answers \`ready\` at ${addresses.length} addresses: ${listAddresses(addresses)}. Say which one is the application's: let that one listen on PORT, or write \`{port}\` where \`command\` or \`env\` has its port, or set \`address\` to a pattern that its line matches, or to 'last'.`,
  neverReady: ({ server, url, seconds, wanted, last, status, elsewhere, output }: NeverReady) =>
    [
      `Server "${server}" did not answer ${url} with ${statuses(wanted)} within ${seconds} s: at the last try, ${last}.`,
      ...(elsewhere.length > 0
        ? [
            `It listens on port ${enumerated(elsewhere.map(String))} instead: write \`{port}\` in \`command\` or \`env\` where its port belongs.`,
          ]
        : []),
      `${adviceFor(status)}${lastOutput(output)}`,
    ].join(' '),
  redirected: ({ server, url, status, location, output }: Refused & { readonly location: string }) =>
    `Server "${server}" answers ${url} with status ${status}, a redirect to ${location}. ${adviceForRedirect(status, location)}${lastOutput(output)}`,
  refused: ({ server, url, status, output }: Refused) =>
    `Server "${server}" answers ${url} with status ${status} again and again. ${adviceFor(status)}${lastOutput(output)}`,
  nothingAnswered: 'nothing answered',
  noAnswerCame: 'no answer came',
  connectionFailed: ({ problem }: { readonly problem: string }) => `the connection failed (${problem})`,
  wrongStatus: ({ status }: { readonly status: number }) => `it answered with status ${status}`,
  serverEnded: ({
    server,
    how,
    seconds,
    lastLine,
  }: {
    readonly server: string
    readonly how: string
    readonly seconds: number
    readonly lastLine: string
  }) =>
    `${server} ${how} ${seconds.toFixed(1)} s after its start, although the gate did not stop it; ${lastLine === '' ? 'it printed nothing' : `its last line was ${excerpt(lastLine)}`}`,
  unmeasured: ({ server, why }: { readonly server: string; readonly why: Unmeasured }) =>
    `CPU per request and memory of ${server} ${whyUnmeasured(why)}. Throughput and latency are measured and held all the same.`,
  notRunning: ({ server, url, seconds, last }: NotRunning) =>
    `Server "${server}" already runs, says its \`url\`, but ${url} was not answered with the status that \`ready\` wants within ${seconds} s: at the last try, ${last}. Start it, correct \`url\` or \`ready\`, or give a \`command\` so that the gate starts it.`,
  alreadyRuns: ({ server, url }: { readonly server: string; readonly url: string }) =>
    `${server} already runs at ${url}, and is measured as it is: all waves are of one process and count as one launch. It is neither started, nor ended, nor counted.`,
  leftBehind: ({ server, pid, name, seconds }: Stranger & { readonly server: string; readonly seconds: number }) =>
    `Server "${server}" leaves process ${pid} (${name}) behind: it listens for the server, and still runs ${seconds} s after the command was stopped. The command did not start it, so the gate does not end it, and every launch would leave another one. Let the command end it on SIGTERM, as \`docker run --init --rm\` does. End this one with \`kill ${pid}\`.`,
  serverStopped: ({ server }: { readonly server: string }) => `${server} was stopped by the gate`,
  notAlike: ({
    label,
    at,
    one,
    other,
  }: {
    readonly label: string
    readonly at: number
    readonly one: Excerpt
    readonly other: Excerpt
  }) =>
    `Servers "${one.name}" and "${other.name}" are \`alike: '${label}'\` but answered differently at \`ready\`: ${one.length} and ${other.length} bytes, which differ from byte ${at} on: ${one.excerpt} and ${other.excerpt}. Make the answers the same, or give one server another label.`,
  noSuchPrepare: ({ server, file }: { readonly server: string; readonly file: string }) =>
    `Server "${server}" cannot be started: its \`prepare\` ${file} does not exist. Correct the path. It starts at the server's \`cwd\`.`,
  notPrepared: ({
    server,
    file,
    problem,
  }: {
    readonly server: string
    readonly file: string
    readonly problem: string
  }) => `Server "${server}" was not prepared: ${file} ${problem}`,
  prepareNoFunction:
    'has no function as its default export. Write `export default async ({ origin }) => ({ headers, variables })`.',
  prepareThrew: ({ problem }: { readonly problem: string }) => `failed: ${problem}`,
  prepareEnded: ({ how, output }: { readonly how: string; readonly output: string }) =>
    `${how} before it returned anything.${lastOutput(output)}`,
  prepareTooSlow: ({ seconds }: { readonly seconds: number }) =>
    `did not finish within ${seconds} s. Look for what it waits for, or raise \`ready.within\`, which is its limit, too.`,
  prepareReturned: ({ problems }: { readonly problems: readonly Problem[] }) =>
    `returned something else than { headers, body, variables }: ${listed(problems)}.`,
  notReturned: ({
    field,
    name,
    server,
    prepare,
    returned,
  }: {
    readonly field: string
    readonly name: string
    readonly server: string
    readonly prepare: string
    readonly returned: readonly string[]
  }) =>
    `\`request.${field}\` has {${name}}, but \`prepare\` of ${server} (${prepare}) returned ${returned.length === 0 ? 'no variables' : `only ${enumerated(returned)}`}. Return it in \`variables\`; if the braces are meant as text, put a blank into them`,
  wrongHeaderValue: ({ server, header }: { readonly server: string; readonly header: string }) =>
    `the value of the header \`${header}\` for ${server} has a line break or a character outside Latin-1 in it, once it is filled in`,
  baseDoesNotStart: ({ problem }: { readonly problem: string }) =>
    `It has to start there, too: compare with a ref whose servers start, or leave it out with LOADGATE_SERVERS. ${problem}`,
  runningStep: ({ server, side, field, call }: Stepping & { readonly side: Side; readonly field: string }) =>
    `${server}${side === 'base' ? ' in the base' : ''}: \`${field}\` runs ${commandText(call)}`,
  stepFailed: ({
    server,
    field,
    call,
    how,
    output,
  }: Stepping & { readonly field: string; readonly how: string; readonly output: string }) =>
    `Server "${server}" cannot be started: its \`${field}\` ${commandText(call)} ${how}. Run it by hand in ${call.cwd} to see why, or correct it.${lastOutput(output)}`,
  tookTooLong: ({ seconds }: { readonly seconds: number }) =>
    `took longer than ${seconds} s (\`within\`), and was ended`,
  afterFailed: ({ server, call, how, output }: Stepping & { readonly how: string; readonly output: string }) =>
    `Server "${server}": its \`after\` ${commandText(call)} ${how}, so what it had to remove may still be there. Run it by hand in ${call.cwd}.${lastOutput(output)}`,
  afterInBackground: ({ calls, log }: { readonly calls: readonly Call[]; readonly log: string }) =>
    `The gate was ended early. Its watchdog ends the servers and then runs ${enumerated(calls.map(commandText))}; what comes of it is in ${log}.`,
  fleetClosed: 'The gate is closing, so no server is started any more. Run it again.',
  cannotRunHere: ({ server, reason }: { readonly server: string; readonly reason: string }) =>
    `Server "${server}" cannot run here: ${reason}.`,
  severalProblems: ({ problems }: { readonly problems: readonly string[] }) =>
    `${problems.length} servers cannot take part:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  makingVenv: ({ lock }: { readonly lock: string }) =>
    `loadgate is making a venv from ${lock}. It does so once; it takes some seconds and needs the network.`,
  noLock: ({ lock, problem }: { readonly lock: string; readonly problem: string }) =>
    `The lock file of Python packages ${lock} cannot be read (${problem}). Correct \`python\` in the server's definition; its path starts at \`cwd\`.`,
} as const

type NotRunning = {
  readonly server: string
  readonly url: string
  readonly seconds: number
  readonly last: string
}

type Stranger = { readonly pid: number; readonly name: string }

/** One side of a difference: how long it is, and a piece of it around the first byte that differs. */
type Excerpt = { readonly name: string; readonly length: number; readonly excerpt: string }

type Chosen = { readonly server: { readonly name: string }; readonly origin: string; readonly others: number }

type Failing = { readonly server: string; readonly seconds: number; readonly output: string }

type Addresses = { readonly addresses: readonly { readonly origin: string; readonly line: string | null }[] }

/** `printed`: addresses that are another program's. `opened`: ports that others opened meanwhile. */
type Nowhere = Failing & {
  readonly port: number
  readonly printed: readonly string[]
  readonly opened: readonly number[]
  readonly isBuffered: boolean
}

/** `status` is that of the last answer, null when there was none; `elsewhere` are the ports on which it listens. */
type NeverReady = Failing & {
  readonly url: string
  readonly wanted: Ready['status']
  readonly last: string
  readonly status: number | null
  readonly elsewhere: readonly number[]
}

type Refused = { readonly server: string; readonly url: string; readonly status: number; readonly output: string }

/** As Node, Python, Go, Ruby and gunicorn say it. */
const PORT_TAKEN = /EADDRINUSE|address already in use|connection in use/i

const portIsTaken =
  ' The port that it wants is taken, perhaps by another server of this run or by the other side of LOADGATE_AGAINST: let it listen on PORT, or write `{port}` in `command` or `env`, and every launch gets a free one.'

function listAddresses(addresses: Addresses['addresses']): string {
  return enumerated(addresses.map(({ origin, line }) => `${origin} (${line === null ? 'not printed' : excerpt(line)})`))
}

function statuses(wanted: Ready['status']): string {
  return wanted === undefined ? 'a status from 200 to 299' : `status ${[wanted].flat().join(' or ')}`
}

function adviceFor(status: number | null): string {
  if (status === 401 || status === 403)
    return `Give \`ready\` the \`headers\` that it needs, or a path that needs none, or \`status: ${status}\` if that shows that the server is up.`
  if (status === 404)
    return 'Let `ready` be a path that the server has; if it needs longer to have it, raise `ready.within`.'
  return 'Correct the server or `ready`, or raise `ready.within`.'
}

/** A path of the same server may be asked instead. */
function adviceForRedirect(status: number, location: string): string {
  const path = location.startsWith('/') && !location.startsWith('//') ? location : null
  const instead = path === null ? 'a path that answers by itself' : path
  return `Let \`ready\` be ${instead}, or give it \`status: ${status}\` if the redirect shows that the server is up.`
}

type Call = { readonly program: string; readonly args: readonly string[]; readonly cwd: string }

/** A command of a server's definition that is not the server itself. */
type Stepping = { readonly server: string; readonly call: Call }

function commandText({ program, args }: Call): string {
  return `\`${[program === process.execPath ? 'node' : program, ...args].join(' ')}\``
}
