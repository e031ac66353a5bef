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
