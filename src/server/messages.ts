import type { Side, Unmeasured } from '../model/measurement.ts'
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
  noCertificate: ({ server, file, problem }: NoCertificate) =>
    `Server "${server}" cannot be asked: ${file}, which its \`tls.ca\` names, cannot be used (${problem}). Name the PEM file of a certificate. Relative paths start at \`cwd\`.`,
  noSocket: ({ server, path, found }: NoSocket) =>
    found === 'taken'
      ? `Server "${server}" cannot be started: another program answers at the socket ${path}. End that program, or write \`socket: 'free'\` and \`{socket}\` in \`command\` or \`env\`.`
      : `Server "${server}" cannot be started: ${path}, which its \`socket\` names, is there and is no socket. Name the path of the socket that it makes.`,
  longSocket: ({ server, path, most }: NoSocket & { readonly most: number }) =>
    `Server "${server}" cannot be started: the path of its socket, ${path}, has more than ${most} bytes, which no system takes. Choose a shorter one, or write \`socket: 'free'\`.`,
  portTaken: ({ server, port }: { readonly server: string; readonly port: number }) =>
    `Server "${server}" cannot be started: port ${port} is taken by another program. End that program, or let loadgate choose the port: remove \`port\`, and let the server listen on PORT or write \`{port}\` in \`command\` or \`env\`.`,
  samePort: ({ servers, port }: { readonly servers: readonly string[]; readonly port: number }) =>
    `Servers ${enumerated(servers.map((server) => `"${server}"`))} have the same port ${port}, so they cannot run at the same time. Give each its own, or let loadgate choose: remove \`port\`, and let the server listen on PORT or write \`{port}\` in \`command\` or \`env\`.`,
  samePortOnBothSides: ({ server, port }: { readonly server: string; readonly port: number }) =>
    `Server "${server}" listens on port ${port}, whatever PORT says, as it is now and as it was, so both cannot run at the same time. Let it listen on PORT, or write \`{port}\` in \`command\` or \`env\`; the other git ref must have that, too.`,
  oneOfSeveral: ({ server, origin, others }: Chosen) =>
    `${server.name} has ${others + 1} addresses, and ${origin} is measured`,
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

type Stranger = { readonly pid: number; readonly name: string }

/** One side of a difference: how long it is, and a piece of it around the first byte that differs. */
type Excerpt = { readonly name: string; readonly length: number; readonly excerpt: string }

type NoCertificate = { readonly server: string; readonly file: string; readonly problem: string }

type NoSocket = { readonly server: string; readonly path: string; readonly found?: 'taken' | 'other' }

type Chosen = { readonly server: { readonly name: string }; readonly origin: string; readonly others: number }

type Call = { readonly program: string; readonly args: readonly string[]; readonly cwd: string }

/** A command of a server's definition that is not the server itself. */
type Stepping = { readonly server: string; readonly call: Call }

function commandText({ program, args }: Call): string {
  return `\`${[program === process.execPath ? 'node' : program, ...args].join(' ')}\``
}
