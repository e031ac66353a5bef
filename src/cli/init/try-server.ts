import { join } from 'node:path'
import { counterHere } from '../../count/counter-here.ts'
import type { Care } from '../../host/child.ts'
import { ask, type HttpAnswer } from '../../host/http.ts'
import { startWatchdog, type Watchdog } from '../../host/watchdog.ts'
import { LoadgateError, parse } from '../../model/error.ts'
import { serverSchema, type Server } from '../../model/server.ts'
import { openAroundRun } from '../../server/around-run.ts'
import { launch } from '../../server/launch.ts'
import { messages } from './messages.ts'
import type { Definition } from './server-files.ts'
import { commandText } from './words.ts'

/** What a server was seen to do, in sentences, and the check that fits its answers; or why it gave none. */
export type Tried =
  | { readonly state: 'answered'; readonly sentences: readonly string[]; readonly expect: unknown }
  | { readonly state: 'failed'; readonly problem: string }

/** What to start, where, and what to ask it. Progress goes to `say`. */
export type Trial = {
  readonly definition: Definition
  readonly cwd: string
  readonly path: string
  readonly say: (sentence: string) => void
}

/** Seconds for the server to come up, and for one answer. */
const UP_WITHIN = 20
const ANSWER_WITHIN = 10

/**
 * Builds the server, starts it once as the gate would, asks it the same twice, and ends it. Nothing of it is left when this
 * settles, nor when this process is ended.
 */
export async function tryServer(trial: Trial): Promise<Tried> {
  const watchdog = startWatchdog()
  const care = { watchdog, signal: new AbortController().signal }
  const around = openAroundRun({ care, log: join(trial.cwd, '.loadgate', 'after.log'), onProgress: trial.say })
  try {
    const server: Server = parse(serverSchema, { ...trial.definition, cwd: trial.cwd, readyWithin: UP_WITHIN }, 'init')
    await around.begin({ side: 'head', server })
    return await tryBuilt(server, trial, care)
  } catch (error) {
    if (error instanceof LoadgateError) return { state: 'failed', problem: error.message }
    throw error
  } finally {
    await around.end()
    watchdog.close()
  }
}

async function tryBuilt(server: Server, { path, say }: Trial, care: Care): Promise<Tried> {
  say(messages.starting({ command: commandText(server.command), path }))
  const began = performance.now()
  const launched = await launch(server, care)
  try {
    const seconds = (performance.now() - began) / 1000
    const url = launched.origin + path
    const first = await askOnce(url)
    const second = await askOnce(url)
    return await describe({ first, second, origin: launched.origin, seconds, path, watchdog: care.watchdog })
  } finally {
    await launched.stop()
  }
}

function askOnce(url: string): Promise<HttpAnswer> {
  return ask(url, { headers: { connection: 'keep-alive' }, signal: AbortSignal.timeout(ANSWER_WITHIN * 1000) })
}

type Observed = {
  readonly first: HttpAnswer
  readonly second: HttpAnswer
  readonly origin: string
  readonly seconds: number
  readonly path: string
  readonly watchdog: Watchdog
}

async function describe({ first, second, origin, seconds, path, watchdog }: Observed): Promise<Tried> {
  const { status, bytes, closes, headers } = first
  if (status < 200 || status > 299)
    return { state: 'failed', problem: messages.wrongStatus({ path, status, location: headers.location ?? null }) }
  const same = bytes.equals(second.bytes)
  const counter = await counterHere(watchdog)
  return {
    state: 'answered',
    expect: null,
    sentences: [
      messages.answered({ status, bytes: bytes.length, origin, seconds }),
      same ? messages.sameBody : messages.otherBody,
      closes ? messages.closes : messages.keeps,
      'notCounted' in counter ? messages.countsNot({ reason: counter.notCounted }) : messages.counts(counter),
    ],
  }
}
