/**
 * A preload for any Node server: `node --import bench/calibrate/plant.ts main.ts` with LOADGATE_PLANT=<microseconds> burns that
 * much CPU of the main thread at each HTTP request, before the server's own handler runs. Without the variable, or with 0, it
 * does nothing.
 */
import { Server } from 'node:http'

/** Milliseconds, as `performance.now` counts. */
const planted = Number(process.env['LOADGATE_PLANT'] ?? 0) / 1000

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

if (planted > 0) {
  const emit = Server.prototype.emit as (this: Server, event: string, ...values: unknown[]) => boolean
  Server.prototype.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    if (event === 'request') burn(planted)
    return emit.call(this, event, ...values)
  } as typeof Server.prototype.emit
}
