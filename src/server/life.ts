import { setTimeout as delay } from 'node:timers/promises'
import { describeEnd } from '../host/child.ts'
import { messages } from './messages.ts'
import { endProcesses } from '../host/end-processes.ts'
import type { Program } from './program.ts'
import { removeRuntimeFolder } from '../host/runtime-folder.ts'
import type { Watchdog } from '../host/watchdog.ts'

/** From the start of a program to its last process. */
export type Life = {
  /** A sentence once the program ended; null as long as it runs. */
  readonly ended: () => string | null
  /** The same sentence, once nothing of it is left. */
  readonly exited: Promise<string>
  /** Ends the program and all that it started; resolves when nothing is left. Never throws, and may be called again. */
  readonly stop: () => Promise<void>
}

/** Seconds between SIGTERM and SIGKILL, and for the last of the output to arrive after the end. */
const GRACE = 3
const SILENT_WITHIN = 1

/** Takes a program into care: it is watched from now on, and what is left of it when it ends is ended at once. */
export function lifeOf(name: string, program: Program, token: string, watchdog: Watchdog): Life {
  let stopped = false
  let ending: Promise<void> | null = null

  async function end(grace: number): Promise<void> {
    // What could not be killed stays with the watchdog, which tries once more when everything is over.
    if (await endProcesses({ group: program.pid, token }, grace)) watchdog.forget(program.pid)
    removeRuntimeFolder(token)
    await Promise.race([program.silent, delay(SILENT_WITHIN * 1000, undefined, { ref: false })])
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
    // At once: when the last process of the group is gone, its number may become somebody else's.
    await (ending ??= end(0))
    return ended() ?? ''
  })
  return { ended, exited, stop }
}

function lastLine(output: string): string {
  return output.slice(output.lastIndexOf('\n') + 1)
}
