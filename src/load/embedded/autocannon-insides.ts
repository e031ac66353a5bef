import type { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Client } from 'autocannon'
import type { Sendable } from '../walk.ts'

/** What autocannon's parser knows of an answer when its head is complete. */
export type AnswerHead = { readonly statusCode: number; readonly shouldKeepAlive: boolean }

/** The parser of http-parser-js: its handlers are properties whose names are numbers. */
export type Parser = {
  readonly constructor: { readonly kOnHeadersComplete: 2; readonly kOnMessageComplete: 4 }
  readonly reinitialize: (type: 'RESPONSE') => void
  /** Returns an Error for what is no HTTP. */
  readonly execute: (piece: Buffer) => unknown
  /** Takes the end of the connection, which is the end of a body without a length. */
  readonly finish: () => unknown
  /** Called for each head. When it returns true, no body follows. */
  2: (head: AnswerHead) => true | undefined
  4: () => void
}

/** The parts of autocannon's client that its types leave out. */
export type Inside = EventEmitter & {
  /** Undefined before the first `_connect`. */
  conn?: Socket
  readonly opts: { readonly hostname: string; readonly port: number }
  readonly parser: Parser
  readonly pipelinedRequests: {
    addBody: (piece: Buffer) => void
    readonly addByteCount: (count: number) => void
    readonly clear: () => void
    readonly size: () => number
    /** The request that is under way: the number of bytes of its answer that have come, and when it was sent (`process.hrtime`). */
    readonly peek: () => { readonly bytes: number; startTime: [number, number] } | undefined
  }
  readonly requestIterator: {
    /** Makes the bytes of a request. */
    readonly requestBuilder: (
      request: Pick<Sendable, 'path' | 'method' | 'headers'> & { readonly body: string },
    ) => Buffer
  }
  /** Gives the bytes of the next request, when it is to be sent. */
  getRequestBuffer: () => Buffer
  readonly reqsMade: number
  readonly destroy: () => void
  /** Sends the next request. Called for the first one, and after every answer. */
  _doRequest: () => void
  /** Called at first, and whenever the connection is gone. */
  _connect: () => void
  /** Called by `destroy`, and when a request has timed out, before the next connection is opened. */
  _destroyConnection: () => void
  readonly destroyed: boolean
}

/** Throws a TypeError when this is not a fresh client of version 9.0. */
export function insidesOf(client: Client): Inside {
  const inside = client as Client & Partial<Inside>
  const queue: Partial<Inside['pipelinedRequests']> = inside.pipelinedRequests ?? {}
  const { _doRequest, _connect, _destroyConnection, destroy, parser, opts, getRequestBuffer, requestIterator } = inside
  const functions = [
    _doRequest,
    _connect,
    _destroyConnection,
    destroy,
    parser?.reinitialize,
    parser?.execute,
    parser?.finish,
    queue.addBody,
    queue.addByteCount,
    queue.clear,
    queue.size,
    queue.peek,
    getRequestBuffer,
    requestIterator?.requestBuilder,
  ]
  if (functions.some((part) => typeof part !== 'function') || inside.reqsMade !== 0 || !opts?.hostname || !opts.port)
    throw new TypeError("autocannon's insides are not those of version 9.0")
  return inside as Client & Inside
}

/** What a client does on the events of its connection. `ended`: the server has ended it. */
export type SocketListeners = {
  readonly piece: (piece: Buffer) => void
  readonly failed: (error: Error) => void
  readonly ended: () => void
}

/** All connections of a process read into this buffer: each piece is handled before the next read. */
const memory = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Opens a connection that reads without allocating. A piece is valid only until `piece` returns. Node would allocate 64 kB per read;
 * with pages of 34 kB V8 then collects the whole heap several times a second, and the load stands still each time.
 */
export function openSocket(host: string, port: number, { piece, failed, ended }: SocketListeners): Socket {
  const onread = {
    buffer: memory,
    callback: (length: number) => {
      piece(memory.subarray(0, length))
      return true
    },
  }
  return connect({ host, port, onread }).on('error', failed).on('end', ended)
}

/** Closes a connection without listening to it any longer. */
export function abandon(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => {})
  socket.destroy()
}
