import { request, type Agent, type IncomingMessage } from 'node:http'

/** What is asked, and the body that every right answer has: without it, that of the first answer. */
export type Question = {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly expect?: string | undefined
}

/** Sends one request, and resolves with the head of its answer. `connected` is called when it took a connection of its own. */
export function exchange(
  agent: Agent,
  origin: string,
  question: Question,
  signal: AbortSignal,
  connected: () => void,
): Promise<IncomingMessage> {
  const { path, method, headers, body } = question
  return new Promise((resolve, reject) => {
    const sent = request(origin + path, { agent, method, headers, signal }, resolve)
    sent.on('socket', () => sent.reusedSocket || connected())
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed the kept connection in the moment in which it was asked again.
      const again = sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted
      if (again) exchange(agent, origin, question, signal, connected).then(resolve, reject)
      else reject(error)
    })
    sent.end(body)
  })
}
