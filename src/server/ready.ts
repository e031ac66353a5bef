import { setTimeout as delay } from 'node:timers/promises'
import { describeEnd } from '../host/child.ts'
import { ask } from '../host/http.ts'
import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'
import type { Exit, Program } from './program.ts'

/** `wrong`: it answered, but not right. `sentence` says why it is not ready; call it when all of the output has been read. */
export type Readiness =
  | { readonly state: 'ready'; readonly origin: string; readonly answer: RightAnswer }
  | { readonly state: 'failed'; readonly wrong: boolean; readonly sentence: () => string }

/** Waits for a program's address (unless `origin` is known) and for its right answer, as long as it runs and until the signal. */
export async function waitUntilReady(
  server: Server,
  program: Program,
  origin: string | null,
  signal: AbortSignal,
): Promise<Readiness> {
  const ended = new AbortController()
  void program.exited.then(() => ended.abort())
  const giveUp = AbortSignal.any([signal, ended.signal])
  const address = origin ?? (await beforeSignal(program.output.address, giveUp))
  if (address === null)
    return failed(server, program, (output) =>
      messages.noAddress({ server: server.name, seconds: server.readyWithin, output }),
    )
  const answer = await waitForAnswer(address, server.ready, giveUp)
  const ready = answer.body !== null && program.exit() === null
  if (ready) return { state: 'ready', origin: address, answer }
  const last = answer.body === null ? answer.last : ''
  const wrong = answer.body === null && answer.wrong
  return failed(
    server,
    program,
    (output) =>
      messages.neverReady({
        server: server.name,
        url: address + server.ready,
        seconds: server.readyWithin,
        last,
        output,
      }),
    wrong,
  )
}

/** If the program ended by itself, that explains everything else that went wrong. */
function failed(server: Server, program: Program, otherwise: (output: string) => string, wrong = false): Readiness {
  const exit = program.exit()
  const { tail } = program.output
  const early = (how: Exit) =>
    messages.endedBeforeReady({ server: server.name, how: describeEnd(how), seconds: how.seconds, output: tail() })
  return {
    state: 'failed',
    wrong: wrong && exit === null,
    sentence: () => (exit === null ? otherwise(tail()) : early(exit)),
  }
}

async function beforeSignal(promise: Promise<string>, signal: AbortSignal): Promise<string | null> {
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
  return Promise.race([promise, aborted])
}

/** The body as text and as it came. `closes`: the server closes the connection although it was asked to keep it. */
export type RightAnswer = { readonly body: string; readonly bytes: Buffer; readonly closes: boolean }

/** There was no right answer before the signal. `last` says what came of the last try; `wrong`: it was an answer. */
export type NoAnswer = { readonly body: null; readonly last: string; readonly wrong: boolean }

/** Seconds between two tries, and for one try: a server may forget a connection that came before it was ready. */
const TRY_EVERY = 0.02
const TRY_FOR = 5

/**
 * Asks `path` until it is answered with status 200 and a body, or until the signal. Every try has a connection of its own.
 * A server may refuse connections or answer otherwise while it starts, so every failure is tried again.
 */
export async function waitForAnswer(
  origin: string,
  path: string,
  signal: AbortSignal,
): Promise<RightAnswer | NoAnswer> {
  let last: string = messages.nothingAnswered
  let wrong = false
  while (!signal.aborted) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(TRY_FOR * 1000)])
      const headers = { connection: 'keep-alive' }
      const { status, bytes, closes } = await ask(origin + path, { headers, signal: within })
      if (status === 200 && bytes.length > 0) return { body: bytes.toString('utf8'), bytes, closes }
      last = status === 200 ? messages.emptyAnswer : messages.wrongStatus({ status })
      wrong = true
    } catch (error) {
      // A try that the signal cut short says less than the one before it.
      if (signal.aborted && last !== messages.nothingAnswered) continue
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
  return outOfTime ? messages.noAnswerCame : messages.connectionFailed({ problem: code ?? message })
}
