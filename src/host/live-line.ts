import type { WriteStream } from 'node:tty'
import { monotonic } from './proc.ts'
import { columnsOf } from './terminal.ts'

/** Seconds between two lines where there is no terminal. */
const EVERY = 10

/** A line that says what is going on: on a terminal it is rewritten, elsewhere there is a new one every ten seconds. */
export type LiveLine = {
  /** `text` is only called when there is something to write, with the columns that it may have. */
  readonly show: (text: (columns: number) => string) => void
  /** Clears the line, so that others can write there until the next `show`. */
  readonly clear: () => void
  /** Writes a sentence that stays, in a line of its own. */
  readonly say: (sentence: string) => void
}

export function liveLine(stream: WriteStream, now = monotonic): LiveLine {
  const line = stream.isTTY ? rewritten(stream) : slowLines(stream, now)
  const say = (sentence: string) => {
    line.clear()
    stream.write(`${sentence}\n`)
  }
  return { ...line, say }
}

function rewritten(stream: WriteStream): Omit<LiveLine, 'say'> {
  return {
    show: (text) => stream.write(`\r\u001B[2K${text(columnsOf(stream) - 1)}`),
    clear: () => stream.write('\r\u001B[2K'),
  }
}

function slowLines(stream: WriteStream, now: () => number): Omit<LiveLine, 'say'> {
  let next = now()
  return {
    show(text) {
      if (now() < next) return
      next = now() + EVERY
      stream.write(`${text(Infinity)}\n`)
    },
    clear: () => {},
  }
}
