import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Client } from 'autocannon'
import { bodyCheck } from './body-check.ts'
import type { Tally } from './tally.ts'

/** The parts of autocannon's client that its types leave out. A version without them is refused. */
type Inside = EventEmitter & {
  /** There is none before the first `_connect`. */
  readonly conn?: Socket
  readonly parser: { readonly reinitialize: (type: 'RESPONSE') => void }
  readonly pipelinedRequests: {
    addBody: (piece: Buffer) => void
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

/** One connection under watch. It rests, with nothing sent, until it is told to send. */
export type WatchedClient = {
  /** One request after the other from now on. */
  readonly send: () => void
  /** Sends nothing more; resolves when the request that is under way is answered, failed or timed out. */
  readonly rest: () => Promise<void>
  /** Whether the connection is there to be sent on: it did not break or end while it came to rest, nor since. */
  readonly isOpen: () => boolean
  readonly close: () => void
}

/**
 * Counts what happens on one of autocannon's connections in the tally of the moment. Call it from `setupClient`. Throws a TypeError when
 * autocannon has other insides.
 */
export function watchClient(client: Client, expect: string, tally: () => Tally): WatchedClient {
  const inside: Inside = client as Client & Inside
  refuseOtherInsides(inside)
  const body = bodyCheck(expect)
  // autocannon would join all pieces into a string, and break characters that two packets share.
  inside.pipelinedRequests.addBody = body.add
  // The number of the first request after a rest. Where the server closes the connection before it has seen that one, nobody is to blame: it is asked again.
  let firstAfterRest = 0
  const fail = (kind: 'connection' | 'lost') => {
    const isUnseen = inside.reqsMade === firstAfterRest && inside.pipelinedRequests.peek()?.bytes === 0
    if (!isUnseen) tally().fail(kind)
  }
  inside.on('response', (status: number, _bytes: number, milliseconds: number) =>
    tally().answer(status, body.matches(), milliseconds / 1000),
  )
  inside.on('timeout', () => tally().fail('timeout'))
  inside.on('connError', () => {
    fail('connection')
    inside.pipelinedRequests.clear()
  })
  // Whatever else ends a request takes it off the queue.
  const lose = () => {
    if (inside.pipelinedRequests.size() > 0) fail('lost')
  }
  watchReconnects(inside, () => {
    lose()
    body.matches()
  })
  const turns = takeTurns(inside, lose)
  return {
    ...turns,
    send: () => {
      firstAfterRest = inside.reqsMade === 0 ? 0 : inside.reqsMade + 1
      turns.send()
    },
  }
}

/** autocannon sends and reconnects without a pause, from its constructor on: at rest it must do neither. */
function takeTurns(inside: Inside, lose: () => void): WatchedClient {
  const { _doRequest: request, _connect: connect, _destroyConnection: disconnect } = inside
  let [sending, open] = [false, true]
  let rested = Promise.withResolvers<void>()
  inside._doRequest = () => (sending ? request.call(inside) : rested.resolve())
  // Its clock for timeouts runs on at rest, with no request to time.
  let spared = false
  inside._destroyConnection = () => {
    spared = !sending && !inside.destroyed && inside.pipelinedRequests.size() === 0
    if (!spared) disconnect.call(inside)
  }
  inside._connect = () => {
    if (spared) return void (spared = false)
    if (sending || !inside.conn) return connect.call(inside)
    lose()
    open = false
    rested.resolve()
  }
  return {
    send: () => {
      sending = true
      rested = Promise.withResolvers()
      inside._doRequest()
    },
    rest: () => {
      sending = false
      return rested.promise
    },
    isOpen: () => open,
    close: () => inside.destroy(),
  }
}

/**
 * After a broken connection autocannon keeps the unanswered request in its queue, half an answer in its parser, and
 * listens to the old socket: later answers would get wrong latencies, and a late error opens a second connection.
 */
function watchReconnects(inside: Inside, reconnected: () => void): void {
  let current: Socket | undefined
  inside.on('request', () => {
    if (inside.conn === current) return
    if (current) {
      reconnected()
      forget(current)
      inside.pipelinedRequests.clear()
      inside.parser.reinitialize('RESPONSE')
    }
    current = inside.conn
  })
}

function forget(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => {})
  socket.destroy()
}

function refuseOtherInsides(inside: Partial<Inside>): void {
  const queue: Partial<Inside['pipelinedRequests']> = inside.pipelinedRequests ?? {}
  const { _doRequest, _connect, _destroyConnection, destroy, parser } = inside
  const functions = [_doRequest, _connect, _destroyConnection, destroy, parser?.reinitialize, queue.addBody, queue.clear, queue.size, queue.peek]
  if (functions.some((part) => typeof part !== 'function') || inside.reqsMade !== 0)
    throw new TypeError("autocannon's insides are not those of version 9.0")
}
