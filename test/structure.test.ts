import { describe, expect, test } from 'vitest'
import { readSources, sourceFile, wayTo, type Link, type SourceFile } from './source-files.ts'

/** Who may use whom: a room uses itself and rooms in rows above, never a room in its own row or below. */
const ROWS: readonly (readonly string[])[] = [
  ['stats', 'model'],
  ['options', 'read'],
  ['host', 'verdict', 'where'],
  ['baseline'],
  ['server', 'report', 'shards'],
  ['load', 'base-ref', 'github'],
  ['measure', 'count'],
  ['trace'],
  ['gate'],
  ['vitest'],
  ['bisect'],
  ['cli'],
  ['index', 'config'],
]

/** Rooms that decide or render: no process, file, clock, randomness or network, in them or in what they load. */
const PURE = ['stats', 'model', 'options', 'verdict', 'where', 'report', 'read']

/**
 * Modules without effects. `node:util` styles text and parses; `node:crypto` is for hashes, which depend on their input only;
 * `node:buffer` knows what is UTF-8.
 */
const HARMLESS = ['node:buffer', 'node:util', 'node:crypto', 'zod', 'hdr-histogram-js']

const EFFECT =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.[a-z]|\bfetch\(|\bset(?:Timeout|Interval)\(|\brandom(?:UUID|Bytes|Int)\b/

/** What starts a program. */
const STARTS_PROGRAMS = ['node:child_process', 'node:worker_threads', 'execa']

const ALL: readonly Link['kind'][] = ['type', 'import', 'lazy', 'program']

/**
 * Violations that are being mended. An entry that is no longer needed fails its test, so this list can only shrink; never
 * add to it.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {}

const files = readSources('src')

/** Fails with the list of new violations, and with the list of known ones that are gone. */
function expectNone(rule: string, violations: readonly string[]): void {
  const known = KNOWN[rule] ?? []
  expect(
    violations.filter((one) => !known.includes(one)),
    `violations of "${rule}"`,
  ).toEqual([])
  expect(
    known.filter((one) => !violations.includes(one)),
    'these are mended: remove them from KNOWN',
  ).toEqual([])
}

const roomOf = (path: string) => path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
const rowOf = (path: string) => ROWS.findIndex((row) => row.includes(roomOf(path)))
const isOurs = ({ target }: Link) => target.startsWith('src/')
const isIn = (rooms: readonly string[]) => (path: string) => rooms.includes(roomOf(path))

const hasEffects = ({ code, links }: SourceFile) =>
  EFFECT.test(code) ||
  links.some((link) => ['import', 'lazy'].includes(link.kind) && !isOurs(link) && !HARMLESS.includes(link.target))

const startsPrograms = ({ path, links }: SourceFile) =>
  path === 'src/host/git.ts' || links.some(({ kind, target }) => kind !== 'type' && STARTS_PROGRAMS.includes(target))

const loadsPackage = ({ links }: SourceFile) =>
  links.some((link) => link.kind === 'import' && !isOurs(link) && !link.target.startsWith('node:'))

describe('a reader of the source', () => {
  const paths = ['src/a/b.ts', 'src/a/worker.ts', 'src/a/x/one-process.ts', 'src/a/y/two-process.ts', 'src/c.ts']
  const linksIn = (text: string) =>
    sourceFile('src/a/b.ts', text, paths).links.map(({ kind, target }) => `${kind} ${target}`)

  test.for<[string, string, string[]]>([
    ['an import', "import { a } from '../c.ts'", ['import src/c.ts']],
    ['an import over several lines', "import {\n  a,\n  b,\n} from '../c.ts'", ['import src/c.ts']],
    ['an import for its effects', "import './worker.ts'", ['import src/a/worker.ts']],
    ['an import of types', "import type { A } from '../c.ts'", ['type src/c.ts']],
    ['an export', "export { a } from '../c.ts'", ['import src/c.ts']],
    ['an import in a function', "const c = await import('../c.ts')", ['lazy src/c.ts']],
    ['a package', "import { z } from 'zod'", ['import zod']],
    [
      'a program by its URL',
      'new URL(`worker${extname(import.meta.url)}`, import.meta.url)',
      ['program src/a/worker.ts'],
    ],
    ['a program beside it', "programBeside(import.meta.url, 'worker')", ['program src/a/worker.ts']],
    [
      'programs by a template',
      'programBeside(import.meta.url, `${x ? "x" : "y"}/${id}-process`)',
      ['program src/a/x/one-process.ts', 'program src/a/y/two-process.ts'],
    ],
    ['a program that is not there', "programBeside(import.meta.url, 'gone')", ['program src/a/gone']],
    ['a file that is no program', "new URL('../../package.json', import.meta.url)", []],
    ['what a comment says', "/** import('../c.ts') */ // import('../c.ts')", []],
  ])('sees %s', ([, text, links]) => {
    expect(linksIn(text)).toEqual(links)
  })
})

test('every file is in a room that has a row', () => {
  expectNone(
    'rooms',
    [...files.keys()].filter((path) => rowOf(path) === -1),
  )
})

test('a room uses only rooms in rows above it', () => {
  const violations = [...files.values()].flatMap(({ path, links }) =>
    links
      .filter(isOurs)
      .filter(({ target }) => roomOf(target) !== roomOf(path) && rowOf(target) >= rowOf(path))
      .map(({ kind, target }) => `${path} → ${target} (${kind})`),
  )
  expectNone('arrows', violations)
})

test('everything that is imported or started is there', () => {
  const violations = [...files.values()].flatMap(({ path, links }) =>
    links.filter((link) => isOurs(link) && !files.has(link.target)).map(({ target }) => `${path} → ${target}`),
  )
  expectNone('missing', violations)
})

test('no files use each other in a circle', () => {
  const violations = [...files.values()].flatMap(({ path, links }) =>
    links
      .filter(isOurs)
      .map(({ target }) => wayTo(target, (file) => file.path === path, files, ALL))
      .filter((way) => way !== null)
      // Each circle once, from its first file by name.
      .filter((way) => way.every((one) => one >= path))
      .map((way) => [path, ...way].join(' → ')),
  )
  expectNone('circles', violations)
})

test('what decides or renders reaches no effects', () => {
  const violations = [...files.keys()]
    .filter(isIn(PURE))
    .map((path) => wayTo(path, hasEffects, files, ['import', 'lazy', 'program']))
    .filter((way) => way !== null)
    // Only where the way leaves the pure rooms: files that import this one need no mending.
    .filter(([, next = '']) => !isIn(PURE)(next))
    .map((way) => way.join(' → '))
  expectNone('effects', violations)
})

test('report/ reaches nothing that starts a program or runs git', () => {
  const violations = [...files.keys()]
    .filter(isIn(['report']))
    .map((path) => wayTo(path, startsPrograms, files, ['import', 'lazy', 'program']))
    .filter((way) => way !== null)
    .map((way) => way.join(' → '))
  expectNone('report', violations)
})

test('the program checks the version of Node before it loads a package', () => {
  expect(wayTo('src/cli/main.ts', loadsPackage, files, ['import'])).toBeNull()
})

test('the showcase imports loadgate by its name only', () => {
  const violations = ['servers', 'perf'].flatMap((folder) =>
    [...readSources(folder).values()].flatMap(({ path, links }) =>
      links.filter(({ target }) => /^(src|dist)\//.test(target)).map(({ target }) => `${path} → ${target}`),
    ),
  )
  expectNone('showcase', violations)
})
