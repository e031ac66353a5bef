import { execa } from 'execa'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Server } from '../model/server.ts'
import type { Command } from './command.ts'
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
  /** Everything that it and its children printed has been read. */
  readonly silent: Promise<void>
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
  const silent = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return { pid, output: readOutput([stdout, stderr]), exit: () => exit, exited, silent }
}

function start({ program, args, cwd, env }: Command) {
  return execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    // In a group of its own, so that it can be ended with its children; execa then leaves the ending to us.
    detached: true,
    stdin: 'ignore',
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
