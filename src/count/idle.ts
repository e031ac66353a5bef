import { setTimeout as delay } from 'node:timers/promises'
import { listProc, readProc } from '../host/proc.ts'

/** Seconds between two looks, and the looks in a row without a stir that mean idle. */
const LOOK_EVERY = 0.001
const STILL_LOOKS = 2

/**
 * Waits until none of the processes has run for a moment, but at most `within` seconds: what follows an answer is over then, and
 * the next request finds the server as the one before did, however fast this machine is.
 */
export async function untilIdle(pids: readonly number[], within: number): Promise<void> {
  const deadline = performance.now() + within * 1000
  let before = ''
  for (let still = 0; still < STILL_LOOKS && performance.now() < deadline;) {
    const threads = pids.flatMap((pid) => listProc(`${pid}/task`).map((thread) => `${pid}/task/${thread}`))
    const now = threads.map(turnsOf).join()
    still = now === before && !threads.some(isRunning) ? still + 1 : 0
    before = now
    if (still < STILL_LOOKS) await delay(LOOK_EVERY * 1000)
  }
}

/** Changes whenever the thread gets a core: time on one, time waited for one, and how often. */
function turnsOf(thread: string): string {
  return readProc(`${thread}/schedstat`) ?? ''
}

/** Or waits for a core, or for a page of memory. */
function isRunning(thread: string): boolean {
  const line = readProc(`${thread}/stat`) ?? ''
  return /^[RD]/.test(line.slice(line.lastIndexOf(')') + 2))
}
