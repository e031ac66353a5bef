import { join } from 'node:path'
import { counterHere, type CounterHere } from '../../count/counter-here.ts'
import type { Care } from '../../host/child.ts'
import type { HttpAnswer } from '../../host/http.ts'
import { startWatchdog } from '../../host/watchdog.ts'
import { askWhole } from '../../load/answer/ask-whole.ts'
import { suggestFor } from '../../load/answer/suggest.ts'
import { hideCredentials } from '../../model/credentials.ts'
import { LoadgateError, parse } from '../../model/error.ts'
import { serverSchema, type Server } from '../../model/server.ts'
import { openAroundRun } from '../../server/around-run.ts'
import { launch, SETTLE } from '../../server/launch.ts'
import { provision } from '../../server/provision.ts'
import { messages } from './messages.ts'
import type { Definition } from './server-files.ts'
import { commandText } from './words.ts'

/** What a server was seen to do, in sentences, and the check that fits its answers; or why it gave none. */
export type Tried =
  | { readonly state: 'answered'; readonly sentences: readonly string[]; readonly expect: string | null }
  | { readonly state: 'failed'; readonly problem: string }

/** What to start, where, and what to ask it. Progress goes to `say`. */
export type Trial = {
  readonly definition: Definition
  readonly cwd: string
  readonly path: string
  readonly say: (sentence: string) => void
}

/** Seconds for the server to come up. */
const UP_WITHIN = 20

/** The folder in which a gate keeps what it needs again. */
const SCRATCH = '.loadgate'

/** Two answers may have the same length by chance. */
const ANSWERS = 5

/**
 * Builds the server, starts it once as the gate would, asks it the same a few times, and ends it. Nothing of it is left when this
 * settles, nor when this process is ended.
 */
export async function tryServer(trial: Trial): Promise<Tried> {
  const watchdog = startWatchdog()
  const care = { watchdog, signal: new AbortController().signal }
  const around = openAroundRun({ care, log: join(trial.cwd, SCRATCH, 'after.log'), onProgress: trial.say })
  try {
    const defined: Server = parse(serverSchema, { ...trial.definition, cwd: trial.cwd }, 'init')
    const server = { ...defined, ready: { ...defined.ready, within: UP_WITHIN } }
    await around.begin({ side: 'head', server })
    const { servers, skipped } = await provision([server], join(trial.cwd, SCRATCH, 'python'), care, trial.say)
    if (servers[0]) return await tryBuilt(servers[0], trial, care)
    return { state: 'failed', problem: messages.noPython({ reason: skipped[0]?.reason ?? '' }) }
  } catch (error) {
    if (error instanceof LoadgateError) return { state: 'failed', problem: hideCredentials(error.message) }
    throw error
  } finally {
    await around.end()
    await watchdog.close()
  }
}

async function tryBuilt(server: Server, { path, say }: Trial, care: Care): Promise<Tried> {
  say(messages.starting({ command: commandText(server.command), path }))
  const began = performance.now()
  const launched = await launch(server, { ...care, settle: SETTLE })
  try {
    const seconds = (performance.now() - began) / 1000
    const { origin, closes } = launched
    // A launch that was not told this port chose it itself.
    const fixedPort = typeof launched.server.port === 'number' ? launched.server.port : null
    const question = { server: server.name, origin, path, method: 'GET', headers: {} }
    const first = await askWhole(question)
    const others: HttpAnswer[] = []
    while (others.length < ANSWERS - 1) others.push(await askWhole(question))
    return describe({
      first,
      others,
      origin,
      fixedPort,
      closes,
      seconds,
      path,
      counter: await counterHere(care.watchdog),
    })
  } finally {
    await launched.stop()
  }
}

type Observed = {
  readonly first: HttpAnswer
  readonly others: readonly HttpAnswer[]
  readonly origin: string
  /** The port that it has in every launch; null where it takes the one that it is told. */
  readonly fixedPort: number | null
  readonly closes: boolean
  readonly seconds: number
  readonly path: string
  readonly counter: CounterHere
}

function describe({ first, others, origin, fixedPort, closes, seconds, path, counter }: Observed): Tried {
  const { status, bytes, headers } = first
  if (status < 200 || status > 299)
    return { state: 'failed', problem: messages.wrongStatus({ path, status, location: headers.location ?? null }) }
  const expect = checkFor(
    bytes,
    others.map((other) => other.bytes),
  )
  return {
    state: 'answered',
    expect,
    sentences: [
      messages.answered({ status, bytes: bytes.length, origin, seconds }),
      ...(fixedPort === null ? [] : [messages.fixedPort({ port: fixedPort })]),
      expect === null ? messages.sameBodies({ times: ANSWERS }) : messages.otherBodies({ check: expect }),
      closes ? messages.closes : messages.keeps,
      'notCounted' in counter ? messages.countsNot({ reason: counter.notCounted }) : messages.counts(counter),
    ],
  }
}

/** Null where all are the same. Of those that differ, one of another length tells most. */
function checkFor(first: Buffer, others: readonly Buffer[]): string | null {
  const different = others.filter((other) => !other.equals(first))
  const other = different.find(({ length }) => length !== first.length) ?? different[0]
  return other === undefined ? null : suggestFor(first, other, {}).check
}
