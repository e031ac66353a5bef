import { Agent } from 'node:http'
import { ask, type HttpAnswer } from '../host/http.ts'
import { LoadgateError } from '../model/error.ts'
import type { Target } from './driver.ts'
import { messages } from './messages.ts'

/** Seconds for each question that is asked before the load. */
const PATIENCE = 15

type RequestTo = Pick<Target, 'origin' | 'path' | 'method' | 'headers'> & { readonly body?: string | undefined }

/**
 * Asks once, and returns the body that every later answer must have. Throws a LoadgateError, which names the `server`, when no answer
 * comes within `timeout` seconds, or when it is not a 2xx with a body.
 */
export async function askRightAnswer(
  server: string,
  { origin, path, method, headers, body }: RequestTo,
  timeout = PATIENCE,
): Promise<string> {
  const signal = AbortSignal.timeout(timeout * 1000)
  const { status, bytes } = await ask(origin + path, { method, headers, body, signal }).catch((cause: unknown) => {
    throw new LoadgateError('no-answer', messages.noAnswer({ server, path, seconds: timeout }), { cause })
  })
  if (!isSuccess(status) || bytes.length === 0)
    throw new LoadgateError('no-right-answer', messages.noRightAnswer({ server, path, status, length: bytes.length }))
  return bytes.toString()
}

/**
 * Asks twice on one connection, because autocannon miscounts servers that close connections or do not say where an answer ends. Throws a
 * LoadgateError when the server does either, does not answer within `timeout` seconds, or answers anything but `target.expect`.
 */
export async function checkKeepAlive(target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, path, method, headers, body, expect } = target
  const url = `${method} ${origin}${path}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const signal = AbortSignal.timeout(timeout * 1000)
  const most = Buffer.byteLength(expect)
  const askOnce = () => ask(origin + path, { method, headers, body, agent, signal, most })
  try {
    checkAnswer(url, expect, await askOnce().catch(failWith(messages.unreachable({ url, seconds: timeout }))))
    const closes = messages.closesConnections({ url })
    const second = await askOnce().catch(failWith(closes))
    if (!second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, expect, second)
  } finally {
    agent.destroy()
  }
}

function checkAnswer(url: string, expect: string, { status, bytes, framed }: HttpAnswer): void {
  if (!isSuccess(status)) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
  if (!framed) throw new LoadgateError('endless-answer', messages.endlessAnswer({ url }))
  if (bytes.toString() === expect) return
  const expected = Buffer.from(expect)
  const at = expected.findIndex((byte, index) => byte !== bytes[index])
  throw new LoadgateError(
    'wrong-body',
    messages.wrongBody({ url, bytes: bytes.length, expected: expected.length, at: at === -1 ? expected.length : at }),
  )
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299
}

function failWith(message: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoadgateError('unreachable', message, { cause })
  }
}
