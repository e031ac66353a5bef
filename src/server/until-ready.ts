import { describeEnd } from '../host/child.ts'
import { messages } from './messages.ts'
import type { Server } from '../model/server.ts'
import type { Exit, Program } from './program.ts'
import { firstAnswer, type RightAnswer } from './ready.ts'

/** The server answered right, or why it did not: a sentence to be asked for when all of the output has been read, and whether it answered wrong. */
export type Readiness =
  | { readonly state: 'ready'; readonly origin: string; readonly answer: RightAnswer }
  | { readonly state: 'failed'; readonly wrong: boolean; readonly sentence: () => string }

/** Waits for a program's address (unless `origin` is known) and for its right answer, as long as it runs and until the signal. */
export async function untilReady(
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
  const answer = await firstAnswer(address, server.ready, giveUp)
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

/** An end of its own explains everything else that went wrong. */
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
