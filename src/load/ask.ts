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
 * Asks twice on one connection, because autocannon would lose requests to a server that closes it without a word. Throws a LoadgateError
 * when the server does, does not answer within `timeout` seconds, or answers anything but `target.expect`.
 */
export async function checkKeepAlive(target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, path, method, headers, body, expect } = target
  const url = urlOf(target)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const signal = AbortSignal.timeout(timeout * 1000)
  const most = Buffer.byteLength(expect)
  const askOnce = () => ask(origin + path, { method, headers, body, agent, signal, most })
  try {
    const first = await askOnce().catch(failWith(messages.unreachable({ url, seconds: timeout })))
    checkAnswer(url, expect, first)
    const closes = messages.closesConnections({ url })
    const second = await askOnce().catch(failWith(closes))
    if (!first.closes && first.framed && !second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, expect, second)
  } finally {
    agent.destroy()
  }
}

/** Asks once. Throws a LoadgateError when the server sends interim answers (1xx) that the driver takes for something else. */
export async function checkInterim(driver: keyof typeof INTERIM, target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, path, method, headers, body } = target
  const url = urlOf(target)
  const signal = AbortSignal.timeout(timeout * 1000)
  const asked = ask(origin + path, { method, headers, body, signal })
  const { interim } = await asked.catch(failWith(messages.unreachable({ url, seconds: timeout })))
  const misread = interim.filter(INTERIM[driver])
  if (misread.length > 0)
    throw new LoadgateError('interim-answers', messages.interimAnswers({ url, driver, statuses: misread }))
}

/** Which interim answers a driver misreads. */
const INTERIM = {
  undici: (status: number) => status === 100,
  wrk: () => true,
  ab: () => true,
} as const

function urlOf({ method, origin, path }: Target): string {
  return `${method} ${origin}${path}`
}

function checkAnswer(url: string, expect: string, { status, bytes }: HttpAnswer): void {
  if (!isSuccess(status)) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
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
