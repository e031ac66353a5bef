import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import { watchdogEnvironment } from './environment.ts'
import { programBeside } from './own-package.ts'
import type { OwedCommand } from './run-owed.ts'

/** A process that outlives this one for a moment, and kills what was watched and not forgotten. */
export type Watchdog = {
  readonly pid: number
  /** Processes with this token will not outlive this process. To be called before they start, when they have no pid yet. */
  readonly expect: (token: string) => void
  /** The process group that `pid` leads, and processes with this token, will not outlive this process. */
  readonly watch: (pid: number, token?: string) => void
  /** Nothing is left of the group of `pid`, and another group may get its number. */
  readonly forget: (pid: number) => void
  /** Processes with this token will not outlive this process either, but are ended last, when what is owed has run. */
  readonly keep: (token: string) => void
  /** Nothing with this token is left. */
  readonly release: (token: string) => void
  /**
   * The watchdog runs this when this process has died, after it has killed what is watched, unless it was settled by the function
   * that comes back. What it prints is added to the file `log`.
   */
  readonly owe: (command: OwedCommand, log?: string) => () => void
  /** Nothing of this folder will outlive this process, unless it was removed, and the function that comes back called. */
  readonly temporary: (folder: string) => () => void
  /** Kills what is still watched, ends the watchdog, and waits for its end. A second call only waits. */
  readonly close: () => Promise<void>
}

/**
 * Starts the watchdog in a session of its own, where signals to this process do not reach it. Its stdin is a pipe from this
 * process, which the kernel closes however this process ends, by SIGKILL too. It does not keep this process alive.
 */
export function startWatchdog(): Watchdog {
  const dog = spawn(process.execPath, [programBeside(import.meta.url, 'watchdog-process')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: watchdogEnvironment(),
  })
  const pipe = dog.stdin
  // Measuring goes on without a watchdog that was killed.
  dog.on('error', () => {})
  pipe.on('error', () => {})
  dog.unref()
  if (pipe instanceof Socket) pipe.unref()
  return {
    pid: dog.pid ?? 0,
    expect: (token) => void pipe.write(`expect ${token}\n`),
    watch: (pid, token = '') => void pipe.write(`watch ${pid} ${token}\n`),
    forget: (pid) => void pipe.write(`forget ${pid}\n`),
    keep: (token) => void pipe.write(`keep ${token}\n`),
    release: (token) => void pipe.write(`release ${token}\n`),
    owe(command, log) {
      const id = randomUUID()
      pipe.write(`owe ${id} ${JSON.stringify({ ...command, log: log && resolve(log) })}\n`)
      return () => void pipe.write(`settle ${id}\n`)
    },
    temporary(folder) {
      const path = JSON.stringify(resolve(folder))
      pipe.write(`temporary ${path}\n`)
      return () => void pipe.write(`removed ${path}\n`)
    },
    close: () => endWatchdog(dog),
  }
}

async function endWatchdog(dog: ChildProcess): Promise<void> {
  dog.stdin?.end()
  if (dog.pid === undefined || dog.exitCode !== null || dog.signalCode !== null) return
  dog.ref()
  await once(dog, 'exit')
}
