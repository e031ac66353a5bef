import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * How one file names another: `type` is erased, `import` is loaded with the file, `lazy` by `import('…')`, and `program` is
 * started by its path.
 */
export type Link = { readonly kind: 'type' | 'import' | 'lazy' | 'program'; readonly target: string }

export type SourceFile = {
  /** Below the repository, such as `src/cli/main.ts`. */
  readonly path: string
  /** Without comments. */
  readonly code: string
  /** Targets are paths like `path` for files of the repository, and names for packages. */
  readonly links: readonly Link[]
}

/** The TypeScript files below a folder, by path. */
export function readSources(folder: string): ReadonlyMap<string, SourceFile> {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`)
  return new Map(paths.map((path) => [path, sourceFile(path, readFileSync(join(root, path), 'utf8'), paths)] as const))
}

export function sourceFile(path: string, text: string, paths: readonly string[]): SourceFile {
  const code = text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
  return { path, code, links: [...importsIn(path, code), ...programsIn(path, code, paths)] }
}

const STATIC = /^(?:import|export)\s(?<type>type\s)?[^'"`;]*?\bfrom\s+'(?<from>[^']+)'|^import\s+'(?<bare>[^']+)'/gm
const LAZY = /\bimport\(\s*['"`](?<lazy>[^'"`]+)['"`]/g

function importsIn(path: string, code: string): readonly Link[] {
  const fixed = [...code.matchAll(STATIC)].map(({ groups = {} }): Link => {
    const target = resolve(path, groups['from'] ?? groups['bare'] ?? '')
    return { kind: groups['type'] === undefined ? 'import' : 'type', target }
  })
  const lazy = [...code.matchAll(LAZY)].map(({ groups = {} }): Link => ({
    kind: 'lazy',
    target: resolve(path, groups['lazy'] ?? ''),
  }))
  return [...fixed, ...lazy]
}

const BY_PATH = [
  /new URL\(\s*(?:'(?<plain>[^']+)'|`(?<template>[^`]+)`),\s*import\.meta\.url/g,
  /programBeside\(\s*import\.meta\.url,\s*(?:'(?<plain>[^']+)'|`(?<template>[^`]+)`)/g,
]

/** A template names every file that it may become: `./${name}-process${extension}` is any `*-process.ts` in the folder. */
function programsIn(path: string, code: string, paths: readonly string[]): readonly Link[] {
  return BY_PATH.flatMap((pattern) => [...code.matchAll(pattern)]).flatMap(({ groups = {} }) => {
    const name = groups['plain'] ?? groups['template'] ?? ''
    if (/\.(?!ts$|js$)\w+$/.test(name)) return []
    const target = posix.join(posix.dirname(path), name.replaceAll(/\$\{[^}]*\}/g, '*'))
    const known = paths.filter((one) => posix.matchesGlob(one, target) || posix.matchesGlob(one, `${target}.ts`))
    return (known.length === 0 ? [target] : known).map((one): Link => ({ kind: 'program', target: one }))
  })
}

function resolve(path: string, target: string): string {
  return target.startsWith('.') ? posix.join(posix.dirname(path), target) : target
}

/** The way along links of these kinds from a file to the nearest one that `isGoal`, both included; null when there is none. */
export function wayTo(
  start: string,
  isGoal: (file: SourceFile) => boolean,
  files: ReadonlyMap<string, SourceFile>,
  kinds: readonly Link['kind'][],
): readonly string[] | null {
  const ways: (readonly string[])[] = [[start]]
  const seen = new Set([start])
  for (const way of ways) {
    const file = files.get(way.at(-1) ?? '')
    if (!file) continue
    if (isGoal(file)) return way
    for (const { target } of file.links.filter(({ kind }) => kinds.includes(kind))) {
      if (seen.has(target)) continue
      seen.add(target)
      ways.push([...way, target])
    }
  }
  return null
}
