import { explainSides } from '../gate/explain.ts'
import type { ProfiledSide } from '../gate/open-recorded.ts'
import { shortHash, type Commit, type CommitStep } from '../model/commits.ts'
import { askingOf } from '../model/asking.ts'
import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Where } from '../model/where.ts'
import { whyMissing, type CommitCounting } from './count-commit.ts'
import { messages } from './messages.ts'
import { alone, withCommit, withServers } from './ready-servers.ts'

/** A server of a scenario. */
export type Subject = { readonly scenario: Scenario; readonly server: string }

/**
 * Divides the change from one commit to the next by function: profiles both at the same time, each in a worktree of its own. Null where one
 * of them cannot be started again. Throws the reason of `signal`, and bugs.
 */
export async function explainStep(counting: CommitCounting, subject: Subject, step: CommitStep): Promise<Where | null> {
  const { scenario, server } = subject
  const { before, after } = step
  const cell = { scenario: scenario.title, server, asking: askingOf(scenario) }
  const values = { baseline: before.count.instructions, current: after.instructions }
  try {
    return await alone(counting, () =>
      withSide(counting, server, before, (other) =>
        withSide(counting, server, step.commits.at(-1)!, (own) => {
          counting.onStep(messages.profiling({ server, before: shortHash(other.commit), after: shortHash(own.commit) }))
          return explainSides({ ...cell, ...values }, { own, other }, counting.counter.profile)
        }),
      ),
    )
  } catch (error) {
    if (!(error instanceof LoadgateError) || counting.signal.aborted) throw error
    return null
  }
}

/** Throws LoadgateError where the server does not start. */
function withSide<T>(
  counting: CommitCounting,
  server: string,
  commit: Commit,
  work: (side: ProfiledSide) => Promise<T>,
): Promise<T> {
  return withCommit(counting, commit, (opened) =>
    withServers(counting, opened, [server], (ready) => {
      const missing = whyMissing(ready, server)
      if (missing !== null) throw new LoadgateError('not-started', missing)
      return work({ server: ready.fleet.prepared(server), root: opened.checkouts.base, commit: commit.hash })
    }),
  )
}
