/**
 * A preload for any Node server: `node --import bench/calibrate/plant.ts main.ts` with LOADGATE_PLANT=<microseconds> burns so
 * much CPU of the main thread at each HTTP request, before the server's own handler runs. Without the variable, or with 0, it
 * does nothing.
 */
import { Server } from 'node:http'

/** Milliseconds, as `performance.now` counts. */
const wanted = Number(process.env['LOADGATE_PLANT'] ?? 0) / 1000

/**
 * Two looks at the clock are some 50 ns apart. An interrupt in between may take 100 µs, and the kernel books it as CPU of this
 * thread; if it is more than this, in milliseconds, then another thread had the core, and that time does not count. (The CPU
 * clock of the thread itself cannot be read finely enough: Node has only `getrusage`, which moves with the kernel's ticks.)
 */
const NOT_RUNNING = 0.1

/**
 * Burns so many milliseconds of this thread's CPU. The first look at the clock and the last cost about a step that nobody
 * counts, so that the loop ends between half a step and one and a half too early: on average, right.
 */
export function burn(milliseconds: number): void {
  let left = milliseconds
  let step = 0
  let last = performance.now()
  while (left > 1.5 * step) {
    const now = performance.now()
    if (now - last < NOT_RUNNING) {
      step = now - last
      left -= step
    }
    last = now
  }
}

if (wanted > 0) {
  const emit = Server.prototype.emit as (this: Server, event: string, ...values: unknown[]) => boolean
  Server.prototype.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    if (event === 'request') burn(wanted)
    return emit.call(this, event, ...values)
  } as typeof Server.prototype.emit
}
