import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** Where the specs' worker asks the main process for measurements: on 127.0.0.1, with a secret, one question at a time. */
export type Endpoint = { readonly url: string; readonly token: string; readonly close: () => Promise<void> }

/** Answers a question (JSON value) with a JSON value; `signal` aborts when the asking worker is gone. */
export type Answering = (question: unknown, signal: AbortSignal) => Promise<unknown>

export async function openEndpoint(answer: Answering): Promise<Endpoint> {
  const token = randomBytes(32).toString('hex')
  let queue: Promise<unknown> = Promise.resolve()
  const server = createServer((request, response) => {
    if (!isAllowed(request, token)) return reply(response, 403, { error: messages.wrongToken })
    queue = queue.then(() => respond(request, response, answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answering): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableEnded) gone.abort(new LoadgateError('worker-gone', messages.workerGone))
  })
  try {
    reply(response, 200, await answer(JSON.parse(await text(request)), gone.signal))
  } catch (error) {
    reply(response, 500, {
      error: error instanceof LoadgateError ? error.message : String((error as Error)?.stack ?? error),
    })
  }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
