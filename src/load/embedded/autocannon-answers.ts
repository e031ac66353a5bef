import { abandon, type AnswerHead, type Inside, openSocket } from './autocannon-insides.ts'

/** A connection's answers, as HTTP means them. */
export type Answers = {
  /** Takes what came on the connection. False when it is no HTTP. */
  readonly take: (piece: Buffer) => boolean
  /** Takes the end of the connection, which is also the end of a body without a length. */
  readonly end: () => void
  /** Begins anew, on a new connection. */
  readonly restart: () => void
  /** Whether the server will not answer on this connection any more: it said so, or said something that nobody had asked for. */
  readonly areOver: () => boolean
}

/** What a handler returns for a head after which no body comes. */
const NO_BODY = true

/**
 * Reads answers with autocannon's parser, and corrects what autocannon makes of them. By itself it takes an interim answer (1xx) for the
 * answer, waits for the body that the Content-Length of a 304 announces, asks again on a connection whose last answer said
 * `Connection: close`, and throws when an answer comes that it did not ask for. Call it when the client has set its parser up. `method`:
 * no body follows what answers HEAD, whatever length it tells.
 */
export function readAnswers({ parser, pipelinedRequests }: Inside, method = () => 'GET'): Answers {
  const { kOnHeadersComplete, kOnMessageComplete } = parser.constructor
  const { [kOnHeadersComplete]: tellHead, [kOnMessageComplete]: tellAnswer } = parser
  let isInterim = false
  let over = false
  let isLast = false

  parser[kOnHeadersComplete] = (head: AnswerHead) => {
    const { statusCode, shouldKeepAlive } = head
    isInterim = statusCode < 200 && statusCode !== 101
    if (isInterim) return NO_BODY
    isLast = !shouldKeepAlive || statusCode === 101
    tellHead(head)
    return method() === 'HEAD' || hasNoBody(statusCode) ? NO_BODY : undefined
  }
  parser[kOnMessageComplete] = () => {
    if (isInterim) return
    over ||= isLast || pipelinedRequests.size() === 0
    if (pipelinedRequests.size() > 0) tellAnswer()
  }

  return {
    take: (piece) => {
      pipelinedRequests.addByteCount(piece.length)
      return !(parser.execute(piece) instanceof Error)
    },
    end: () => void parser.finish(),
    restart: () => {
      over = false
      parser.reinitialize('RESPONSE')
    },
    areOver: () => over,
  }
}

/** Such an answer has none, whatever its head says of a length. */
function hasNoBody(status: number): boolean {
  return status < 200 || status === 204 || status === 304
}

/**
 * Replaces autocannon's own way to connect. After a broken connection autocannon keeps the unanswered request in its queue and half an
 * answer in its parser, and still listens to the old socket: later answers would get wrong latencies, and a late error would open
 * a second connection. It also takes 64 kB for every read. `over` is called when the server will not answer on this connection any more.
 */
export function reconnect(inside: Inside, answers: Answers, over: () => void): void {
  if (inside.conn) {
    abandon(inside.conn)
    inside.pipelinedRequests.clear()
  }
  answers.restart()
  inside.conn = openSocket(inside.opts.hostname, inside.opts.port, {
    piece: (piece) => {
      if (!answers.take(piece)) inside._connect()
      else if (answers.areOver()) over()
    },
    failed: (error) => {
      inside.emit('connError', error)
      if (!inside.destroyed) inside._connect()
    },
    ended: () => {
      answers.end()
      if (answers.areOver()) over()
      else if (!inside.destroyed) inside._connect()
    },
  })
  inside._doRequest()
}
