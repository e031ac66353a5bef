import { gitIn } from './git.ts'

/**
 * The texts of files as commits have them, in the order of their names (`HEAD:./package.json`); null where a commit has no such file. One
 * git reads them all. Throws LoadgateError where there is no git.
 */
export async function textsAt(cwd: string, names: readonly string[]): Promise<readonly (string | null)[]> {
  if (names.length === 0) return []
  // Sizes are bytes, as the characters of latin1 are.
  const git = gitIn(cwd, { input: `${names.join('\n')}\n`, encoding: 'latin1' })
  const { stdout } = await git('cat-file', '--batch')
  let from = 0
  return names.map(() => {
    const end = stdout.indexOf('\n', from)
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.slice(from, end))?.[1]
    from = end + 1
    if (size === undefined) return null
    const text = stdout.slice(from, from + Number(size))
    from += Number(size) + 1
    return Buffer.from(text, 'latin1').toString()
  })
}
