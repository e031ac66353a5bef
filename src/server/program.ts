import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { describeEnd, type Command } from '../host/child.ts'
import { endProcesses } from '../host/end-processes.ts'
import { removeRuntimeFolder } from '../host/runtime-report.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import { lastLine } from './last-line.ts'
import { messages } from './messages.ts'
import { readOutput, type Output } from './output.ts'

/** How a program ended: with a code, or by a signal, and after how many seconds. */
export type Exit = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly seconds: number
}

/** A started program, in a process group of its own whose number is its `pid`. */
export type Program = {
  readonly pid: number
  readonly output: Output
  /** Null as long as it runs. */
  readonly exit: () => Exit | null
  /** The program itself ended; its children may still run. */
  readonly exited: Promise<Exit>
  /** It and its children have closed their output, and all of it has been read. */
  readonly outputClosed: Promise<void>
}

/** Starts a command without a shell. Throws LoadgateError when it cannot be started. */
export async function startProgram(server: Server, command: Command): Promise<Program> {
  const began = performance.now()
  const started = start(command)
  if (started.pid === undefined) throw notStarted(server, command, await started)
  const { pid, stdout, stderr, nodeChildProcess: child } = started
  let exit: Exit | null = null
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, signal) =>
      resolve((exit = { exitCode, signal, seconds: (performance.now() - began) / 1000 })),
    )
  })
  const outputClosed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return { pid, output: readOutput([stdout, stderr]), exit: () => exit, exited, outputClosed }
}

function start({ program, args, cwd, env }: Command) {
  return execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    // In a group of its own, so that it can be ended with its children; execa then leaves the ending to us.
    detached: true,
    // Nothing is written to it. It is open as long as the gate: some servers end when their input does.
    stdin: 'pipe',
    buffer: false,
    reject: false,
  })
}

type Refusal = { readonly code?: string | undefined; readonly originalMessage?: string | undefined }

function notStarted({ name }: Server, { program, cwd }: Command, cause: Refusal): LoadgateError {
  const isMissing = cause.code === 'ENOENT'
  const message = isMissing
    ? messages.noSuchProgram({ server: name, program, cwd })
    : messages.cannotStart({
        server: name,
        program,
        problem: cause.code ?? cause.originalMessage ?? 'for no reason that it gave',
      })
  return new LoadgateError(isMissing ? 'no-such-program' : 'cannot-start', message, { cause })
}

/** A program whose processes are all ended when it ends, when it is stopped, or when this process is gone. */
export type Supervised = {
  /** A sentence once the program ended; null as long as it runs. */
  readonly ended: () => string | null
  /** The same sentence, once nothing of it is left. */
  readonly exited: Promise<string>
  /** Ends the program and all that it started; resolves when nothing is left. Never throws, and may be called again. */
  readonly stop: () => Promise<void>
}

/** Seconds for the end of a program to be noticed, after a connection to it was lost. */
const ENDED_WITHIN = 1

/** How it ended, if it does within a moment, for an error that this explains; null if it goes on. */
export function endSoon({ exited }: Pick<Supervised, 'exited'>): Promise<string | null> {
  return Promise.race([exited, delay(ENDED_WITHIN * 1000, null, { ref: false })])
}

/** Seconds between SIGTERM and SIGKILL, and for the last of the output to arrive after the end. */
const GRACE = 3
const OUTPUT_WITHIN = 1

/** Lets the watchdog watch a program, and ends what it leaves behind as soon as it has ended. */
export function supervise(name: string, program: Program, token: string, watchdog: Watchdog): Supervised {
  let stopped = false
  let ending: Promise<void> | null = null

  async function end(grace: number): Promise<void> {
    // The watchdog tries once more, when this process ends, to kill what could not be killed now.
    if (await endProcesses({ group: program.pid, token }, grace)) watchdog.forget(program.pid)
    removeRuntimeFolder(token)
    await Promise.race([program.outputClosed, delay(OUTPUT_WITHIN * 1000, undefined, { ref: false })])
  }

  function ended(): string | null {
    const exit = program.exit()
    if (exit === null) return null
    if (stopped) return messages.serverStopped({ server: name })
    return messages.serverEnded({
      server: name,
      how: describeEnd(exit),
      seconds: exit.seconds,
      lastLine: lastLine(program.output.tail()),
    })
  }

  function stop(): Promise<void> {
    if (ending === null) stopped = program.exit() === null
    return (ending ??= end(GRACE))
  }

  watchdog.watch(program.pid, token)
  const exited = program.exited.then(async () => {
    // At once: when the last process of the group is gone, another group may get its number.
    await (ending ??= end(0))
    return ended() ?? ''
  })
  return { ended, exited, stop }
}
