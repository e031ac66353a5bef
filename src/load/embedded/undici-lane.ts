import type { Client, Dispatcher } from 'undici'
import type { Sendable } from '../walk.ts'
import type { ConnectionOptions } from './connections.ts'
import { endsSoon } from './keep-alive.ts'
import { openTalk, takesAny, type Counts } from './talk.ts'

/** One of undici's connections: it has one request under way at a time, or rests. */
export type Lane = {
  /** Sends a request whose latency counts from a moment of `performance.now()`. */
  readonly ask: (since: number) => void
  /** Says that the connection has been at rest: the server may have closed it. */
  readonly wake: () => void
}

/** Milliseconds at rest after which a server may have closed the connection before it saw the next request. */
const LONG_REST = 500

/** Counts answers and failures in the current counts, and calls `free` when a request is over, or when the server has not seen it. */
export function openLane(
  client: Client,
  { target: { resends, firstByte }, mix, nextTurn }: ConnectionOptions,
  counts: () => Counts,
  free: (what: 'over' | 'unseen') => void,
): Lane {
  const talk = openTalk(mix, nextTurn, counts)
  const needsHeads = takesAny(mix)
  let sent: Sendable | null = null
  let options: Dispatcher.DispatchOptions = { path: '/', method: 'GET' }
  let hasRested = false
  let began = 0
  let over = Infinity
  let status = 0
  let first: number | undefined
  let mayEnd = false
  // True for the first request after a rest until its answer begins. The server may have closed the connection before it saw that request, which is no failure: it is sent again.
  let isUnseen = false
  // Answers on the open connection, and whether the one to this request has begun.
  let answers = 0
  let isAnswered = false
  client.on('connect', () => (answers = 0))
  client.on('disconnect', (_origin, _targets, { message }) => {
    if (message === SAID) counts().end('said', answers)
    answers = 0
  })

  function send(): void {
    isAnswered = false
    first = undefined
    const next = talk.request()
    if (next !== sent) {
      const { path, method, headers, body = null } = next
      options = {
        path,
        method: method as Dispatcher.HttpMethod,
        headers: { ...headers },
        body,
        // By itself, undici connects anew after a HEAD, because some servers send a body after it.
        ...(method === 'HEAD' ? { reset: false } : {}),
      }
      sent = next
    }
    client.dispatch(options, handler)
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => {},
    onResponseStart: (_controller, code, headers) => {
      if (needsHeads) talk.head(Object.entries(headers).flatMap(([name, value]) => listed(name, value)))
      status = code
      mayEnd = endsSoon(headers['keep-alive'])
      isAnswered = true
      isUnseen = false
    },
    onResponseData: (_controller, piece) => {
      if (firstByte) first ??= (performance.now() - began) / 1000
      talk.add(piece)
    },
    onResponseEnd: () => {
      answers += 1
      over = performance.now()
      talk.answer(status, (over - began) / 1000, began, first)
      free('over')
    },
    onResponseError: (_controller, error) => {
      talk.forget()
      const kind = kindOf(error)
      if (resends && kind === 'lost' && !isAnswered && answers > 0) return void setImmediate(send)
      const wasSeen = !isUnseen || kind !== 'lost'
      if (wasSeen) {
        talk.fail(kind, began)
        if (kind === 'lost' && answers > 0) counts().end('unsaid', answers)
      }
      isUnseen = false
      over = performance.now()
      // Not at once: with a port that refuses, the event loop would never get out of this turn.
      setImmediate(() => free(wasSeen ? 'over' : 'unseen'))
    },
  }

  return {
    ask: (since) => {
      began = since
      isUnseen ||= performance.now() - over > LONG_REST || (mayEnd && answers > 0)
      send()
    },
    wake: () => {
      isUnseen = hasRested
      hasRested = true
    },
  }
}

/** Each value of a header with its name. */
function listed(name: string, value: string | string[] | undefined): readonly string[] {
  return [value ?? []].flat().flatMap((one) => [name, one])
}

/** undici's reason for closing a connection on which the last answer said `close`. */
const SAID = 'reset'

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** An error while connecting is a connection's failure; a later one has lost an answer. */
function kindOf(error: NodeJS.ErrnoException & { readonly syscall?: string }): 'connection' | 'timeout' | 'lost' {
  if (error.code !== undefined && TIMEOUTS.has(error.code)) return 'timeout'
  return error.syscall === 'connect' ? 'connection' : 'lost'
}
