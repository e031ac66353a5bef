import type { Client, Dispatcher } from 'undici'
import { bodyCheck } from '../answer/body-check.ts'
import type { Target } from '../driver.ts'
import type { Tally } from './tally.ts'

/** One of undici's connections: it has one request under way at a time, or rests. */
export type Lane = {
  /** Sends a request whose latency counts from a moment of `performance.now()`. */
  readonly ask: (since: number) => void
  /** Says that the connection has been at rest: the server may have closed it. */
  readonly wake: () => void
}

/** Where a lane counts what became of a request. */
export type Counts = Pick<Tally, 'answer' | 'fail' | 'end'>

/** Milliseconds at rest after which a server may have closed the connection before it saw the next request. */
const LONG_REST = 500

/** Counts answers and failures in the current counts, and calls `free` when a request is over, or when the server has not seen it. */
export function openLane(
  client: Client,
  { path, method, headers, body, right, resends }: Target,
  counts: () => Counts,
  free: (what: 'over' | 'unseen') => void,
): Lane {
  const request: Dispatcher.DispatchOptions = {
    path,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body: body ?? null,
    // By itself, undici connects anew after a HEAD, because some servers send a body after it.
    ...(method === 'HEAD' ? { reset: false } : {}),
  }
  const check = bodyCheck(right.body)
  let hasRested = false
  let began = 0
  let over = Infinity
  let status = 0
  // True for the first request after a rest until its answer begins. The server may have closed the connection before it saw that request, which is no failure: it is sent again.
  let isUnseen = false
  // Answers on this connection, and whether the one to this request has begun.
  let answers = 0
  let isAnswered = false
  client.on('connect', () => (answers = 0))
  client.on('disconnect', (_origin, _targets, { message }) => {
    if (message === SAID) counts().end('said', answers)
  })

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
      over = performance.now()
      counts().answer(status, check.matches(), (over - began) / 1000, began)
      free('over')
    },
    onResponseError: (_controller, error) => {
      // Forgets the part of the body that came.
      check.matches()
      const kind = kindOf(error)
      if (resends && kind === 'lost' && !isAnswered && answers > 0) return void setImmediate(send)
      const wasSeen = !isUnseen || kind !== 'lost'
      if (wasSeen) {
        counts().fail(kind, began)
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
      isUnseen ||= performance.now() - over > LONG_REST
      send()
    },
    wake: () => {
      isUnseen = hasRested
      hasRested = true
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
