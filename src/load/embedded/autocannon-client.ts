import type { Client } from 'autocannon'
import { type Inside, insidesOf } from './autocannon-insides.ts'
import { forget, openSocket } from './autocannon-socket.ts'
import { bodyCheck } from './body-check.ts'
import type { Tally } from './tally.ts'

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
  const inside = insidesOf(client)
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
  const turns = takeTurns(inside, {
    lose,
    reconnect: () => {
      lose()
      body.matches()
      connect(inside)
    },
  })
  return {
    ...turns,
    send: () => {
      firstAfterRest = inside.reqsMade === 0 ? 0 : inside.reqsMade + 1
      turns.send()
    },
  }
}

/** autocannon sends and reconnects without a pause, from its constructor on: at rest it must do neither. */
function takeTurns(
  inside: Inside,
  { lose, reconnect }: { readonly lose: () => void; readonly reconnect: () => void },
): WatchedClient {
  const { _doRequest: request, _destroyConnection: disconnect } = inside
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
    if (sending || !inside.conn) return reconnect()
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
 * In place of autocannon's own way to connect, which takes 64 kB for every read. After a broken connection that one also keeps the unanswered
 * request in its queue, half an answer in its parser, and listens to the old socket: later answers would get wrong latencies, and a
 * late error opens a second connection.
 */
function connect(inside: Inside): void {
  if (inside.conn) {
    forget(inside.conn)
    inside.pipelinedRequests.clear()
    inside.parser.reinitialize('RESPONSE')
  }
  inside.conn = openSocket(inside.opts.hostname, inside.opts.port, {
    piece: (piece) => {
      inside.pipelinedRequests.addByteCount(piece.length)
      inside.parser.execute(piece)
    },
    failed: (error) => {
      inside.emit('connError', error)
      if (!inside.destroyed) inside._connect()
    },
    ended: () => {
      if (!inside.destroyed) inside._connect()
    },
  })
  inside._doRequest()
}
