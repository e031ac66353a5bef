import type { Agent, IncomingMessage } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { buffer } from 'node:stream/consumers'
import type { HttpAnswer } from '../host/http.ts'
import { openHttp2, type Http2Connection } from '../host/http2.ts'
import { keepOne, noteUse, sendTo } from '../host/transport.ts'
import type { Sendable } from '../load/walk.ts'
import type { Transport } from '../model/transport.ts'

/** One connection to a server, and a new one where that was closed. */
export type Wire = {
  /** Sends one request, and resolves with its whole answer. */
  readonly exchange: (question: Sendable, signal: AbortSignal) => Promise<Answered>
  /** Closes the connection. The next one is opened `within` this, which ends when the server rests, and before anything is sent, but for a handshake of TLS. */
  readonly drop: (within?: Within) => void
}

/** Begins something, and returns what ends it. */
export type Within = () => () => void

export type Answered = Pick<HttpAnswer, 'status' | 'headers' | 'bytes'>

/**
 * A new connection is used only after `rest`: whether a server accepts a connection before or after there is something to read on it is a
 * matter of speed, and costs it something else. `connected` is called for each.
 */
type WireOptions = {
  readonly transport?: Transport | undefined
  readonly rest: () => Promise<void>
  readonly connected: () => void
}

export function openWire(origin: string, { transport = {}, ...options }: WireOptions): Wire {
  const open = transport.http2 ? openSession : openAgent
  return open(origin, { ...options, transport })
}

type Opening = WireOptions & { readonly transport: Transport }

function openSession(origin: string, { transport, rest, connected }: Opening): Wire {
  let connection: Http2Connection | null = null
  const next = withinOnce()
  async function opened(signal: AbortSignal): Promise<Http2Connection> {
    if (connection?.isOpen()) return connection
    connected()
    const end = next.begin()
    const onConnect = () => void rest().then(end, end)
    connection = await openHttp2(origin, transport, { signal, rest, onConnect }).finally(end)
    return connection
  }
  return {
    exchange: async (question, signal) => (await opened(signal)).ask({ ...question, signal }),
    drop(within) {
      next.set(within)
      connection?.close()
    },
  }
}

function openAgent(origin: string, { transport, rest, connected }: Opening): Wire {
  const next = withinOnce()
  const agent = oneConnection(origin, rest, next.begin)
  async function exchange(question: Sendable, signal: AbortSignal): Promise<Answered> {
    const answer = await send({ agent, origin, transport, connected }, question, signal)
    return { status: answer.statusCode ?? 0, headers: answer.headers, bytes: await buffer(answer) }
  }
  function drop(within?: Within): void {
    next.set(within)
    agent.destroy()
  }
  return { exchange, drop }
}

/** What one connection is opened within, and those after it are not. */
function withinOnce() {
  let within: Within | undefined
  return {
    set: (next?: Within) => void (within = next),
    begin() {
      const end = within?.()
      within = undefined
      return () => end?.()
    },
  }
}

type Sending = Pick<Opening, 'transport' | 'connected'> & { readonly agent: Agent; readonly origin: string }

/** Resolves with the head of the answer. */
function send(sending: Sending, question: Sendable, signal: AbortSignal): Promise<IncomingMessage> {
  const { agent, origin, transport, connected } = sending
  const { path, method, headers, body } = question
  return new Promise((resolve, reject) => {
    const sent = sendTo(origin + path, transport, { agent, method, headers, signal })
    let reused = false
    sent.on('response', resolve)
    sent.on('socket', (socket) => {
      reused = noteUse(socket)
      if (!reused) connected()
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed the kept connection in the moment in which it was asked again.
      const again = reused && error.code === 'ECONNRESET' && !signal.aborted
      if (again) send(sending, question, signal).then(resolve, reject)
      else reject(error)
    })
    sent.end(body === undefined ? undefined : asSent(body, headers))
  })
}

/** Of a text, Node would make one with the head, in UTF-8, and headers are Latin-1. A text costs the server one packet, so it stays one where it may. */
function asSent(body: string, headers: Sendable['headers']): string | Buffer {
  return Object.values(headers).every(isAscii) ? body : Buffer.from(body)
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

function oneConnection(origin: string, rest: () => Promise<void>, within: Within): Agent {
  const agent = keepOne(origin)
  const isTls = origin.startsWith('https:')
  agent.createConnection = (options, done) => {
    const end = within()
    const socket: Socket = isTls
      ? connectTls(options as ConnectionOptions).setNoDelay(true)
      : connect({ ...(options as NetConnectOpts), noDelay: true })
    const failed = (error: Error) => {
      end()
      done?.(error, socket)
    }
    socket.once('error', failed)
    const is = (state: string) => new Promise<void>((resolve) => socket.once(state, () => resolve()))
    const accepted = is('connect').then(rest).then(end)
    const opened = isTls ? is('secureConnect').then(rest) : accepted
    void Promise.all([accepted, opened]).then(() => {
      socket.off('error', failed)
      done?.(null, socket)
    }, failed)
    return undefined
  }
  return agent
}
