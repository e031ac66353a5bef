import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { describeEnd, type Care } from '../host/child.ts'
import { endProcesses } from '../host/end-processes.ts'
import { keepLast } from '../host/last-lines.ts'
import { LAUNCH_VARIABLE } from '../host/proc.ts'
import type { OwedCommand } from '../host/run-owed.ts'
import { messages } from './messages.ts'

/** How a command failed; null when it did not. */
export type StepFailure = { readonly how: string; readonly output: string } | null

/** Seconds for a command that is given up to clean up after itself, and for the last of its output to arrive. */
const GRACE = 3
const OUTPUT_WITHIN = 0.2

/** Other commands have the same token, and what they left running, such as a database, is to stay. */
const NO_TOKEN = ''

/**
 * Runs a command of a definition that is not the server, to its end, but not longer than `within`. What it leaves running stays,
 * as a database should, until somebody ends the processes of its token; at the latest, the watchdog does. When it is given up, its
 * process group is ended. Throws only the reason of the signal.
 */
export async function runStep(call: OwedCommand, { watchdog, signal }: Care): Promise<StepFailure> {
  signal.throwIfAborted()
  watchdog.keep(call.token)
  const child = start(call)
  const { pid, nodeChildProcess } = child
  if (pid === undefined) return { how: describeEnd(await child), output: '' }
  watchdog.watch(pid)
  // What the command leaves may go on to print, and is read on.
  const output = keepLast([child.stdout, child.stderr])
  const closed = once(nodeChildProcess, 'close')
  const outOfTime = AbortSignal.timeout(call.within * 1000)
  const giveUp = AbortSignal.any([signal, outOfTime])
  let ended: Promise<unknown> = Promise.resolve()
  const end = () => void (ended = endProcesses({ group: pid, token: NO_TOKEN }, GRACE))
  giveUp.addEventListener('abort', end, { once: true })
  const [exitCode, exitSignal] = (await once(nodeChildProcess, 'exit')) as [number | null, NodeJS.Signals | null]
  giveUp.removeEventListener('abort', end)
  await ended
  // The number of its group may soon be another one's. What it left is known by its token.
  watchdog.forget(pid)
  signal.throwIfAborted()
  if (exitCode === 0) return null
  await Promise.race([closed, delay(OUTPUT_WITHIN * 1000, undefined, { ref: false })])
  return {
    how: outOfTime.aborted
      ? messages.tookTooLong({ seconds: call.within })
      : describeEnd({ exitCode, signal: exitSignal }),
    output: output(),
  }
}

function start({ program, args, cwd, env, token }: OwedCommand) {
  return execa(program, args, {
    cwd,
    env: { ...env, [LAUNCH_VARIABLE]: token },
    extendEnv: false,
    detached: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
  })
}
