import { Agent } from 'node:http'
import { ask, type HttpAnswer } from '../host/http.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Target } from './driver.ts'

/**
 * Asks twice on one connection. Throws a LoadgateError when the server does not answer within `timeout` seconds, closes
 * the connection, does not say where its answers end (autocannon miscounts both), or answers anything but `target.expect`.
 */
export async function checkKeepAlive(target: Target, timeout: number): Promise<void> {
  const url = `${target.method} ${target.origin}${target.path}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { origin, path, method, headers, body } = target
  const most = Buffer.byteLength(target.expect)
  const signal = AbortSignal.timeout(timeout * 1000)
  const askOnce = () => ask(origin + path, { method, headers, body, agent, signal, most })
  try {
    checkAnswer(url, target.expect, await askOnce().catch(refuse(messages.unreachable({ url, seconds: timeout }))))
    const closes = messages.closesConnections({ url })
    const second = await askOnce().catch(refuse(closes))
    if (!second.reused) throw new LoadgateError('closes-connections', closes)
    checkAnswer(url, target.expect, second)
  } finally {
    agent.destroy()
  }
}

function checkAnswer(url: string, expect: string, { status, bytes, framed }: HttpAnswer): void {
  if (status < 200 || status > 299) throw new LoadgateError('wrong-status', messages.wrongStatus({ url, status }))
  if (!framed) throw new LoadgateError('endless-answer', messages.endlessAnswer({ url }))
  if (bytes.toString() === expect) return
  const expected = Buffer.from(expect)
  const at = expected.findIndex((byte, index) => byte !== bytes[index])
  throw new LoadgateError(
    'wrong-body',
    messages.wrongBody({ url, bytes: bytes.length, expected: expected.length, at: at === -1 ? expected.length : at }),
  )
}

function refuse(sentence: string): (cause: unknown) => never {
  return (cause) => {
    throw new LoadgateError('unreachable', sentence, { cause })
  }
}
