/**
 * A process that uses the machine beside a gate. This file is also its program: `node neighbour.ts hog 60` is busy all the
 * time, `burst` for two seconds of every ten. It ends by itself after the given seconds.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endProcesses } from '../../src/host/end-processes.ts'
import type { Watchdog } from '../../src/host/watchdog.ts'
import type { Neighbour } from './plan.ts'

/** Seconds after which a neighbour ends by itself: longer than any run. */
const LONGEST = 1800

/** Milliseconds. */
const BUSY = 2_000
const IDLE = 8_000

/** The pid is null when there is no neighbour. `stop` resolves when the process is gone. */
export type RunningNeighbour = { readonly pid: number | null; readonly stop: () => Promise<void> }

/** Starts a neighbour that does not outlive this process. `none` starts nothing. */
export function startNeighbour(name: Neighbour, watchdog: Watchdog, seconds = LONGEST): RunningNeighbour {
  if (name === 'none') return { pid: null, stop: () => Promise.resolve() }
  const program = [fileURLToPath(import.meta.url), name, String(seconds)]
  const child = spawn(process.execPath, program, { detached: true, stdio: 'ignore' })
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

async function useMachine(name: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000
  if (name === 'hog') keepBusyUntil(end)
  while (performance.now() < end) {
    keepBusyUntil(Math.min(end, performance.now() + BUSY))
    await sleep(Math.min(IDLE, Math.max(0, end - performance.now())))
  }
}

function keepBusyUntil(moment: number): void {
  while (performance.now() < moment);
}

if (import.meta.main) await useMachine(process.argv[2] ?? 'hog', Number(process.argv[3] ?? 60))
