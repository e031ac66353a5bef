import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { programBeside } from './child.ts'
import { watchdogEnvironment } from './environment.ts'

/** A process that outlives this one by a moment, and kills whatever was watched and not forgotten. */
export type Watchdog = {
  readonly pid: number
  /** Whatever will carry `token` does not outlive this process: to be said before the start, as long as there is no number. */
  readonly expect: (token: string) => void
  /** From now on the process group that `pid` leads, and whatever carries `token`, does not outlive this process. */
  readonly watch: (pid: number, token?: string) => void
  /** Nothing is left of `pid`, and its number may soon belong to someone else. */
  readonly forget: (pid: number) => void
  /** Kills what is still watched, ends the watchdog, and waits until it is gone. The second call only waits. */
  readonly close: () => Promise<void>
}

/**
 * Starts the watchdog in a session of its own, where no signal that ends this process reaches it. Its stdin is the leash: the
 * kernel closes it however this process ends, SIGKILL included. It does not keep this process alive.
 */
export function startWatchdog(): Watchdog {
  const dog = spawn(process.execPath, [programBeside(import.meta.url, 'watchdog-process')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: watchdogEnvironment(),
  })
  const leash = dog.stdin
  // A watchdog that someone killed is a safety net less, and no reason to end a measurement.
  dog.on('error', () => {})
  leash.on('error', () => {})
  dog.unref()
  if (leash instanceof Socket) leash.unref()
  return {
    pid: dog.pid ?? 0,
    expect: (token) => void leash.write(`expect ${token}\n`),
    watch: (pid, token = '') => void leash.write(`watch ${pid} ${token}\n`),
    forget: (pid) => void leash.write(`forget ${pid}\n`),
    close: () => letGo(dog),
  }
}

async function letGo(dog: ChildProcess): Promise<void> {
  dog.stdin?.end()
  if (dog.pid === undefined || dog.exitCode !== null || dog.signalCode !== null) return
  dog.ref()
  await once(dog, 'exit')
}
