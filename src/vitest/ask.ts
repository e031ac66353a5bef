import { ask as askHttp } from '../host/http.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Provided } from './provided.ts'

/** Asks the main process, and waits as long as measuring takes. Throws LoadgateError with what the main process says is wrong. */
export async function ask<T>({ url, token }: Provided, question: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await askHttp(url, { method: 'POST', headers, body: JSON.stringify(question) }).catch((cause) => {
    throw new LoadgateError('gate-gone', messages.gateGone, { cause })
  })
  const value: unknown = JSON.parse(answer.bytes.toString())
  if (answer.status === 200) return value as T
  const { code, error } = value as { code?: unknown; error?: unknown }
  throw new LoadgateError(String(code), String(error))
}
