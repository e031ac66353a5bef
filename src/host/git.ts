import { devNull } from 'node:os'
import { LoadgateError } from '../model/error.ts'
import { run, type Call, type Care, type Ended } from './child.ts'
import { toolEnvironment } from './environment.ts'
import { messages } from './messages.ts'
import { repositoryOf } from './repository.ts'

/** Runs git with these arguments. Throws LoadgateError when there is no git, and the reason of the signal that gives up. */
export type Git = (...args: readonly string[]) => Promise<Ended>

/**
 * A checkout's hooks are for people, and so is what is printed about signatures, between the lines that are read here; a daemon would
 * outlive the command that started it; a lock would be in a person's way.
 */
const SET = [`core.hooksPath=${devNull}`, 'core.fsmonitor=false', 'log.showSignature=false']
const ALWAYS = [...SET.flatMap((value) => ['-c', value]), '--no-optional-locks']

type GitOptions = Pick<Call, 'input' | 'encoding'> & {
  readonly care?: Care
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

export function gitIn(cwd: string, { care, env, ...streams }: GitOptions = {}): Git {
  return async (...args) => {
    const command = { program: 'git', args: [...ALWAYS, ...args], cwd, env: { ...toolEnvironment(cwd), ...env } }
    const ended = await run({ ...command, ...streams }, care)
    if (ended.missing) throw new LoadgateError('git-missing', messages.gitMissing)
    return ended
  }
}

/** What was measured: a commit, null outside a git checkout, and whether there were changes besides. */
export type Origin = { readonly commit: string | null; readonly dirty: boolean }

/** Of a folder. Without git, the same as outside a checkout. */
export async function originOf(folder = process.cwd()): Promise<Origin> {
  const git = gitIn(folder)
  const head = await git('rev-parse', 'HEAD').catch(() => null)
  if (!head?.succeeded) return { commit: null, dirty: false }
  return { commit: head.stdout, dirty: (await git('status', '--porcelain')).stdout !== '' }
}

/** Why git says nothing of a folder that lies in a repository, as git puts it; null where it does, where there is none, and without git. */
export async function refusalOf(folder = process.cwd()): Promise<string | null> {
  if (repositoryOf(folder) === null) return null
  const asked = await gitIn(folder)('rev-parse', '--git-dir').catch(() => null)
  return asked === null || asked.succeeded ? null : reasonIn(asked.stderr)
}

/** What went wrong: advice follows it. */
export function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n')
  return lines.find((line) => line.startsWith('fatal: ')) ?? lines.at(-1) ?? ''
}
