import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Provided } from './provided.ts'

/**
 * Asks the main process, and waits as long as measuring takes: `node:http` and not fetch, which gives up on an answer
 * after five minutes. Throws LoadgateError with what the main process says is wrong.
 */
export async function ask<T>({ url, token }: Provided, question: unknown): Promise<T> {
  const { status, value } = await post(url, token, JSON.stringify(question))
  if (status === 200) return value as T
  const { code, error } = value as { code?: unknown; error?: unknown }
  throw new LoadgateError(String(code), String(error))
}

function post(url: string, token: string, body: string): Promise<{ status: number; value: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }, (response) => {
      json(response).then((value) => resolve({ status: response.statusCode ?? 0, value }), reject)
    })
    sent.once('error', (cause) => reject(new LoadgateError('gate-gone', messages.gateGone, { cause })))
    sent.end(body)
  })
}
