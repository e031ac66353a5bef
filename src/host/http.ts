import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Transport } from '../model/transport.ts'
import { placeOf } from './address.ts'
import { openHttp2 } from './http2.ts'
import { noteUse, sendTo } from './transport.ts'

/** `most`: stops reading, and closes the connection, once the body has more bytes than that. */
export type AskOptions = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal?: AbortSignal
  /** Without one, the request has a connection of its own. */
  readonly agent?: Agent
  readonly transport?: Transport | undefined
  readonly most?: number
  /** Called when there is a new connection. */
  readonly onConnect?: () => void
  /** Called when the head of the answer is there, and for every piece of its body. */
  readonly onProgress?: (progress: HttpProgress) => void
}

/** `bytes`: those of the body so far. */
export type HttpProgress = { readonly headers: IncomingHttpHeaders; readonly bytes: number }

export type HttpAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Statuses of the interim answers (1xx) that came before it. */
  readonly interim: readonly number[]
  /** The body as it came. */
  readonly bytes: Buffer
  /** The server closes the connection after this answer. */
  readonly closes: boolean
  /** The answer says where its body ends. */
  readonly framed: boolean
  /** It came on the connection of an earlier one. */
  readonly reused: boolean
  /** Head and body. */
  readonly bytesOnWire: number
}

/**
 * Sends one HTTP request and reads the whole answer, whatever its status. `url` may lead to a Unix socket, as `placeOf` has it. Rejects with Node's error when there is none.
 * Not `fetch`, which decompresses, drops a byte order mark, and gives up after five minutes.
 */
export function ask(url: string, options: AskOptions = {}): Promise<HttpAnswer> {
  if (options.transport?.http2) return askOnce(url, options)
  const {
    method = 'GET',
    headers = {},
    body,
    signal,
    agent = false,
    transport = {},
    most = Infinity,
    onConnect = () => {},
    onProgress,
  } = options
  return new Promise((resolve, reject) => {
    let readBefore = 0
    let reused = false
    const interim: number[] = []
    const sent = sendTo(url, transport, { method, headers, agent, signal })
    sent.on('response', (message) => {
      const { socket } = message
      read(message, most, onProgress).then(
        (bytes) =>
          resolve({
            status: message.statusCode ?? 0,
            headers: message.headers,
            interim,
            bytes,
            closes: isClosing(message),
            framed: isFramed(message),
            reused,
            bytesOnWire: socket.bytesRead - readBefore,
          }),
        reject,
      )
    })
    sent.once('socket', (socket) => {
      readBefore = socket.bytesRead
      reused = noteUse(socket)
      socket.once('connect', onConnect)
    })
    sent.on('information', ({ statusCode }) => interim.push(statusCode))
    sent.on('error', reject)
    // Of a text, Node would make one with the head, in UTF-8, and headers are Latin-1.
    sent.end(body === undefined ? undefined : Buffer.from(body))
  })
}

/** Over HTTP/2, on a connection of its own. */
async function askOnce(url: string, options: AskOptions): Promise<HttpAnswer> {
  const { transport = {}, method = 'GET', headers = {}, body, signal, most = Infinity, onConnect, onProgress } = options
  const { pathname, search } = new URL(placeOf(url).url)
  const connection = await openHttp2(url, transport, { signal, ...(onConnect ? { onConnect } : {}) })
  try {
    const answer = await connection.ask({
      path: pathname + search,
      method,
      headers,
      body,
      signal,
      most,
      onProgress: (head, bytes) => onProgress?.({ headers: head, bytes }),
    })
    return { ...answer, closes: false, framed: true, reused: false, bytesOnWire: 0 }
  } finally {
    connection.close()
  }
}

async function read(
  message: IncomingMessage,
  most: number,
  onProgress: AskOptions['onProgress'] = () => {},
): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  onProgress({ headers: message.headers, bytes: 0 })
  for await (const piece of message as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    onProgress({ headers: message.headers, bytes: length })
    if (length > most) break
  }
  return Buffer.concat(pieces)
}

/** HTTP 1.0 closes unless it says otherwise, 1.1 keeps unless it says otherwise. */
function isClosing({ httpVersion, headers: { connection = '' } }: IncomingMessage): boolean {
  return httpVersion === '1.0' ? !/keep-alive/i.test(connection) : /close/i.test(connection)
}

function isFramed({ headers, statusCode }: IncomingMessage): boolean {
  return (
    statusCode === 204 ||
    statusCode === 304 ||
    headers['content-length'] !== undefined ||
    headers['transfer-encoding'] === 'chunked'
  )
}
