import type { WriteStream } from 'node:tty'

/** Where a command writes: results to stdout, progress and errors to stderr. */
export type Streams = { readonly stdout: WriteStream; readonly stderr: WriteStream }

/** What the file of a command exports. */
export type Command = {
  /** The whole text of `--help`. */
  readonly usage: string
  /** Gives the exit code. Throws LoadgateError on wrong usage, and for whatever keeps it from its work. */
  readonly run: (args: readonly string[], streams: Streams) => Promise<number>
}

type Entry = { readonly summary: string; readonly load: () => Promise<Command> }

/** One line a command; its code is loaded when it runs. */
export const COMMANDS = {
  read: {
    summary: 'what ab, wrk, autocannon, oha or k6 printed as JSON, and whether it can be used',
    load: () => import('./read.ts'),
  },
  compare: { summary: 'runs of those tools, or reports of the gate, side by side', load: () => import('./compare.ts') },
  history: { summary: 'what was recorded over the commits of this repository', load: () => import('./history.ts') },
  comment: {
    summary: 'in a GitHub workflow: what a run found, as a comment of its pull request',
    load: () => import('./comment.ts'),
  },
  propose: { summary: 'in a GitHub workflow: new baselines as a pull request', load: () => import('./propose.ts') },
  doctor: {
    summary: 'what machine this is, which baselines it would use, how noisy it is',
    load: () => import('./doctor.ts'),
  },
} satisfies Readonly<Record<string, Entry>>
