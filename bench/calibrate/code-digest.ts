import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'

/** Everything that the numbers of a live run depend on. Code that only reads or writes files and reports is left out. */
const MATTERS = [
  'src/host',
  'src/load',
  'src/measure',
  'src/server',
  'src/stats',
  'src/model',
  'src/verdict',
  'references',
  'servers',
  'templates',
  ...['timed-comparisons', 'timed-gate', 'neighbour', 'plant'].map((name) => `bench/calibrate/${name}.ts`),
] as const

/** The same of counted gates. */
const COUNTED_MATTERS = [
  'src/count',
  'src/stats',
  'servers',
  'templates',
  'bench/calibrate/python',
  'bench/calibrate/plant.ts',
] as const
const VERDICTS = 'src/verdict'

/** A short digest of the code that measures and decides, and of the servers. Only runs with the same digest are counted together. */
export function codeDigest(folder = '.'): string {
  return digestOf(folder, MATTERS)
}

/** The same of the code that counts and decides about counts. */
export function countedCodeDigest(folder = '.'): string {
  const verdicts = readdirSync(join(folder, VERDICTS)).filter((name) => name.includes('count'))
  return digestOf(folder, [...COUNTED_MATTERS, ...verdicts.toSorted().map((name) => `${VERDICTS}/${name}`)])
}

function digestOf(folder: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => filesIn(join(folder, path)))) {
    hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex').slice(0, 12)
}

/** The commit, with a `+` when there are uncommitted changes; null outside a git checkout. */
export async function currentCommit(): Promise<string | null> {
  const head = await execa('git', ['rev-parse', '--short=12', 'HEAD'], { reject: false })
  if (head.failed) return null
  const status = await execa('git', ['status', '--porcelain'], { reject: false })
  return `${head.stdout.trim()}${status.stdout.trim() === '' ? '' : '+'}`
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => name !== '__pycache__' && name !== 'node_modules')
  return names.toSorted().flatMap((name) => filesIn(join(path, name)))
}
