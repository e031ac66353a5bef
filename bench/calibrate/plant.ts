/**
 * A preload for any Node server: `node --import bench/calibrate/plant.ts main.ts` with LOADGATE_PLANT=<microseconds> burns that
 * much CPU of the main thread at each HTTP request, before the server's own handler runs. With LOADGATE_PLANT_WORK=<times> it
 * adds one so many times instead: under valgrind, a loop that waits for the clock executes fewer instructions and not more.
 * Without the variables it does nothing, and with 0 next to nothing.
 */
import { Server } from 'node:http'

/** Milliseconds, as `performance.now` counts. */
const planted = Number(process.env['LOADGATE_PLANT'] ?? 0) / 1000

const times = process.env['LOADGATE_PLANT_WORK']

/**
 * Two readings of the clock are some 50 ns apart. An interrupt in between may take 100 µs, and the kernel counts it as CPU of
 * this thread. A longer gap, in milliseconds, means that another thread had the core; that time does not count. (The thread's
 * own CPU clock is too coarse: Node has only `getrusage`, which moves with the kernel's ticks.)
 */
const NOT_RUNNING = 0.1

/**
 * Burns that many milliseconds of this thread's CPU. The call itself, and half of the first and of the last reading of the
 * clock, take about one and a half steps that nobody counts, so the loop ends between one step and two too early.
 */
export function burn(milliseconds: number): void {
  let left = milliseconds
  let step = 0
  let last = performance.now()
  while (left > 2 * step) {
    const now = performance.now()
    if (now - last < NOT_RUNNING) {
      step = now - last
      left -= step
    }
    last = now
  }
}

function work(additions: number): number {
  let total = 0
  for (let done = 0; done < additions; done++) total = (total + 1) & 255
  return total
}

/** Does this at each HTTP request. */
function plant(atRequest: () => void): void {
  const emit = Server.prototype.emit as (this: Server, event: string, ...values: unknown[]) => boolean
  Server.prototype.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    if (event === 'request') atRequest()
    return emit.call(this, event, ...values)
  } as typeof Server.prototype.emit
}

if (planted > 0) plant(() => burn(planted))
if (times !== undefined) plant(() => void work(Number(times)))
