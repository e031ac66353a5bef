import { once } from 'node:events'
import { connect } from 'node:net'
import getPort, { portNumbers } from 'get-port'
import { readProc } from '../host/proc.ts'
import { LoadgateError } from '../model/error.ts'
import { HOST_MARK, PORT_MARK, SOCKET_MARK } from '../model/marks.ts'
import { mentionsPort, type Server } from '../model/server.ts'
import { messages } from './messages.ts'

/**
 * The port that a server is told. `isSure`: it listens there or nowhere; otherwise it may choose another one. `socket`: the path of a
 * Unix socket on which it listens in place of a port, whose number is 0.
 */
export type Port = { readonly number: number; readonly isSure: boolean; readonly socket?: string }

/** Ports below those that Linux gives to whoever asks for any, so that nobody gets one before the server does. */
const FIRST = 20_000
const LAST = 32_767

/** Of which some are left for get-port to try. */
const SPARE = 2_000

/** Throws LoadgateError when the definition fixes a port and something listens there already. */
export async function choosePort(server: Server): Promise<Port> {
  const { name, port } = server
  if (typeof port !== 'number') return { number: await freePort(), isSure: port === 'free' || mentionsPort(server) }
  // Otherwise the other program would answer, and be measured instead of this server.
  if (await isTaken(port)) throw new LoadgateError('port-taken', messages.portTaken({ server: name, port }))
  return { number: port, isSure: true }
}

/** Free on every address of this machine. */
function freePort(): Promise<number> {
  const start = FIRST + Math.floor(Math.random() * (LAST - FIRST - SPARE))
  return getPort({ port: portNumbers(start, LAST) })
}

/** Fills texts for a launch that is told `port`, a number or the path of a socket: with that, and with the host. */
export function fillerFor({ socket, host }: Server, port: number | string): (text: string) => string {
  const mark = socket === undefined ? PORT_MARK : SOCKET_MARK
  return (text) => {
    const filled = text.replaceAll(mark, String(port))
    return host === undefined ? filled : filled.replaceAll(HOST_MARK, host)
  }
}

/** The definition with the port, or the path of the socket, and the host, wherever they are mentioned. */
export function fillPort(server: Server, port: number | string): Server {
  const fill = fillerFor(server, port)
  const fillAll = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)]))
  return {
    ...server,
    command: server.command.map(fill),
    env: fillAll(server.env),
    ready: { ...server.ready, path: fill(server.ready.path), headers: fillAll(server.ready.headers) },
  }
}

/** As Node, Python, Go, Ruby and gunicorn say it. */
const SAYS_TAKEN = /EADDRINUSE|address already in use|connection in use/i

/** Whether a server says in its output that it wanted a port that another program has. */
export function saysTaken(output: string): boolean {
  return SAYS_TAKEN.test(output)
}

/** Whether the port that was chosen for a server, which printed this and ended, was taken by another program before it could listen. */
export async function isLost({ port }: Server, { number, socket }: Port, output: string): Promise<boolean> {
  return typeof port !== 'number' && socket === undefined && saysTaken(output) && (await isTaken(number))
}

/** Seconds for this machine to accept a connection from itself. */
const ACCEPT_WITHIN = 1

/** `localhost` may be either. */
async function isTaken(port: number): Promise<boolean> {
  return (await Promise.all(['127.0.0.1', '::1'].map((host) => accepts(host, port)))).includes(true)
}

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, signal: AbortSignal.timeout(ACCEPT_WITHIN * 1000) })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Whether a server that was not told this port chose it itself: nobody gets it who asks the system for any. */
export function isChosen(port: number): boolean {
  const [lowest = 0] = (readProc('sys/net/ipv4/ip_local_port_range') ?? '32768').split(/\s+/).map(Number)
  return port < lowest
}
