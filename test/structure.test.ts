import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Who may import whom: a file imports from its own row's folder and from rows above, never from a sibling or from below. */
const ROWS: readonly (readonly string[])[] = [
  ['stats', 'model'],
  ['options', 'read'],
  ['host', 'verdict'],
  ['baseline'],
  ['server', 'report'],
  ['load', 'base-ref', 'github'],
  ['measure'],
  ['gate'],
  ['vitest'],
  ['cli'],
  ['index', 'config'],
]

/** Whatever decides or renders: no process, file, clock or network. */
const PURE = ['stats', 'model', 'options', 'verdict', 'report', 'read']

/** The same, in folders where others have effects. */
const PURE_FILES = [
  'baseline/nearest-machine.ts',
  ...['cgroup', 'text', 'noise', 'noise-text', 'sections', 'work'].map((name) => `cli/doctor/${name}.ts`),
]

const source = fileURLToPath(new URL('../src', import.meta.url))

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

function importsOf(file: string): string[] {
  return [
    ...readFileSync(join(source, file), 'utf8').matchAll(/^(?:import|export) .*?from '([^']+)'|^import '([^']+)'/gms),
  ].map((match) => match[1] ?? match[2] ?? '')
}

function roomOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}

const rowOf = (room: string) => ROWS.findIndex((row) => row.includes(room))

test.for(files)('%s stands in a row and imports only from its own folder or from rows above', (file) => {
  const room = roomOf(file)
  expect(rowOf(room), `${room} stands in no row`).toBeGreaterThanOrEqual(0)
  const wrong = importsOf(file)
    .filter((path) => path.startsWith('.'))
    .map((path) => roomOf(relative(source, join(source, dirname(file), path))))
    .filter((target) => target !== room && rowOf(target) >= rowOf(room))
  expect(wrong).toEqual([])
})

test('the pure files are there', () => {
  expect(PURE_FILES.filter((file) => !files.includes(file))).toEqual([])
})

test.for(files.filter((file) => PURE.includes(roomOf(file)) || PURE_FILES.includes(file)))(
  '%s decides or renders, so it has no effects',
  (file) => {
    const effects = importsOf(file).filter((path) => path.startsWith('node:') && path !== 'node:util')
    expect(effects).toEqual([])
    expect(readFileSync(join(source, file), 'utf8')).not.toMatch(/Date\.now|Math\.random|process\./)
  },
)

test('the showcase imports loadgate by its name only', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  for (const folder of ['servers', 'perf']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )) {
      expect(readFileSync(join(root, folder, file), 'utf8')).not.toMatch(/from '[./]*src\//)
    }
  }
})
