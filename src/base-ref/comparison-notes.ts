import type { Git } from '../host/git.ts'
import type { Head } from './checkout.ts'
import { messages } from './messages.ts'

/** What is compared: the ref as a user wrote it, its commit, and head; and files that configure servers of head alone. */
export type Compared = {
  readonly ref: string
  readonly commit: string
  readonly head: Head
  readonly files: readonly string[]
}

/** What the reader of a comparison should know of its two sides. */
export async function comparisonNotes(git: Git, compared: Compared): Promise<readonly string[]> {
  const { ref, files } = compared
  return [...(await commitNotes(git, compared)), ...(files.length === 0 ? [] : [messages.onlyInHead({ ref, files })])]
}

async function commitNotes(git: Git, { ref, commit, head }: Compared): Promise<readonly string[]> {
  if (commit === head.commit) return head.dirty ? [] : [messages.sameOnBothSides({ ref, commit })]
  const ahead = Number((await git('rev-list', '--count', `${head.commit}..${commit}`)).stdout)
  // An older commit that is compared with a newer one lacks it on purpose.
  const common = await git('merge-base', head.commit, commit)
  if (!(ahead > 0) || common.stdout === head.commit) return []
  return [messages.baseIsAhead({ ref, ahead, common: common.succeeded ? common.stdout : null })]
}
