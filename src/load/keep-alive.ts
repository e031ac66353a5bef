import { Agent, type IncomingMessage, request as send } from 'node:http'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Target } from './driver.ts'

/** One answer, its body cut off after more bytes than a right answer has. */
type Answer = {
  readonly status: number
  readonly body: Buffer
  /** It says where its body ends. */
  readonly framed: boolean
  /** It came on the connection of an earlier one. */
  readonly reused: boolean
}

/**
 * Asks twice on one connection. Throws a LoadgateError when the server does not answer within `timeout` seconds, closes
 * the connection, does not say where its answers end (autocannon miscounts both), or answers anything but `target.expect`.
 */
export async function checkKeepAlive(target: Target, timeout: number): Promise<void> {
  const url = `${target.method} ${target.origin}${target.path}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const signal = AbortSignal.timeout(timeout * 1000)
  try {
    checkAnswer(
      url,
      target.expect,
      await ask(target, agent, signal).catch(refuse(messages.unreachable({ url, seconds: timeout }))),
    )
    const closes = messages.closesConnections({ url })
    const second = await ask(target, agent, signal).catch(refuse(closes))
    if (!second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, target.expect, second)
  } finally {
    agent.destroy()
  }
}

function checkAnswer(url: string, expect: string, { status, body, framed }: Answer): void {
  if (status < 200 || status > 299) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
  if (!framed) throw new LoadgateError('endless-answer', messages.endlessAnswer({ url }))
  if (body.toString() === expect) return
  const expected = Buffer.from(expect)
  const at = expected.findIndex((byte, index) => byte !== body[index])
  throw new LoadgateError(
    'wrong-body',
    messages.wrongBody({ url, bytes: body.length, expected: expected.length, at: at === -1 ? expected.length : at }),
  )
}

function ask(target: Target, agent: Agent, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { method, headers } = target
  const request = send(target.origin + target.path, { method, headers, agent, signal }, (message) => {
    read(message, Buffer.byteLength(target.expect)).then(
      (body) =>
        resolve({ status: message.statusCode ?? 0, body, framed: isFramed(message), reused: request.reusedSocket }),
      reject,
    )
  })
  request.on('error', reject)
  request.end(target.body)
  return promise
}

async function read(message: IncomingMessage, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of message as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > most) break
  }
  return Buffer.concat(pieces)
}

function isFramed({ headers, statusCode }: IncomingMessage): boolean {
  return statusCode === 204 || headers['content-length'] !== undefined || headers['transfer-encoding'] === 'chunked'
}

function refuse(sentence: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoadgateError('unreachable', sentence, { cause })
  }
}
