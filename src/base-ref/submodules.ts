import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Care } from '../host/child.ts'
import { gitIn, type Git } from '../host/git.ts'
import { lastLines } from '../host/last-lines.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Checkouts } from './sides.ts'

type Submodule = { readonly name: string; readonly path: string }

/**
 * Checks out the submodules of the base that head has checked out, which `git worktree add` leaves empty: from the repository of head's,
 * and where that has not the commit, from where they come from. Throws LoadgateError with what git printed.
 */
export async function addSubmodules({ head, base }: Checkouts, care: Care): Promise<void> {
  const git = gitIn(base, { care })
  for (const submodule of await submodulesIn(git, base)) {
    if (existsSync(join(head, submodule.path, '.git')))
      await addSubmodule(git, submodule, await gitFolder(head, submodule, care))
  }
}

async function submodulesIn(git: Git, folder: string): Promise<readonly Submodule[]> {
  if (!existsSync(join(folder, '.gitmodules'))) return []
  const { stdout } = await git(
    'config',
    '--file',
    '.gitmodules',
    '--null',
    '--get-regexp',
    String.raw`^submodule\..*\.path$`,
  )
  return stdout.split('\0').flatMap((entry) => {
    const [key = '', path = ''] = entry.split('\n')
    return path === '' ? [] : { name: key.slice('submodule.'.length, -'.path'.length), path }
  })
}

async function gitFolder(head: string, { path }: Submodule, care: Care): Promise<string> {
  return (await gitIn(join(head, path), { care })('rev-parse', '--absolute-git-dir')).stdout
}

async function addSubmodule(git: Git, { name, path }: Submodule, ofHead: string): Promise<void> {
  const update = ['submodule', '--quiet', 'update', '--init', '--recursive', '--', path]
  // By itself, git fetches no submodule from a folder.
  const near = ['-c', 'protocol.file.allow=always', '-c', `submodule.${name}.url=${ofHead}`]
  if ((await git(...near, ...update)).succeeded) return
  const ended = await git(...update)
  if (ended.succeeded) return
  const problem = { path, how: ended.how, output: lastLines(ended.output) }
  throw new LoadgateError('no-submodule', messages.noSubmodule(problem))
}
