import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Client } from 'autocannon'

/** The parts of autocannon's client that its types leave out. */
export type Inside = EventEmitter & {
  /** There is none before the first `_connect`. */
  conn?: Socket
  readonly opts: { readonly hostname: string; readonly port: number }
  readonly parser: { readonly reinitialize: (type: 'RESPONSE') => void; readonly execute: (piece: Buffer) => unknown }
  readonly pipelinedRequests: {
    addBody: (piece: Buffer) => void
    readonly addByteCount: (count: number) => void
    readonly clear: () => void
    readonly size: () => number
    /** The request that is under way, with the bytes of an answer that came so far. */
    readonly peek: () => { readonly bytes: number } | undefined
  }
  readonly reqsMade: number
  readonly destroy: () => void
  /** Sends the next request: called for the first one, and after every answer. */
  _doRequest: () => void
  /** Called at first, and whenever the connection is gone. */
  _connect: () => void
  /** Called when a request has timed out, before the next connection is opened; and by `destroy`. */
  _destroyConnection: () => void
  readonly destroyed: boolean
}

/** Throws a TypeError when it is not the client of version 9.0, untouched. */
export function insidesOf(client: Client): Inside {
  const inside = client as Client & Partial<Inside>
  const queue: Partial<Inside['pipelinedRequests']> = inside.pipelinedRequests ?? {}
  const { _doRequest, _connect, _destroyConnection, destroy, parser, opts } = inside
  const functions = [
    _doRequest,
    _connect,
    _destroyConnection,
    destroy,
    parser?.reinitialize,
    parser?.execute,
    queue.addBody,
    queue.addByteCount,
    queue.clear,
    queue.size,
    queue.peek,
  ]
  if (functions.some((part) => typeof part !== 'function') || inside.reqsMade !== 0 || !opts?.hostname || !opts.port)
    throw new TypeError("autocannon's insides are not those of version 9.0")
  return inside as Client & Inside
}
