import { Client, type Dispatcher } from 'undici'
import about from 'undici/package.json' with { type: 'json' }
import { bodyCheck } from '../answer/body-check.ts'
import type { Target, Runner } from '../driver.ts'
import type { Tally } from './tally.ts'
import { type ConnectionOptions, type Connections, embeddedRunner } from './runner.ts'

export function openRunner(): Runner {
  return embeddedRunner(about.version, openConnections)
}

/**
 * Opens one undici client per connection, each of which sends one request after the other. Where a server closes a connection after its
 * answer, undici connects anew. That time is part of the next answer's latency, as it is for the server's users.
 */
function openConnections({ target, timeout }: ConnectionOptions): Connections {
  let tally: Tally | undefined
  const milliseconds = timeout * 1000
  const clients = Array.from(
    { length: target.connections },
    // How long a connection may rest is left to undici, which reads the server's Keep-Alive header.
    () =>
      new Client(target.origin, {
        pipelining: 1,
        connect: { timeout: milliseconds },
        headersTimeout: milliseconds,
        bodyTimeout: milliseconds,
      }),
  )
  const lanes = clients.map((client) => openLane(client, target, () => tally as Tally))
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  return {
    closed,
    send: (next) => {
      tally = next
      for (const lane of lanes) lane.send()
    },
    rest: async () => {
      await Promise.all(lanes.map((lane) => lane.rest()))
    },
    areUsable: () => true,
    close: () => void Promise.all(clients.map((client) => client.destroy())).then(() => resolve()),
  }
}

/** One connection, at rest until `send` is called. */
type Lane = {
  /** Sends one request after the other from now on. */
  readonly send: () => void
  /** Stops sending. Resolves when the request that is under way was answered, has failed or timed out. */
  readonly rest: () => Promise<void>
}

/** Counts the client's answers and failures in the current tally. */
function openLane(client: Client, { path, method, headers, body, right, resends }: Target, tally: () => Tally): Lane {
  const request: Dispatcher.DispatchOptions = {
    path,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body: body ?? null,
  }
  const check = bodyCheck(right.body)
  let sending = false
  let hasRested = false
  let rested = Promise.withResolvers<void>()
  let began = 0
  let status = 0
  // True for the first request after a rest until its answer begins. The server may have closed the connection before it saw that request, which is no failure: it is sent again.
  let isUnseen = false
  // Answers on this connection, and whether the one to this request has begun.
  let answers = 0
  let isAnswered = false
  client.on('connect', () => (answers = 0))
  client.on('disconnect', (_origin, _targets, { message }) => {
    if (message === SAID) tally().end('said', answers)
  })

  function sendNext(): void {
    if (!sending) return rested.resolve()
    began = performance.now()
    send()
  }

  function send(): void {
    isAnswered = false
    client.dispatch(request, handler)
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => {},
    onResponseStart: (_controller, code) => {
      status = code
      isAnswered = true
      isUnseen = false
    },
    onResponseData: (_controller, piece) => check.add(piece),
    onResponseEnd: () => {
      answers += 1
      tally().answer(status, check.matches(), (performance.now() - began) / 1000)
      sendNext()
    },
    onResponseError: (_controller, error) => {
      // Forgets the part of the body that came.
      check.matches()
      const kind = kindOf(error)
      if (resends && kind === 'lost' && !isAnswered && answers > 0) return void setImmediate(send)
      if (!isUnseen || kind !== 'lost') {
        tally().fail(kind)
        if (kind === 'lost' && answers > 0) tally().end('unsaid', answers)
      }
      isUnseen = false
      // Not at once: with a port that refuses, the event loop would never get out of this turn.
      setImmediate(sendNext)
    },
  }

  return {
    send: () => {
      sending = true
      isUnseen = hasRested
      hasRested = true
      rested = Promise.withResolvers()
      sendNext()
    },
    rest: () => {
      sending = false
      return rested.promise
    },
  }
}

/** undici's reason for closing a connection on which the last answer said `close`. */
const SAID = 'reset'

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** An error while connecting is a connection's failure; a later one has lost an answer. */
function kindOf(error: NodeJS.ErrnoException & { readonly syscall?: string }): 'connection' | 'timeout' | 'lost' {
  if (error.code !== undefined && TIMEOUTS.has(error.code)) return 'timeout'
  return error.syscall === 'connect' ? 'connection' : 'lost'
}
