import { realpathSync } from 'node:fs'
import { openCommits, type Commits, type OpenCommits } from '../bisect/open.ts'
import { openTally, type Tally } from '../bisect/tally.ts'
import { liveLine } from '../host/live-line.ts'
import { monotonic } from '../host/proc.ts'
import { LoadgateError } from '../model/error.ts'
import { countingCommitLine } from '../report/bisection.ts'
import { visible } from '../report/safe.ts'
import { cut } from '../report/screen.ts'
import type { Streams } from './command.ts'
import { unlessInterrupted } from './interrupted.ts'
import { messages } from './messages.ts'

/** What a command shows while it counts commits. */
export type Shown = {
  readonly tally: Tally
  /** Prints lines of the result, without what nobody may see. */
  readonly print: (text: string) => void
}

/** Which vitest configuration; what `OpenCommits` has besides. */
export type Named = { readonly config?: string | undefined } & Pick<OpenCommits, 'specs' | 'ends'>

/**
 * Opens the commits of the repository for a command, shows what it does in a live line, and closes them whatever comes. Gives what
 * the command gives, or the exit code of the signal that ended it. Throws LoadgateError, in which nobody's secrets are.
 */
export async function withCommits(
  { config, specs, ends }: Named,
  { stdout, stderr }: Streams,
  command: (commits: Commits, shown: Shown) => Promise<number>,
): Promise<number> {
  const line = liveLine(stderr)
  const tally = openTally(monotonic)
  const onStep = (step: string) => line.show((columns) => cut(countingCommitLine(step, tally.now()), columns))
  const place = {
    cwd: realpathSync(process.cwd()),
    config: config === undefined ? undefined : existing(config),
    specs,
    ends,
  }
  return unlessInterrupted(async (signal) => {
    const commits = await openCommits({ ...place, env: process.env, signal, onStep }).finally(line.clear)
    const print = (text: string) => {
      line.clear()
      stdout.write(`${commits.secrets.redact(text)}\n`)
    }
    try {
      return await command(commits, { tally, print })
    } catch (error) {
      throw error === signal.reason ? error : commits.secrets.redactError(error)
    } finally {
      line.clear()
      await commits.close()
    }
  }, line.say)
}

function existing(config: string): string {
  try {
    return realpathSync(config)
  } catch (cause) {
    throw new LoadgateError('no-config', messages.noConfig({ file: visible(config) }), { cause })
  }
}
