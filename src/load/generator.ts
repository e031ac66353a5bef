import { execaNode } from 'execa'
import { describeEnd } from '../host/child.ts'
import { generatorEnvironment } from '../host/environment.ts'
import { programBeside } from '../host/own-package.ts'
import { LoadgateError } from '../model/error.ts'
import type { LoadGenerator } from '../model/generators.ts'
import type { DriverName } from '../model/scenario.ts'
import type { Load, Marks, News, Order, RunOrder } from './driver.ts'
import { messages } from './messages.ts'

/** A load generator in a process of its own, seen from the main process. It runs one stretch at a time. */
export type Generator = {
  readonly pid: number
  readonly version: string
  /** Rejects with a LoadgateError when the generator refuses the order, or ends before it is done. */
  readonly run: (order: Omit<RunOrder, 'kind' | 'number'>, marks?: Marks) => Promise<Load>
  /** Rejects as that of a `Driver` does. */
  readonly reach: (generators: readonly LoadGenerator[]) => Promise<void>
  readonly release: () => void
  readonly close: () => Promise<void>
}

type Child = ReturnType<typeof spawn>

const PROGRAM = programBeside(import.meta.url, 'generator-process')

/**
 * V8, in MB. Answers lie outside its heap, wait there for the next young collection, and count for the limit at which V8 collects all of its
 * heap. undici's process came to do that several times per second, for 10 ms each, in which it sent nothing (docs/how-it-decides.md).
 * autocannon's reads into one buffer.
 */
const FLAGS: Readonly<Partial<Record<DriverName, readonly string[]>>> = {
  undici: ['--initial-old-space-size=256', '--min-semi-space-size=8', '--max-semi-space-size=8'],
}

/**
 * Starts the process of a driver. `watch` is called with its id at once, before it is ready, and `onEnd` when it has ended, however it
 * does. Rejects with a LoadgateError when it ends before it is ready.
 */
export async function startGenerator(
  name: DriverName,
  watch: (pid: number) => void = () => {},
  onEnd: () => void = () => {},
): Promise<Generator> {
  const child = spawn(name)
  const ended = child.then(
    (result) =>
      new LoadgateError('generator-ended', messages.generatorEnded({ how: describeEnd(result) }), { cause: result }),
  )
  void ended.then(onEnd)
  if (child.pid !== undefined) watch(child.pid)
  const ready = await waitForNews(child, ended, (news) => (news.kind === 'ready' ? news : null))
  let number = 0
  let busy = false
  return {
    pid: child.pid ?? 0,
    version: ready.version,
    run: async (order, marks) => {
      if (busy) throw new Error('A generator runs one stretch at a time.')
      busy = true
      const load = runStretch(child, ended, { ...order, kind: 'run', number: ++number }, marks)
      return load.finally(() => (busy = false))
    },
    reach: (generators) => reachAll(child, ended, { kind: 'reach', number: ++number, generators }),
    release: () => send(child, { kind: 'release' }),
    close: async () => {
      child.kill()
      await ended
    },
  }
}

/** In its own process group, so that a terminal's ^C reaches only the main process. The generator ends with its IPC channel. */
function spawn(name: DriverName) {
  return execaNode(PROGRAM, [name], {
    nodeOptions: FLAGS[name] ?? [],
    env: generatorEnvironment(),
    extendEnv: false,
    detached: true,
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: { stderr: true, ipc: false },
  })
}

function runStretch(child: Child, ended: Promise<LoadgateError>, order: RunOrder, marks?: Marks): Promise<Load> {
  const { number } = order
  const load = waitForNews(child, ended, (news) => {
    if (news.kind === 'ready' || news.kind === 'reached' || news.number !== number) return null
    if (news.kind === 'failed') throw problemIn(news)
    if (news.kind === 'done') return news.load
    marks?.[news.kind]()
    if (news.kind === 'ended') send(child, { kind: 'acknowledge', number })
    return null
  })
  send(child, order)
  return load
}

async function reachAll(
  child: Child,
  ended: Promise<LoadgateError>,
  order: Extract<Order, { kind: 'reach' }>,
): Promise<void> {
  const reached = waitForNews(child, ended, (news) => {
    if (news.kind === 'ready' || news.number !== order.number) return null
    if (news.kind === 'failed') throw problemIn(news)
    return news.kind === 'reached' ? news : null
  })
  send(child, order)
  await reached
}

function problemIn({ code, problem }: Extract<News, { kind: 'failed' }>): LoadgateError {
  return code === undefined
    ? new LoadgateError('generator-failed', messages.generatorFailed({ problem }))
    : new LoadgateError(code, problem)
}

/** Listens until `find` returns something or throws, or the child has ended. */
async function waitForNews<Found>(
  child: Child,
  ended: Promise<LoadgateError>,
  find: (news: News) => Found | null,
): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>()
  const listen = (news: News) => {
    try {
      const found = find(news)
      if (found !== null) resolve(found)
    } catch (error) {
      reject(error)
    }
  }
  void ended.then(reject)
  child.nodeChildProcess.on('message', listen)
  return promise.finally(() => child.nodeChildProcess.off('message', listen))
}

/** Errors of a closed channel are ignored: `ended` says why it is closed. */
function send(child: Child, order: Order): void {
  child.nodeChildProcess.send(order, () => {})
}
