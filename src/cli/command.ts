import type { WriteStream } from 'node:tty'
import type { Screen } from '../report/screen.ts'

/** Where a command writes: results to stdout, progress and errors to stderr. */
export type Streams = { readonly stdout: WriteStream; readonly stderr: WriteStream }

/** What the file of a command exports. */
export type Command = {
  /** The whole text of `--help`. */
  readonly usage: string
  /** Returns the exit code. Throws LoadgateError on wrong usage and when the command cannot do its work. */
  readonly run: (args: readonly string[], streams: Streams) => Promise<number>
}

/** The exit code of `read` and `compare` when a file holds no usable measurement. */
export const UNUSABLE = 3

/** Where baselines are unless `--baselines` names another folder. */
export const BASELINES = 'baselines'

/** The size and colours of the terminal behind a stream; 120 columns without colours when there is none. */
export function screenOf(stream: WriteStream): Screen {
  return { columns: stream.columns ?? 120, colour: stream.isTTY ? stream.hasColors() : false }
}
