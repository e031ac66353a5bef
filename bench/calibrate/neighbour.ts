import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endProcesses } from '../../src/host/end-processes.ts'
import type { Watchdog } from '../../src/host/watchdog.ts'
import type { Neighbour } from './plan.ts'

const program = fileURLToPath(new URL('./neighbour-process.ts', import.meta.url))

/** Seconds after which a neighbour ends by itself: longer than any run. */
const LONGEST = 1800

/** A process that uses the machine beside a gate, and does not outlive this one. Its pid is null when there is none. */
export type RunningNeighbour = { readonly pid: number | null; readonly stop: () => Promise<void> }

/** Starts a neighbour; `none` is no process at all. `stop` resolves when it is gone. */
export function startNeighbour(name: Neighbour, watchdog: Watchdog, seconds = LONGEST): RunningNeighbour {
  if (name === 'none') return { pid: null, stop: () => Promise.resolve() }
  const child = spawn(process.execPath, [program, name, String(seconds)], { detached: true, stdio: 'ignore' })
  const { pid } = child
  if (pid === undefined) throw new Error('The neighbour could not be started.')
  child.unref()
  watchdog.watch(pid)
  return {
    pid,
    async stop() {
      await endProcesses({ group: pid, token: '' }, 0)
      watchdog.forget(pid)
    },
  }
}
