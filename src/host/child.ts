import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import { endProcesses } from './end-processes.ts'
import { LAUNCH_VARIABLE } from './process-tree.ts'
import type { Watchdog } from './watchdog.ts'

/** What keeps a program from outliving this process, and what gives it up. */
export type Care = { readonly watchdog: Watchdog; readonly signal: AbortSignal }

/** A program to run to its end, in a folder; `ipc`: it has a channel to this process. */
export type Call = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly ipc?: boolean
}

/** How a program ended, and whether it did what it was asked. */
export type Ended = {
  readonly succeeded: boolean
  /** There is no such program. */
  readonly missing: boolean
  /** `ended with exit code 3`, `ended with signal SIGKILL`, or `could not be started (ENOENT)`. */
  readonly how: string
  readonly stdout: string
  /** Both stdout and stderr. */
  readonly output: string
  /** What it sent through its channel. */
  readonly messages: readonly unknown[]
}

/** Seconds for a program that is given up to tidy what it began. */
const GRACE = 1

/** Runs a program without a shell. Whatever it leaves behind is ended with it. Throws only the reason of `signal`. */
export async function run(call: Call, { watchdog, signal }: Care): Promise<Ended> {
  signal.throwIfAborted()
  const token = randomUUID()
  watchdog.expect(token)
  const child = start(call, token)
  const { pid } = child
  if (pid !== undefined) {
    watchdog.watch(pid, token)
    const giveUp = () => void endProcesses({ group: pid, token }, GRACE)
    signal.addEventListener('abort', giveUp, { once: true })
    await new Promise((resolve) => child.nodeChildProcess.once('exit', resolve))
    signal.removeEventListener('abort', giveUp)
    if (await endProcesses({ group: pid, token }, 0)) watchdog.forget(pid)
  }
  const ended = await child
  signal.throwIfAborted()
  return endingOf(ended)
}

/** In a process group of its own, so that a terminal's ^C reaches this process first, and all of it can be ended. */
function start({ program, args, cwd, env, ipc = false }: Call, token: string) {
  return execa(program, args, {
    cwd,
    env: { ...env, [LAUNCH_VARIABLE]: token },
    extendEnv: false,
    detached: true,
    stdin: 'ignore',
    all: true,
    reject: false,
    ipc,
  })
}

type Finished = Awaited<ReturnType<typeof start>>

function endingOf(ended: Finished): Ended {
  return {
    succeeded: !ended.failed,
    missing: ended.code === 'ENOENT',
    how: how(ended),
    stdout: ended.stdout,
    output: ended.all ?? '',
    messages: ended.ipcOutput ?? [],
  }
}

function how({ exitCode, signal, code, originalMessage }: Finished): string {
  if (signal !== undefined) return `ended with signal ${signal}`
  return exitCode === undefined
    ? `could not be started (${code ?? originalMessage})`
    : `ended with exit code ${exitCode}`
}

/** For a sentence: at most 8192 characters and 40 lines. */
export function lastLines(text: string): string {
  return text.trimEnd().slice(-8192).split('\n').slice(-40).join('\n')
}
