import type { Client, Dispatcher } from 'undici'
import { bodyCheck } from './body-check.ts'
import type { Target } from '../driver.ts'
import type { Tally } from './tally.ts'

/** One connection, at rest until it is told to send. */
export type Lane = {
  /** One request after the other from now on. */
  readonly send: () => void
  /** Sends nothing more; resolves when the request that is under way is answered, failed or timed out. */
  readonly rest: () => Promise<void>
}

/** Counts what happens on a client in the tally of the moment. */
export function undiciLane(client: Client, { path, method, headers, body, expect }: Target, tally: () => Tally): Lane {
  const request: Dispatcher.DispatchOptions = {
    path,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body: body ?? null,
  }
  const check = bodyCheck(expect)
  let sending = false
  let hasRested = false
  let rested = Promise.withResolvers<void>()
  let began = 0
  let status = 0
  // The first request after a rest, before a byte of an answer came. Where the server closes the connection before it has seen that one, nobody is to blame: it is asked again.
  let isUnseen = false

  function next(): void {
    if (!sending) return rested.resolve()
    began = performance.now()
    client.dispatch(request, handler)
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => {},
    onResponseStart: (_controller, code) => {
      status = code
      isUnseen = false
    },
    onResponseData: (_controller, piece) => check.add(piece),
    onResponseEnd: () => {
      tally().answer(status, check.matches(), (performance.now() - began) / 1000)
      next()
    },
    onResponseError: (_controller, error) => {
      // What came of the body is nobody's.
      check.matches()
      const kind = kindOf(error)
      if (!isUnseen || kind !== 'lost') tally().fail(kind)
      isUnseen = false
      // Not at once: a port that refuses would never let go of this turn.
      setImmediate(next)
    },
  }

  return {
    send: () => {
      sending = true
      isUnseen = hasRested
      hasRested = true
      rested = Promise.withResolvers()
      next()
    },
    rest: () => {
      sending = false
      return rested.promise
    },
  }
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Before there is a connection it is the connection's fault; later the answer is lost. */
function kindOf(error: NodeJS.ErrnoException & { readonly syscall?: string }): 'connection' | 'timeout' | 'lost' {
  if (error.code !== undefined && TIMEOUTS.has(error.code)) return 'timeout'
  return error.syscall === 'connect' ? 'connection' : 'lost'
}
