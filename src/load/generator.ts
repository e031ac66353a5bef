import { execaNode, type Result } from 'execa'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Load, Marks } from './driver.ts'
import type { News, Order, RunOrder } from './protocol.ts'

/** A load generator in a process of its own. One stretch at a time. */
export type Generator = {
  readonly pid: number
  readonly version: string
  /** Rejects with a LoadgateError when the generator refuses the order, or ends before it is done. */
  readonly run: (order: Omit<RunOrder, 'kind' | 'number'>, marks?: Marks) => Promise<Load>
  readonly release: () => void
  readonly close: () => Promise<void>
}

type Child = ReturnType<typeof spawn>

/**
 * Starts a program that speaks `Order` and `News`; `watch` hears of its process at once, before it is ready.
 * Rejects with a LoadgateError when the program ends before it is ready.
 */
export async function startGenerator(program: string, watch: (pid: number) => void = () => {}): Promise<Generator> {
  const child = spawn(program)
  const ended = child.then(
    (result) =>
      new LoadgateError('generator-ended', messages.generatorEnded({ ending: ending(result) }), { cause: result }),
  )
  if (child.pid !== undefined) watch(child.pid)
  const ready = await hear(child, ended, (news) => (news.kind === 'ready' ? news : null))
  let number = 0
  let busy = false
  return {
    pid: child.pid ?? 0,
    version: ready.version,
    run: async (order, marks) => {
      if (busy) throw new Error('A generator runs one stretch at a time.')
      busy = true
      const load = stretch(child, ended, { ...order, kind: 'run', number: ++number }, marks)
      return load.finally(() => (busy = false))
    },
    release: () => send(child, { kind: 'release' }),
    close: async () => {
      child.kill()
      await ended
    },
  }
}

/** In a process group of its own, so that a terminal's ^C reaches the main process first; it ends with its IPC channel. */
function spawn(program: string) {
  return execaNode(program, {
    nodeOptions: [],
    env: environment(),
    extendEnv: false,
    detached: true,
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: { stderr: true, ipc: false },
  })
}

/** As a user's program would start: what test runners set changes how libraries and Node itself behave. */
function environment(): Record<string, string | undefined> {
  const ours = /^(VITEST.*|TEST|NODE_OPTIONS|NODE_V8_COVERAGE)$/
  const rest = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(rest), NODE_ENV: 'production' }
}

function stretch(child: Child, ended: Promise<LoadgateError>, order: RunOrder, marks?: Marks): Promise<Load> {
  const { number } = order
  const load = hear(child, ended, (news) => {
    if (news.kind === 'ready' || news.number !== number) return null
    if (news.kind === 'failed')
      throw new LoadgateError('generator-failed', messages.generatorFailed({ problem: news.problem }))
    if (news.kind === 'done') return news.load
    marks?.[news.kind]()
    if (news.kind === 'ended') send(child, { kind: 'acknowledge', number })
    return null
  })
  send(child, order)
  return load
}

/** Listens until `answer` finds what it waits for, throws, or the child has ended. */
async function hear<Answer>(
  child: Child,
  ended: Promise<LoadgateError>,
  answer: (news: News) => Answer | null,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const listen = (news: News) => {
    try {
      const found = answer(news)
      if (found !== null) resolve(found)
    } catch (error) {
      reject(error)
    }
  }
  void ended.then(reject)
  child.nodeChildProcess.on('message', listen)
  return promise.finally(() => child.nodeChildProcess.off('message', listen))
}

/** A channel that is closed needs no complaint of its own: `ended` says why. */
function send(child: Child, order: Order): void {
  child.nodeChildProcess.send(order, () => {})
}

function ending({ exitCode, signal }: Pick<Result, 'exitCode' | 'signal'>): string {
  return signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`
}
