import { randomUUID } from 'node:crypto'
import { openAccount, type Account } from '../host/account.ts'
import type { Command } from '../host/child.ts'
import { readRuntime, type RuntimeUsage } from '../host/runtime-report.ts'
import { LoadgateError } from '../model/error.ts'
import type { Given } from '../model/placeholders.ts'
import type { Ready } from '../model/ready.ts'
import type { Server } from '../model/server.ts'
import type { Transport } from '../model/transport.ts'
import { beforeLaunch, type LaunchCare } from './around-launch.ts'
import { commandOf } from './command.ts'
import { choosePort, fillPort, isChosen, isLost, type Port } from './port.ts'
import { prepareOrStop, requirePrepare, type Preparation } from './prepare.ts'
import { supervise, type Supervised, startProgram } from './program.ts'
import { waitUntilReady } from './ready.ts'
import { openSocketPath } from './socket-path.ts'
import { watchSockets } from './sockets.ts'
import { transportOf } from './transport.ts'

/** One fresh start of one server, which has answered right once. There is no usage of a program that has ended. */
export type Launch = Supervised &
  Account & {
    /** How the next launch finds it at once. */
    readonly server: Server
    /** What it was asked, with its port. */
    readonly ready: Ready
    /** Where to connect: `http://127.0.0.1:port`, or a Unix socket as `placeOf` has it. */
    readonly origin: string
    readonly transport: Transport
    /** How many other addresses were found, and not chosen. */
    readonly others: number
    /** The answer at `ready`, as text and as it came. */
    readonly body: string
    readonly bytes: Buffer
    /** It closed the connection of that answer, although it was asked to keep it. */
    readonly closes: boolean
    /** What the server's `prepare` returned for it; null without one. */
    readonly given: Given | null
    /** Of the first process, which leads the process group. */
    readonly pid: number
    /** The last lines that the server printed, at most 8192 characters and 40 lines. */
    readonly output: () => string
    /** What its processes report of their runtime so far; only if the definition says `runtimeReport`. */
    readonly runtime?: () => Promise<RuntimeUsage>
  }

/**
 * `signal` gives up waiting for the server. It has no effect once the server has answered. `settle`: seconds to see whether a
 * server that answers elsewhere comes to listen on the port that it was told, or at other addresses, too; 0 by default, where an
 * earlier launch has shown that.
 */
export type LaunchContext = Omit<LaunchCare, 'signal'> &
  Omit<Preparation, 'signal'> & { readonly signal?: AbortSignal; readonly settle?: number }

/** Of a first launch: seconds for the application to come up where something else answers before it, such as its metrics. */
export const SETTLE = 2

/** So many ports are tried. Another program may take one before the server listens there. */
const PORTS = 3

/**
 * Starts a server and waits until it answers right, at most its `ready.within` seconds, with what its definition says to run before
 * and after it. Starts it again at another port when another program took the one that was chosen for it in the meantime. Throws
 * LoadgateError when it does not answer right, or the reason of `signal`; nothing of the server is left then.
 */
export async function launch(definition: Server, context: LaunchContext): Promise<Launch> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await launchOnce(definition, context)
    } catch (error) {
      if (!(error instanceof LoadgateError) || error.code !== 'port-lost' || tried === PORTS) throw error
    }
  }
}

async function launchOnce(definition: Server, context: LaunchContext): Promise<Launch> {
  const { signal = new AbortController().signal, settle = 0 } = context
  signal.throwIfAborted()
  requirePrepare(definition)
  const token = randomUUID()
  const transport = transportOf(definition)
  const socket = await openSocketPath(definition, context.watchdog)
  let end = async () => socket?.remove()
  try {
    const port = socket ? { number: 0, isSure: true, socket: socket.path } : await choosePort(definition)
    const server = fillPort(definition, socket?.path ?? port.number)
    const command = commandOf(server, socket?.path ?? port.number, token)
    const after = await beforeLaunch(server, command, { ...context, signal })
    end = () => after().finally(() => socket?.remove())
    const start = { definition, port, transport, token, settle, care: { ...context, signal } }
    const launched = await startAndWait(server, command, start)
    return { ...launched, stop: () => launched.stop().then(end) }
  } catch (error) {
    await end()
    throw error
  }
}

type Start = {
  readonly definition: Server
  readonly port: Port
  readonly transport: Transport
  readonly token: string
  readonly settle: number
  readonly care: Preparation
}

async function startAndWait(server: Server, command: Command, start: Start): Promise<Launch> {
  const { definition, port, transport, token, settle, care } = start
  const { watchdog, signal } = care
  const deadline = AbortSignal.timeout(server.ready.within * 1000)
  const lookAtSocketsOf = watchSockets(token, settle > 0 ? 'first' : 'later')
  watchdog.expect(token)
  const program = await startProgram(server, command)
  const supervised = supervise(server.name, program, token, watchdog)
  const starting = { server, program, port, transport, look: lookAtSocketsOf(program.pid), settle }
  const readiness = await waitUntilReady(starting, AbortSignal.any([signal, deadline]))
  if (readiness.state === 'failed') {
    await supervised.stop()
    signal.throwIfAborted()
    const lost = await isLost(definition, port, program.output.tail())
    throw new LoadgateError(lost ? 'port-lost' : 'not-started', readiness.sentence())
  }
  const { origin, answer, others } = readiness
  const given = await prepareOrStop(server, supervised, origin, care)
  const account = openAccount({ pid: program.pid, token, port: port.socket ?? readiness.port })
  return {
    ...supervised,
    ...account,
    server: settle > 0 ? withPort(definition, port, readiness.port) : definition,
    ready: server.ready,
    origin,
    transport,
    others,
    body: answer.body,
    bytes: answer.bytes,
    closes: answer.closes,
    given,
    pid: program.pid,
    output: program.output.tail,
    usage: () => (program.exit() === null ? account.usage() : null),
    ...(server.runtimeReport ? { runtime: () => readRuntime(token) } : {}),
  }
}

/** With what is known now: whether it takes the port that it is told, or has one of its own. */
function withPort(server: Server, port: Port, found: number): Server {
  if (port.isSure) return server
  const { address: _, ...rest } = server
  if (found === port.number) return { ...rest, port: 'free' }
  return isChosen(found) ? { ...rest, port: found } : server
}
