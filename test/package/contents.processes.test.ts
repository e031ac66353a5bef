import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, matchesGlob } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sourceFile } from '../source-files.ts'
import { folderElsewhere, packInto, unpackInto, type Packed } from './pack.ts'

const folder = folderElsewhere(afterAll)
const home = join(folder, 'node_modules', 'loadgate')
let packed: Packed

beforeAll(async () => {
  packed = await packInto(folder)
  await unpackInto(folder, packed)
})

const manifest = () =>
  JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
    readonly peerDependencies: Readonly<Record<string, string>>
    readonly bin: Readonly<Record<string, string>>
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  }

test('the package is small: below 580 kB to download, 2 MB on disk, 620 files', () => {
  const { size, unpackedSize, files } = packed
  expect(
    [size < 580_000, unpackedSize < 2_000_000, files.length < 620],
    `${size} B, ${unpackedSize} B, ${files.length} files`,
  ).toEqual([true, true, true])
})

const BELONGS = [
  '{package.json,README.md,LICENSE}',
  'schema/{baseline,counted,report}.json',
  'references/{reference,reference-large}.js',
  'dist/**/*.js',
  'dist/{index,config}.d.ts',
  'dist/{model,options,vitest}/*.d.ts',
]

test('it holds library, command line, schemas and references, and nothing of the showcase, the tests or the build', () => {
  const strange = packed.files.filter(({ path }) => !BELONGS.some((pattern) => matchesGlob(path, pattern)))
  expect(strange.map(({ path }) => path)).toEqual([])
})

test('all that its entry points and its program name is in it', () => {
  const { bin, exports } = manifest()
  const named = [bin, ...Object.values(exports)].flatMap((one) => (typeof one === 'string' ? one : Object.values(one)))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((path) => !existsSync(join(home, path)))).toEqual([])
})

test('what its files import or start is in it, or comes with Node, a dependency or the user’s Vitest', () => {
  const { dependencies, peerDependencies } = manifest()
  const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)])
  const missing = packed.files.flatMap(({ path }) => {
    if (!/\.(js|d\.ts)$/.test(path)) return []
    const targets = sourceFile(path, readFileSync(join(home, path), 'utf8'), []).links.map(({ target }) => target)
    const isThere = (target: string) =>
      /^(\.|dist|references)(\/|$)/.test(target)
        ? isPacked(path, target)
        : isBuiltin(target) || known.has(packageOf(target))
    return targets.filter((target) => !isThere(target)).map((target) => `${path} → ${target}`)
  })
  expect(missing).toEqual([])
})

/** `@types/node/x` is of `@types/node`. */
function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Declarations name sources, and programs that are started are named without their ending. */
function isPacked(path: string, target: string): boolean {
  const names = path.endsWith('.d.ts') ? [target.replace(/\.ts$/, '.d.ts')] : [target, `${target}.js`]
  return names.some((name) => existsSync(join(home, name)))
}
