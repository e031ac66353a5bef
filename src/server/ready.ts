import { setTimeout as delay } from 'node:timers/promises'
import { ask } from '../host/http.ts'
import { messages } from './messages.ts'

/** The first right answer of a server: the body as text, and as it came, and whether it closes the connection although it was asked not to. */
export type RightAnswer = { readonly body: string; readonly bytes: Buffer; readonly closes: boolean }

/** There was none before the signal; `last` is what the last try met, for a sentence, and `wrong`, whether that was an answer. */
export type NoAnswer = { readonly body: null; readonly last: string; readonly wrong: boolean }

/** Seconds between two tries, and for one try: a server may forget a connection that came before it was ready. */
const TRY_EVERY = 0.02
const TRY_FOR = 5

/**
 * Asks `path` until it is answered with status 200 and a body, or until the signal. Every try has a connection of its own.
 * Refused connections and other answers are what a server may do while it starts, so that they are tried again.
 */
export async function firstAnswer(origin: string, path: string, signal: AbortSignal): Promise<RightAnswer | NoAnswer> {
  let last: string = messages.triedNothing
  let wrong = false
  while (!signal.aborted) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(TRY_FOR * 1000)])
      const headers = { connection: 'keep-alive' }
      const { status, bytes, closes } = await ask(origin + path, { headers, signal: within })
      if (status === 200 && bytes.length > 0) return { body: bytes.toString('utf8'), bytes, closes }
      last = status === 200 ? messages.triedEmpty : messages.triedStatus({ status })
      wrong = true
    } catch (error) {
      // A try that the signal cut short says less than the one before it.
      if (signal.aborted && last !== messages.triedNothing) continue
      last = problemOf(error, signal)
      wrong = false
    }
    await delay(TRY_EVERY * 1000, undefined, { signal }).catch(() => {})
  }
  return { body: null, last, wrong }
}

function problemOf(error: unknown, signal: AbortSignal): string {
  const { name, code, message } = error as NodeJS.ErrnoException
  const outOfTime = signal.aborted || name === 'AbortError' || name === 'TimeoutError'
  return outOfTime ? messages.triedInSilence : messages.triedInVain({ problem: code ?? message })
}
