import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { endProcesses } from './end-processes.ts'
import { exitCodeIn } from './end-program.ts'
import { LAUNCH_VARIABLE } from './proc.ts'
import type { Watchdog } from './watchdog.ts'

/** The watchdog keeps a program from outliving this process; the signal gives it up. */
export type Care = { readonly watchdog: Watchdog; readonly signal: AbortSignal }

/** What to start, where, and with which environment: nothing is inherited from this process. */
export type Command = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** `ipc`: the program has a channel to this process, and may end with `endWith`. `input`: what it reads. `encoding`: of what it prints; UTF-8 without it. */
export type Call = Command & { readonly ipc?: boolean; readonly input?: string; readonly encoding?: 'utf8' | 'latin1' }

/** How a program ended, and what it printed. */
export type Ended = {
  /** With exit code 0. */
  readonly succeeded: boolean
  /** There is no such program. */
  readonly missing: boolean
  /** As `describeEnd` says it. */
  readonly how: string
  readonly stdout: string
  readonly stderr: string
  /** Both stdout and stderr. */
  readonly output: string
  /** What it sent through its channel. */
  readonly messages: readonly unknown[]
}

/** Seconds for a program that is given up, or has said how it ends, to clean up after itself. */
const GRACE = 1

/**
 * Runs a program without a shell. With `care`, processes that it leaves behind are ended, and it ends when this process
 * does or the signal aborts. Throws only the reason of the signal.
 */
export async function run(call: Call, care?: Care): Promise<Ended> {
  return endingOf(await (care ? runInCare(call, care) : start(call)))
}

async function runInCare(call: Call, { watchdog, signal }: Care): Promise<Finished> {
  signal.throwIfAborted()
  const token = randomUUID()
  watchdog.expect(token)
  // In a process group of its own, so that a terminal's ^C reaches this process first, and all of it can be ended.
  const child = start({ ...call, env: { ...call.env, [LAUNCH_VARIABLE]: token } }, true)
  const { pid } = child
  if (pid !== undefined) {
    watchdog.watch(pid, token)
    const giveUp = () => void endProcesses({ group: pid, token }, GRACE)
    signal.addEventListener('abort', giveUp, { once: true })
    await endOf(child)
    signal.removeEventListener('abort', giveUp)
    if (await endProcesses({ group: pid, token }, 0)) watchdog.forget(pid)
  }
  const ended = await child
  signal.throwIfAborted()
  return ended
}

/** Resolves when a program has ended, or a moment after it has said how it does. */
function endOf({ nodeChildProcess: child }: ReturnType<typeof start>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.on('message', (message) => {
    if (exitCodeIn(message) !== null) void delay(GRACE * 1000, undefined, { ref: false }).then(resolve)
  })
  return promise
}

function start({ program, args, cwd, env, ipc = false, input, encoding = 'utf8' }: Call, detached = false) {
  const given = input === undefined ? { stdin: 'ignore' as const } : { input }
  return execa(program, args, {
    ...given,
    cwd,
    env,
    extendEnv: false,
    detached,
    all: true,
    reject: false,
    ipc,
    encoding,
  })
}

type Finished = Awaited<ReturnType<typeof start>>

function endingOf(ended: Finished): Ended {
  const messages = ended.ipcOutput ?? []
  const exitCode = exitCodeIn(messages.at(-1))
  return {
    succeeded: exitCode === null ? !ended.failed : exitCode === 0,
    missing: ended.code === 'ENOENT',
    how: describeEnd(exitCode === null ? ended : { exitCode }),
    stdout: ended.stdout,
    stderr: ended.stderr,
    output: ended.all ?? '',
    messages,
  }
}

/** How a program ended, as execa and Node say it. */
type End = {
  readonly exitCode?: number | null | undefined
  readonly signal?: string | null | undefined
  readonly code?: string | undefined
  readonly originalMessage?: string | undefined
}

/** `ended with exit code 3`, `ended with signal SIGKILL`, or `could not be started (ENOENT)`. */
export function describeEnd({ exitCode, signal, code, originalMessage }: End): string {
  if (signal) return `ended with signal ${signal}`
  return typeof exitCode === 'number'
    ? `ended with exit code ${exitCode}`
    : `could not be started (${code ?? originalMessage})`
}
