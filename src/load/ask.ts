import { ask, type HttpAnswer } from '../host/http.ts'
import { keepOne } from '../host/transport.ts'
import { LoadgateError } from '../model/error.ts'
import { isRightStatus } from '../model/expect.ts'
import { PATIENCE } from './answer/ask-whole.ts'
import { isRightBody } from './answer/body-check.ts'
import { LARGEST } from './answer/decode.ts'
import { differenceOf } from '../model/difference.ts'
import type { RightAnswer } from './answer/right-answer.ts'
import type { Target } from './driver.ts'
import { messages } from './messages.ts'

/**
 * Asks twice on one connection, because autocannon would lose requests to a server that closes it without a word. Throws a LoadgateError
 * when the server does, does not answer within `timeout` seconds, or gives an answer that is not right.
 */
export async function checkKeepAlive(target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, transport, path, method, headers, body, right } = target
  const url = urlOf(target)
  const agent = keepOne(origin)
  const most = right.body.kind === 'bytes' ? Buffer.byteLength(right.body.base64, 'base64') : LARGEST
  const tooSlow = failWith('unreachable', messages.unreachable({ url, seconds: timeout }))
  const closes = messages.closesConnections({ url })
  const askOnce = (otherwise: (cause: unknown) => never) => {
    const signal = AbortSignal.timeout(timeout * 1000)
    const asked = ask(origin + path, { method, headers, body, agent, transport, signal, most })
    return asked.catch((cause: unknown) => (signal.aborted ? tooSlow : otherwise)(cause))
  }
  try {
    const first = await askOnce(tooSlow)
    checkAnswer(url, right, first)
    const second = await askOnce(failWith('closes-connections', closes))
    if (!first.closes && first.framed && !second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, right, second)
  } finally {
    agent.destroy()
  }
}

/**
 * Asks once. Throws a LoadgateError when the server sends what HTTP allows and the driver takes for something else: interim answers (1xx),
 * or the length of the page in a 304, which has no body.
 */
export async function checkReadable(driver: keyof typeof INTERIM, target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, transport, path, method, headers, body } = target
  const url = urlOf(target)
  const signal = AbortSignal.timeout(timeout * 1000)
  const asked = ask(origin + path, { method, headers, body, transport, signal })
  const answer = await asked.catch(failWith('unreachable', messages.unreachable({ url, seconds: timeout })))
  const misread = answer.interim.filter(INTERIM[driver])
  if (misread.length > 0)
    throw new LoadgateError('interim-answers', messages.interimAnswers({ url, driver, statuses: misread }))
  const length = answer.status === 304 ? Number(answer.headers['content-length'] ?? 0) : 0
  if (driver !== 'ab' && length > 0)
    throw new LoadgateError('length-without-body', messages.lengthWithoutBody({ url, driver, length }))
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

function checkAnswer(url: string, { statuses, body }: RightAnswer, { status, bytes }: HttpAnswer): void {
  if (!isRightStatus(status, statuses)) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
  if (isRightBody(body, bytes)) return
  const expected = body.kind === 'bytes' ? Buffer.from(body.base64, 'base64') : null
  const length = expected && bytes.length > expected.length ? `more than ${expected.length}` : `${bytes.length}`
  const difference = expected && differenceOf(expected, bytes)
  throw new LoadgateError('wrong-body', messages.wrongBody({ url, length, difference }))
}

function failWith(code: string, message: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoadgateError(code, message, { cause })
  }
}
