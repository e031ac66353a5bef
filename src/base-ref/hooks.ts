import { gitIn } from '../host/git.ts'

/** For programs that set up git hooks as part of an installation: worktrees share the configuration, so those of the base would become head's. */
export const NO_HOOKS = { HUSKY: '0', LEFTHOOK: '0', SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1' } as const

/** Puts back where the repository has its hooks, if the work changes that, whatever comes of the work. */
export async function keepingHooks<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = await hooksPath(folder)
  try {
    return await work()
  } finally {
    if ((await hooksPath(folder)) !== before) await setHooksPath(folder, before)
  }
}

/** Empty where there is none, no repository or no git. */
async function hooksPath(folder: string): Promise<string> {
  const found = await gitIn(folder)('config', '--local', '--get', 'core.hooksPath').catch(() => null)
  return found?.succeeded ? found.stdout : ''
}

async function setHooksPath(folder: string, path: string): Promise<void> {
  const args = path === '' ? ['--unset-all', 'core.hooksPath'] : ['--replace-all', 'core.hooksPath', path]
  await gitIn(folder)('config', '--local', ...args)
}
