import { setTimeout as delay } from 'node:timers/promises'
import { ask, type HttpAnswer, type HttpProgress } from '../../host/http.ts'
import { LoadgateError } from '../../model/error.ts'
import type { Transport } from '../../model/transport.ts'
import { messages } from '../messages.ts'
import { LARGEST } from './decode.ts'

/** Seconds for each question that is asked before the load. */
export const PATIENCE = 15

/** Seconds for the end of an answer that says that it is a stream: some streams do end. */
const STREAM_PATIENCE = 3

const STREAMS = /^(?:text\/event-stream|multipart\/x-mixed-replace)\b/i

export type Question = {
  readonly server: string
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly transport?: Transport | undefined
}

/**
 * Asks once, and reads the whole answer, whatever it is. Throws a LoadgateError, which names the `server`, when none comes within `patience`
 * seconds, when it breaks off, or when it has begun and does not end.
 */
export async function askWhole(question: Question, patience = PATIENCE): Promise<HttpAnswer> {
  const { server, origin, path, method, headers, body, transport } = question
  const control = new AbortController()
  const began = performance.now()
  let seen: HttpProgress | null = null
  const giveUpAfter = (seconds: number) =>
    void delay(seconds * 1000, undefined, { ref: false, signal: control.signal }).then(
      () => control.abort(),
      () => {},
    )
  const onProgress = (progress: HttpProgress) => {
    if (seen === null && isStream(progress)) giveUpAfter(Math.min(STREAM_PATIENCE, patience))
    seen = progress
  }
  giveUpAfter(patience)
  const seconds = () => (performance.now() - began) / 1000
  try {
    const answer = await ask(origin + path, {
      method,
      // As the embedded drivers ask: some answers repeat what they were asked with.
      headers: { connection: 'keep-alive', ...headers },
      body,
      transport,
      signal: control.signal,
      most: LARGEST,
      onProgress,
    })
    if (answer.bytes.length <= LARGEST) return answer
    throw endless(question, { headers: answer.headers, bytes: answer.bytes.length }, seconds())
  } catch (cause) {
    if (cause instanceof LoadgateError) throw cause
    if (seen !== null && control.signal.aborted) throw endless(question, seen, seconds())
    const problem = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
    const sentence = control.signal.aborted
      ? messages.noAnswer({ server, path, seconds: patience })
      : messages.brokenAnswer({ server, path, problem })
    throw new LoadgateError('no-answer', sentence, { cause })
  } finally {
    control.abort()
  }
}

function isStream({ headers }: HttpProgress): boolean {
  return STREAMS.test(headers['content-type'] ?? '')
}

function endless({ server, path, method }: Question, { headers, bytes }: HttpProgress, seconds: number): LoadgateError {
  const type = headers['content-type'] ?? null
  return new LoadgateError('endless-answer', messages.endlessBody({ server, method, path, type, bytes, seconds }))
}
