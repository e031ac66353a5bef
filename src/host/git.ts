import { devNull } from 'node:os'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { run, type Care, type Ended } from './child.ts'
import { environmentFor } from './environment.ts'

/** Runs git with these arguments. Throws LoadgateError when there is no git, and the reason of the signal that gives up. */
export type Git = (...args: readonly string[]) => Promise<Ended>

/** A checkout's hooks are for people; a daemon would outlive the command that started it; a lock would be in a person's way. */
const ALWAYS = ['-c', `core.hooksPath=${devNull}`, '-c', 'core.fsmonitor=false', '--no-optional-locks']

export function gitIn(cwd: string, care: Care): Git {
  return async (...args) => {
    const ended = await run(
      { program: 'git', args: [...ALWAYS, ...args], cwd, env: environmentFor(cwd, process.env) },
      care,
    )
    if (ended.missing) throw new LoadgateError('git-missing', messages.gitMissing)
    return ended
  }
}
