import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { repositoryOf } from '../../host/repository.ts'

/** What `init` looks at: everything that it decides, it decides from this. */
export type Folder = {
  /** Absolute. */
  readonly path: string
  /** Its files by their paths from here, such as `src/app.ts`, without what is installed or built. */
  readonly files: ReadonlySet<string>
  /** The text of those that can tell how a server is started. */
  readonly texts: ReadonlyMap<string, string>
  /** The root of the git repository; null outside of one. */
  readonly repository: string | null
  /** The folders above it, from the nearest up to the repository's root; none outside of one. */
  readonly above: readonly Above[]
  /** The workflow of loadgate in the repository, as text; null where there is none. */
  readonly workflow: string | null
}

/** From a repository's root. */
export const WORKFLOW = '.github/workflows/loadgate.yml'

/** A folder above: the files in it, and its package.json as text. */
export type Above = {
  readonly path: string
  readonly files: ReadonlySet<string>
  readonly packageText: string | null
}

const SKIPPED =
  /^(node_modules|dist|build|out|coverage|target|vendor|venv|env|site-packages|__pycache__|baselines|\..*)$/

/** Hidden, but looked at. */
const HIDDEN = ['.gitignore', '.yarnrc.yml', '.venv/bin/python', 'venv/bin/python']

const TELLING =
  /(^|\/)(package\.json|tsconfig\.json|pyproject\.toml|requirements\.txt|go\.mod|.*\.([cm]?[jt]sx?|py|go))$/

const DEPTH = 4
const MOST_FILES = 2_000
const MOST_BYTES = 256 * 1024

/** Reads a folder. Throws Node's error when it cannot be listed; a file that cannot be read has no text. */
export function readFolder(path: string): Folder {
  const files = [
    ...filesBelow(path, '', DEPTH).slice(0, MOST_FILES),
    ...HIDDEN.filter((one) => existsSync(join(path, one))),
  ]
  const repository = repositoryOf(path)
  return {
    path,
    files: new Set(files),
    texts: new Map(files.flatMap((file) => textOf(path, file))),
    repository,
    above: repository === null ? [] : foldersAbove(path, repository),
    workflow: existingText(join(repository ?? path, WORKFLOW)),
  }
}

function existingText(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function filesBelow(root: string, folder: string, depth: number): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !SKIPPED.test(name))
  const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`)
  const own = entries.filter((entry) => entry.isFile()).map(({ name }) => pathOf(name))
  const below = entries.filter((entry) => entry.isDirectory() && depth > 1)
  return [...own.toSorted(), ...below.flatMap(({ name }) => filesBelow(root, pathOf(name), depth - 1))]
}

function textOf(root: string, file: string): readonly (readonly [string, string])[] {
  if (!TELLING.test(file) && file !== '.gitignore') return []
  const text = readText(join(root, file))
  return text === null ? [] : [[file, text]]
}

/** Null when it is no file, is too large, or cannot be read. */
function readText(file: string): string | null {
  try {
    return statSync(file).size > MOST_BYTES ? null : readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function foldersAbove(path: string, root: string): readonly Above[] {
  if (path === root) return []
  const parent = dirname(path)
  const names = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isFile())
  const files = new Set(names.map(({ name }) => name))
  return [{ path: parent, files, packageText: readText(join(parent, 'package.json')) }, ...foldersAbove(parent, root)]
}

export const nameOf = ({ path }: Pick<Folder, 'path'>) => basename(path)
