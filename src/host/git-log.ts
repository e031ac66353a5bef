import type { Commit } from '../model/commits.ts'
import type { Git } from './git.ts'

const SEPARATOR = '\u001F'
const FORMAT = ['%H', '%P', '%an', '%aI', '%s'].join('%x1f')

/**
 * The commits that `git log` lists for `which`, such as `A..B`, in its order; only those that changed `files`, where there are any.
 * None where git refuses. Throws what `git` throws.
 */
export async function commitsIn(
  git: Git,
  which: readonly string[],
  files: readonly string[] = [],
): Promise<readonly Commit[]> {
  const { stdout } = await git('log', `--format=${FORMAT}`, ...which, '--', ...files)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : commitFrom(line)))
}

function commitFrom(line: string): Commit {
  const [hash = '', parents = '', author = '', date = '', ...subject] = line.split(SEPARATOR)
  return { hash, parents: parents.split(' ').filter(Boolean), author, date, subject: subject.join(SEPARATOR) }
}
