import { realpathSync } from 'node:fs'
import { gitIn } from '../host/git.ts'
import type { CountedServer } from '../model/count.ts'

/**
 * The commit whose code was recorded: the one that was checked out, or, if there were changes besides, the one that committed them
 * together with the recording. `folder` has the baselines, and exists. Null outside git; the commit that was checked out where no commit has the
 * recording yet.
 */
export async function commitOfRecording(
  { at, commit, dirty }: CountedServer['recorded'],
  folder: string,
): Promise<string | null> {
  if (commit === null || !dirty) return commit
  const found = await gitIn(realpathSync(folder))('log', '--reverse', '--format=%H', `-S${at}`, '--', '.')
  const [first = ''] = found.succeeded ? found.stdout.split('\n') : []
  return first === '' ? commit : first
}

/**
 * Whether the history of a shallow clone is cut off at this commit. Git takes all of its files for its own then, so that it need not be the
 * one that recorded anything.
 */
export async function isCutOff(commit: string, folder: string): Promise<boolean> {
  const git = gitIn(realpathSync(folder))
  if ((await git('rev-parse', '--is-shallow-repository')).stdout !== 'true') return false
  return (await git('rev-list', '--no-walk', '--max-parents=0', commit)).stdout === commit
}

/** Whether the working tree has this commit, and no change besides what is in `ours`. Nothing of the code can differ from it then. */
export async function isUnchangedSince(commit: string, ours: readonly string[]): Promise<boolean> {
  const git = gitIn(process.cwd())
  if ((await git('rev-parse', 'HEAD')).stdout !== commit) return false
  const status = await git('status', '--porcelain', '--', ':/', ...ours.map((path) => `:(exclude,literal)${path}`))
  return status.succeeded && status.stdout === ''
}
