import autocannon from 'autocannon'
import about from 'autocannon/package.json' with { type: 'json' }
import type { Runner } from '../driver.ts'
import type { Sendable } from '../walk.ts'
import { type Answers, readAnswers, reconnect } from './autocannon-answers.ts'
import { abandon, type Inside, insidesOf } from './autocannon-insides.ts'
import { endsSoon } from './keep-alive.ts'
import { byName, openTalk, takesAny } from './talk.ts'
import type { Tally } from './tally.ts'
import type { ConnectionOptions, Connections } from './connections.ts'
import { embeddedRunner } from './runner.ts'

/** Seconds. Longer than any stretch, so that autocannon never ends one by itself. */
const DAY = 86_400

export function openRunner(): Runner {
  return embeddedRunner(about.version, openConnections)
}

/**
 * Opens autocannon's connections in this process. autocannon only sends and receives. Clock, counts and latencies are ours, because
 * autocannon's are whole milliseconds and values per sample. Throws a TypeError when autocannon has other insides.
 */
function openConnections(options: ConnectionOptions): Connections {
  const clients: WatchedClient[] = []
  let tally: Tally | undefined
  const closed = start(options, (client) => {
    clients.push(watchClient(client, options, () => tally as Tally))
  })
  // Callers may ignore this promise.
  closed.catch(() => {})
  return {
    closed,
    send: (next) => {
      tally = next
      for (const client of clients) client.send()
    },
    rest: async () => {
      await Promise.all(clients.map((client) => client.rest()))
    },
    areUsable: () => clients.every((client) => client.isOpen()),
    close: () => clients.forEach((client) => client.close()),
  }
}

function start(
  { target, timeout }: ConnectionOptions,
  setupClient: (client: autocannon.Client) => void,
): Promise<void> {
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>()
  const options: autocannon.Options = {
    url: target.origin + target.path,
    method: target.method as NonNullable<autocannon.Request['method']>,
    // Those of a mix are of each request.
    ...(target.mix ? {} : { headers: target.headers, body: target.body ?? '' }),
    connections: target.connections,
    duration: DAY,
    timeout,
    skipAggregateResult: true,
    setupClient,
  }
  autocannon(options, (error: unknown) => (error ? reject(error) : resolve()))
  return closed
}

/** One connection, at rest until `send` is called. */
type WatchedClient = {
  /** Sends one request after the other from now on. */
  readonly send: () => void
  /** Stops sending. Resolves when the request that is under way was answered, has failed or timed out. */
  readonly rest: () => Promise<void>
  /** False once the connection has broken or ended at rest or while coming to rest. */
  readonly isOpen: () => boolean
  readonly close: () => void
}

/** Counts what happens on one of autocannon's connections in the current tally. Throws a TypeError when autocannon has other insides. */
function watchClient(
  client: autocannon.Client,
  { target, mix, nextTurn }: ConnectionOptions,
  tally: () => Tally,
): WatchedClient {
  let { resends } = target
  const inside = insidesOf(client)
  const talk = openTalk(mix, nextTurn, tally)
  if (target.mix) inside.getRequestBuffer = bufferMaker(inside, talk.request)
  // autocannon would join all pieces into a string, and break characters that two packets share.
  inside.pipelinedRequests.addBody = talk.add
  if (takesAny(mix))
    inside.on('headers', ({ headers }: { readonly headers?: readonly string[] }) => talk.head(headers ?? []))
  inside.once('headers', ({ headers = [] }: { readonly headers?: readonly string[] }) => {
    if (endsSoon(byName(headers)['keep-alive'])) resends = true
  })
  // The number of the first request after a rest. The server may have closed the connection before it saw that request, which is no failure: it is sent again.
  let firstAfterRest = 0
  // Answers on this connection, and when the request that it did not see was sent.
  let answers = 0
  let unseenSince: [number, number] | undefined
  const fail = (kind: 'connection' | 'lost') => {
    const { bytes, startTime } = inside.pipelinedRequests.peek() ?? {}
    const isUnseen = bytes === 0 && (inside.reqsMade === firstAfterRest || (resends && answers > 0))
    if (!isUnseen) {
      talk.fail(kind)
      if (answers > 0) tally().end('unsaid', answers)
    } else if (inside.reqsMade !== firstAfterRest) {
      unseenSince = startTime
    }
  }
  inside.on('response', (status: number, _bytes: number, milliseconds: number) => {
    answers += 1
    talk.answer(status, milliseconds / 1000)
  })
  inside.on('connError', () => {
    fail('connection')
    inside.pipelinedRequests.clear()
  })
  // All other endings of a request take it off the queue, so one that is still there has lost its answer.
  const failUnanswered = () => {
    if (inside.pipelinedRequests.size() > 0) fail('lost')
  }
  // The parser's handlers are not there yet: the client is being made.
  let known: Answers | undefined
  const answersOf = () => (known ??= readAnswers(inside, () => talk.request().method))
  const turns = controlSending(inside, {
    isOver: () => answersOf().areOver(),
    failUnanswered,
    timedOut: () => talk.fail('timeout'),
    connect: (over) => {
      failUnanswered()
      talk.forget()
      answers = 0
      reconnect(inside, answersOf(), () => {
        tally().end('said', answers)
        over()
      })
      const again = inside.pipelinedRequests.peek()
      if (again && unseenSince) again.startTime = unseenSince
      unseenSince = undefined
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

/** Those of a request without anything to fill are made once. */
function bufferMaker(inside: Inside, next: () => Sendable): () => Buffer {
  const known = new WeakMap<Sendable, Buffer>()
  return () => {
    const request = next()
    const buffer = known.get(request) ?? inside.requestIterator.requestBuilder({ ...request, body: request.body ?? '' })
    known.set(request, buffer)
    return buffer
  }
}

/** What controlling a client needs to know of its connection, and do with it. */
type Connection = {
  /** Whether the server will not answer on it any more. */
  readonly isOver: () => boolean
  readonly failUnanswered: () => void
  /** Called before the connection of a request that took too long is closed. */
  readonly timedOut: () => void
  /** Opens a new one. `over` is called when the server will not answer on it any more. */
  readonly connect: (over: () => void) => void
}

/** Makes the client neither send nor reconnect at rest. By itself autocannon does both without a pause from its constructor on. */
function controlSending(inside: Inside, { isOver, failUnanswered, timedOut, connect }: Connection): WatchedClient {
  const { _doRequest: request, _destroyConnection: disconnect } = inside
  let [sending, open] = [false, true]
  let rested = Promise.withResolvers<void>()
  inside._doRequest = () => {
    if (!sending) rested.resolve()
    // On a connection that is over, nothing is sent: the next request is the first one of a new connection.
    else if (!isOver()) request.call(inside)
  }
  // autocannon's timer for timeouts runs on at rest, when there is no request to time.
  let spared = false
  inside._destroyConnection = () => {
    spared = !sending && !inside.destroyed && inside.pipelinedRequests.size() === 0
    if (spared) return
    // `destroy` closes it, too, and then nothing has timed out.
    if (!inside.destroyed) timedOut()
    disconnect.call(inside)
  }
  const connectAgain = () => connect(over)
  const over = () => {
    if (sending && !inside.destroyed) connectAgain()
    else if (inside.conn) abandon(inside.conn)
  }
  inside._connect = () => {
    if (spared) return void (spared = false)
    if (sending || !inside.conn) return connectAgain()
    failUnanswered()
    open = false
    rested.resolve()
  }
  return {
    send: () => {
      sending = true
      rested = Promise.withResolvers()
      if (isOver()) connectAgain()
      else inside._doRequest()
    },
    rest: () => {
      sending = false
      return rested.promise
    },
    isOpen: () => open,
    close: () => inside.destroy(),
  }
}
