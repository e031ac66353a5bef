import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Transport } from '../model/transport.ts'
import { placeOf } from './address.ts'
import { checkedBy, USUAL } from './transport.ts'

/** One connection over HTTP/2, which is asked one request after the other. */
export type Http2Connection = {
  /** Rejects with Node's error when there is no whole answer. */
  readonly ask: (question: Http2Question) => Promise<Http2Answer>
  readonly isOpen: () => boolean
  readonly close: () => void
}

export type Http2Question = {
  /** With its query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Stops reading once the body has more bytes than that. */
  readonly most?: number
  readonly onProgress?: (headers: IncomingHttpHeaders, bytes: number) => void
}

/** `interim`: statuses of the interim answers (1xx) that came before it. */
export type Http2Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly interim: readonly number[]
  readonly bytes: Buffer
}

export type Http2Options = {
  readonly signal?: AbortSignal | undefined
  readonly rest?: () => Promise<void>
  readonly onConnect?: () => void
}

/** What the server answers to TLS without naming HTTP/2. */
export const NO_HTTP2 = 'LOADGATE_NO_HTTP2'

/**
 * Connects, by ALPN over TLS and with prior knowledge without it. `rest` is awaited before anything is sent, and `onConnect` called as soon
 * as there is a connection, before the handshake of TLS. Rejects with Node's error, and with one of code `NO_HTTP2` when the server chooses another protocol.
 */
export async function openHttp2(
  origin: string,
  transport: Transport,
  { rest = async () => {}, ...options }: Http2Options,
): Promise<Http2Connection> {
  const socket = await openSocket(origin, transport, options)
  await rest()
  await requireOpen(socket)
  const session = connectHttp2(placeOf(origin).url, { createConnection: () => socket })
  let broken: unknown = null
  session.on('error', (error) => (broken = error))
  return {
    ask: (question) => exchange(session, question, () => broken),
    isOpen: () => !session.closed && !session.destroyed,
    close: () => session.destroy(),
  }
}

/** Throws an error like Node's when the server has closed the connection meanwhile. Only reading shows that. */
async function requireOpen(socket: Socket): Promise<void> {
  socket.read(0)
  await turn()
  if (socket.errored) throw socket.errored
  if (socket.destroyed || socket.readableEnded)
    throw Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' })
}

async function openSocket(
  origin: string,
  { tls = USUAL }: Transport,
  { signal, onConnect }: Omit<Http2Options, 'rest'>,
): Promise<Socket> {
  const { url, socketPath } = placeOf(origin)
  const { protocol, hostname, port } = new URL(url)
  const isTls = protocol === 'https:'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const place = socketPath === undefined ? { host, port: Number(port || (isTls ? 443 : 80)) } : { path: socketPath }
  const socket: Socket | TLSSocket = isTls
    ? connectTls({ ...place, ...checkedBy(tls), ALPNProtocols: ['h2'] })
    : connect(place)
  if (onConnect) socket.once('connect', onConnect)
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', signal ? { signal } : {})
    if ('alpnProtocol' in socket && socket.alpnProtocol !== 'h2')
      throw Object.assign(new Error('the server did not choose HTTP/2'), { code: NO_HTTP2 })
    // Without a listener, a reset while the server rests would end this process.
    return socket.setNoDelay(true).on('error', () => {})
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Headers of HTTP/1.1 that HTTP/2 has other ways for, and refuses. */
const OF_A_CONNECTION: readonly string[] = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
]

function exchange(session: ClientHttp2Session, question: Http2Question, broken: () => unknown): Promise<Http2Answer> {
  const { path, method, headers, body, signal, most = Infinity, onProgress = () => {} } = question
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const sent = Object.fromEntries(own.filter(([name]) => !OF_A_CONNECTION.includes(name) && name !== 'host'))
  const host = own.find(([name]) => name === 'host')?.[1]
  return new Promise((resolve, reject) => {
    const about = { ...sent, ':path': path, ':method': method, ...(host === undefined ? {} : { ':authority': host }) }
    const stream = session.request(about, { endStream: body === undefined, ...(signal ? { signal } : {}) })
    const interim: number[] = []
    const pieces: Buffer[] = []
    let bytes = 0
    let head: IncomingHttpHeaders = {}
    const end = () =>
      resolve({ status: Number(head[':status'] ?? 0), headers: head, interim, bytes: Buffer.concat(pieces) })
    stream.on('headers', (more) => interim.push(Number(more[':status'])))
    stream.on('response', (response) => onProgress((head = response), 0))
    stream.on('data', (piece: Buffer) => {
      pieces.push(piece)
      onProgress(head, (bytes += piece.length))
      if (bytes <= most) return
      end()
      stream.close()
    })
    stream.on('end', () => (head[':status'] === undefined ? reject(broken() ?? new Error('no answer')) : end()))
    stream.on('error', (error) => reject(broken() ?? error))
    stream.on('close', () => reject(broken() ?? new Error('the stream was closed')))
    if (body !== undefined) stream.end(body)
  })
}
