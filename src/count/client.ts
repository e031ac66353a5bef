import type { Agent, IncomingMessage } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { buffer } from 'node:stream/consumers'
import { keepOne, sendTo } from '../host/transport.ts'
import { bodyCheck, type BodyCheck } from '../load/answer/body-check.ts'
import { describeDifference, describeWrong } from '../load/answer/describe.ts'
import { rightAnswer, see, whyWrong, type Seen } from '../load/answer/right-answer.ts'
import { checksOf, isRightStatus, type Checks } from '../model/expect.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Transport } from '../model/transport.ts'
import { notCounted } from './messages.ts'

/** Asks a server one request after the other. */
export type Client = {
  /**
   * Asks `count` times over one connection, or a new one each where the server closes. Throws a LoadgateError for the first answer
   * that is not right, and the reason of `signal`.
   */
  readonly ask: (count: number, signal: AbortSignal) => Promise<void>
  /** Gets another page over the same connection, whatever it holds. Throws a LoadgateError when there is no answer. */
  readonly visit: (page: Pick<Question, 'path' | 'headers'>, signal: AbortSignal) => Promise<void>
  /** How many it took so far. */
  readonly connections: () => number
  /** Closes the connection that it has. The next request gets a new one. */
  readonly reconnect: () => void
  readonly close: () => void
}

/** Seconds for one answer: under valgrind a request takes some hundred times as long. */
const ANSWER_WITHIN = 30

/** `rest` is awaited before each request, and between a new connection and the first request on it; `within`: seconds for one answer. */
export type ClientOptions = { readonly rest?: () => Promise<void>; readonly within?: number }

export function clientOf(
  origin: string,
  question: Question,
  { rest = async () => {}, within = ANSWER_WITHIN }: ClientOptions = {},
): Client {
  const agent = oneConnection(origin, rest)
  const judgeNext = judgeFrom(checksOf(question.expect, question.method))
  let asked = 0
  let connections = 0

  /** Sends one request once the server rests. Throws when that, or `judgeAnswer`, finds a problem. */
  async function send(
    asking: Question,
    signal: AbortSignal,
    judgeAnswer: (answer: IncomingMessage) => Promise<string | null>,
  ): Promise<void> {
    await rest()
    asked += 1
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(within * 1000)])
    const problem = await exchange(agent, origin, asking, giveUp, () => (connections += 1))
      .then(judgeAnswer)
      .catch((error: unknown) => {
        signal.throwIfAborted()
        return giveUp.aborted ? notCounted.noAnswer({ seconds: within }) : notCounted.broken({ problem: codeOf(error) })
      })
    if (problem !== null) throw notCounted.failed({ requests: asked, problem })
  }

  async function isRight(answer: IncomingMessage): Promise<string | null> {
    const bytes = await buffer(answer)
    return judgeNext(see({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }))
  }

  async function ask(count: number, signal: AbortSignal): Promise<void> {
    for (let left = count; left > 0; left -= 1) await send(question, signal, isRight)
  }

  const visit: Client['visit'] = ({ path, headers }, signal) =>
    send({ path, method: 'GET', headers, transport: question.transport }, signal, async (answer) => {
      await buffer(answer)
      return null
    })

  const drop = () => agent.destroy()
  return { ask, visit, connections: () => connections, reconnect: drop, close: drop }
}

/** Says what is wrong with one answer after the other, or null. The first one is what the others have to be like. */
function judgeFrom(checks: Checks): (answer: Seen) => string | null {
  let first: { readonly seen: Seen; readonly body: BodyCheck } | null = null
  return (seen) => {
    if (first !== null && isRightStatus(seen.status, checks.status ?? [])) {
      first.body.add(seen.bytes)
      if (first.body.matches()) return null
    }
    const wrong = whyWrong(checks, seen)
    if (wrong !== null) return notCounted.wrongAnswer(describeWrong(wrong, seen, checks))
    if (first !== null) return notCounted.wrongBody(describeDifference(first.seen, seen, checks))
    first = { seen, body: bodyCheck(rightAnswer(checks, seen, false).body) }
    return null
  }
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}

/** What is asked, and what makes an answer right. */
export type Question = Pick<Scenario['request'], 'path' | 'method' | 'headers' | 'body' | 'expect'> & {
  readonly transport?: Transport | undefined
}

/** Sends one request, and resolves with the head of its answer. `connected` is called when it took a connection of its own. */
function exchange(
  agent: Agent,
  origin: string,
  question: Question,
  signal: AbortSignal,
  connected: () => void,
): Promise<IncomingMessage> {
  const { path, method, headers, body, transport = {} } = question
  return new Promise((resolve, reject) => {
    const sent = sendTo(origin + path, transport, { agent, method, headers, signal })
    sent.on('response', resolve)
    sent.on('socket', () => sent.reusedSocket || connected())
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed the kept connection in the moment in which it was asked again.
      const again = sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted
      if (again) exchange(agent, origin, question, signal, connected).then(resolve, reject)
      else reject(error)
    })
    sent.end(body)
  })
}

/**
 * An agent that keeps one connection, and makes a new one where that was closed. A new one is used only after `rest`: whether a
 * server accepts a connection before or after there is something to read on it is a matter of speed, and costs it something
 * else.
 */
function oneConnection(origin: string, rest: () => Promise<void>): Agent {
  const agent = keepOne(origin)
  const isTls = origin.startsWith('https:')
  agent.createConnection = (options, done) => {
    const socket: Socket = isTls
      ? connectTls(options as ConnectionOptions).setNoDelay(true)
      : connect({ ...(options as NetConnectOpts), noDelay: true })
    const failed = (error: Error) => done?.(error, socket)
    socket.once('error', failed)
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      void rest().then(() => {
        socket.off('error', failed)
        done?.(null, socket)
      }, failed)
    })
    return undefined
  }
  return agent
}
