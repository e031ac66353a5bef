import { Socket } from 'node:net'

/**
 * Runs Node's own functions for timers so often that V8 compiles them. A server that answers sets a timer once per second, so they would
 * be compiled in the midst of the blocks otherwise, 200,000 to 300,000 instructions at a time. Uses nothing from outside, because Node
 * gets it as text, and keeps no program from ending.
 */
function warm(Connection: new () => Pick<Socket, 'setTimeout'>): void {
  let turn = 0
  function next(): void {
    turn += 1
    if (turn < 14) setTimeout(next, turn).unref()
  }
  next()
  // So many at once that their queue is sorted.
  for (let later = 20; later < 32; later += 1) {
    setTimeout(() => {}, later).unref()
    new Connection().setTimeout(later)
  }
}

export const warmTimers = (): void => warm(Socket)

const TEXT = `import{Socket}from'node:net';(${warm.toString()})(Socket)`

/** Has Node do so before anything else, even where it may read no file of ours. */
export const WARM_TIMERS = `--import=data:text/javascript,${encodeURIComponent(TEXT)}`
