import { Agent } from 'node:http'
import { ask, type HttpAnswer } from '../host/http.ts'
import { LoadgateError } from '../model/error.ts'
import { isRightStatus } from '../model/expect.ts'
import { isRightBody } from './answer/body-check.ts'
import { LARGEST } from './answer/decode.ts'
import { differenceOf } from './answer/difference.ts'
import type { RightAnswer } from './answer/right-answer.ts'
import type { Target } from './driver.ts'
import { messages } from './messages.ts'

/** Seconds for each question that is asked before the load. */
const PATIENCE = 15

/**
 * Asks twice on one connection, because autocannon miscounts servers that close connections or do not say where an answer ends. Throws a
 * LoadgateError when the server does either, does not answer within `timeout` seconds, or gives an answer that is not right.
 */
export async function checkKeepAlive(target: Target, timeout = PATIENCE): Promise<void> {
  const { origin, path, method, headers, body, right } = target
  const url = `${method} ${origin}${path}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const signal = AbortSignal.timeout(timeout * 1000)
  const most = right.body.kind === 'bytes' ? Buffer.byteLength(right.body.base64, 'base64') : LARGEST
  const askOnce = () => ask(origin + path, { method, headers, body, agent, signal, most })
  try {
    checkAnswer(url, right, await askOnce().catch(failWith(messages.unreachable({ url, seconds: timeout }))))
    const closes = messages.closesConnections({ url })
    const second = await askOnce().catch(failWith(closes))
    if (!second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, right, second)
  } finally {
    agent.destroy()
  }
}

function checkAnswer(url: string, { statuses, body }: RightAnswer, { status, bytes, framed }: HttpAnswer): void {
  if (!isRightStatus(status, statuses)) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
  if (!framed) throw new LoadgateError('endless-answer', messages.endlessAnswer({ url }))
  if (isRightBody(body, bytes)) return
  const expected = body.kind === 'bytes' ? Buffer.from(body.base64, 'base64') : null
  const length = expected && bytes.length > expected.length ? `more than ${expected.length}` : `${bytes.length}`
  const difference = expected && differenceOf(expected, bytes)
  throw new LoadgateError('wrong-body', messages.wrongBody({ url, length, difference }))
}

function failWith(message: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoadgateError('unreachable', message, { cause })
  }
}
