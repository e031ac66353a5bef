import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Gate, Answer, Question } from '../gate/gate.ts'
import { ask } from '../host/http.ts'
import { LoadgateError } from '../model/error.ts'
import type { Project } from '../options/project.ts'
import type { Listing } from './listing.ts'
import { messages } from './messages.ts'

/** How others reach the gate in Vitest's main process: the specs' worker over HTTP, the reporter through a global. */

/** What the main process tells the specs' worker. */
export type Provided = {
  /** Where to ask the gate, and the secret to ask with. */
  readonly url: string
  readonly token: string
  /** The names of all servers, and of those that this run measures (LOADGATE_SERVERS). */
  readonly known: readonly string[]
  readonly chosen: readonly string[]
  readonly update: boolean
  readonly unsure: 'pass' | 'fail'
  /** The folder that files of data are relative to. */
  readonly root: string
  /** In a run that only lists scenarios: where to. */
  readonly listing: Listing | null
}

declare module 'vitest' {
  interface ProvidedContext {
    loadgate: Provided
    /** From the config to the global setup. */
    loadgateOptions: Project
  }
}

const KEY = Symbol.for('loadgate.gates')

type Shared = { readonly gates: Map<string, Gate>; queue: Promise<unknown> }

/** What the gates of this process share. Vitest loads setups and reporters with different loaders, so a module's variable would exist twice. */
function shared(): Shared {
  const place = globalThis as { [KEY]?: Shared }
  return (place[KEY] ??= { gates: new Map(), queue: Promise.resolve() })
}

/** Where the setup of a project puts its open gate for its reporter; undefined takes it away. */
export function shareGate(project: string, gate: Gate | undefined): void {
  if (gate) shared().gates.set(project, gate)
  else shared().gates.delete(project)
}

export function sharedGate(project: string): Gate | undefined {
  return shared().gates.get(project)
}

/**
 * Where the specs' worker asks the gate in the main process: HTTP on 127.0.0.1, with a secret. All gates of this process answer one
 * question at a time, because two measurements would disturb each other; those that time nothing answer at once.
 */
export type Endpoint = { readonly url: string; readonly token: string; readonly close: () => Promise<void> }

/** Opens the endpoint. The signal that `answer` gets aborts when the worker that asked is gone. */
export async function openEndpoint({ answer, sideBySide }: Pick<Gate, 'answer' | 'sideBySide'>): Promise<Endpoint> {
  const token = randomBytes(32).toString('hex')
  const server = createServer((request, response) => {
    if (!isAllowed(request, token)) return reply(response, 403, { code: 'wrong-token', error: messages.wrongToken })
    if (sideBySide) return void respond(request, response, answer)
    shared().queue = shared().queue.then(() => respond(request, response, answer))
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

/** Asks the gate, and waits as long as measuring takes. Rejects with the gate's LoadgateError, or with one that says that the gate is gone. */
export async function askGate({ url, token }: Pick<Endpoint, 'url' | 'token'>, question: Question): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` }
  const { status, bytes } = await ask(url, { method: 'POST', headers, body: JSON.stringify(question) }).catch(
    (cause: unknown) => {
      throw new LoadgateError('gate-gone', messages.gateGone, { cause })
    },
  )
  const value = JSON.parse(bytes.toString()) as Answer & Refusal
  if (status === 200) return value
  throw new LoadgateError(value.code, value.error)
}

type Refusal = { readonly code: string; readonly error: string }

async function respond(request: IncomingMessage, response: ServerResponse, answer: Gate['answer']): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableEnded) gone.abort(new LoadgateError('worker-gone', messages.workerGone))
  })
  try {
    reply(response, 200, await answer(JSON.parse(await text(request)) as Question, gone.signal))
  } catch (error) {
    reply(response, 500, refusalOf(error))
  }
}

/** An error as the worker gets it. A bug of ours keeps its stack. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof LoadgateError) return { code: error.code, error: error.message }
  return { code: 'bug', error: String((error as Error)?.stack ?? error) }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const expected = Buffer.from(`Bearer ${token}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
