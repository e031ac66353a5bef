import { worktreesIn } from '../base-ref/base.ts'
import { commitOf, type Repository } from '../base-ref/checkout.ts'
import { configInBase, counterpartOf, variablesInBase } from '../base-ref/definitions.ts'
import { openInstalled } from '../base-ref/installed.ts'
import type { Care } from '../host/child.ts'
import { toolEnvironment } from '../host/environment.ts'
import type { Git } from '../host/git.ts'
import { listScenarios, type ListedGate } from '../vitest/list-scenarios.ts'
import { KEEPS } from './ready-servers.ts'

/** The gates of a working tree with their scenarios, and the top of that tree. */
export type Specs = {
  readonly gates: readonly ListedGate[]
  readonly top: string
  /** Removes the tree, where it was made for them. */
  readonly remove: () => Promise<void>
}

export type SpecsPlace = {
  readonly git: Git
  readonly care: Care
  readonly repository: Repository
  /** The folder in which Vitest loads the configuration, and that, where it is not found by its usual name. */
  readonly cwd: string
  readonly config?: string | undefined
  /** Where worktrees are made, as an absolute path. */
  readonly scratch: string
  readonly onStep: (step: string) => void
}

/** As they are now. Throws LoadgateError when a spec cannot be read. */
export async function specsHere({ repository, cwd, config, care }: SpecsPlace): Promise<Specs> {
  return { gates: await listScenarios({ cwd, config }, care), top: repository.top, remove: async () => {} }
}

/** As a commit has them, in a worktree of their own. Throws LoadgateError when it cannot be installed, or a spec cannot be read. */
export async function specsAt(ref: string, place: SpecsPlace): Promise<Specs> {
  const { git, care, repository, cwd, config, scratch, onStep } = place
  const commit = await commitOf(git, ref, 'the commit of the specs')
  const folder = await worktreesIn(scratch, git)
  const { checkouts, remove } = await openInstalled({
    ...care,
    ref,
    commit,
    repository,
    folder,
    keeps: KEEPS,
    onProgress: onStep,
  })
  try {
    const there = counterpartOf(checkouts, cwd)
    const env = variablesInBase(checkouts, toolEnvironment(there))
    const gates = await listScenarios({ cwd: there, config: configInBase(checkouts, config), env }, care)
    return { gates, top: checkouts.base, remove }
  } catch (error) {
    // The first problem is the one to report. The next gate removes what stays.
    await remove().catch(() => {})
    throw error
  }
}
