import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENTS = globSync(['*.md', '.github/*.md', 'docs/*.md', 'bench/**/*.md'], { cwd: ROOT })

/** Without its blocks of code. */
const textOf = (document: string) => readFileSync(join(ROOT, document), 'utf8').replace(/^```.*?^```/gms, '')

/** The names by which GitHub knows the headings of a document. */
function anchorsIn(document: string): readonly string[] {
  return [...textOf(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function isDead(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : normalize(join(dirname(document), path))
  if (!existsSync(join(ROOT, target))) return true
  return anchor !== undefined && target.endsWith('.md') && !anchorsIn(target).includes(anchor)
}

test.for(DOCUMENTS)('every link of %s leads to a file or a heading', (document) => {
  const links = [...textOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  expect(links.filter((link) => !/^https?:/.test(link) && isDead(document, link))).toEqual([])
})

test('a link to a file or a heading that is not there is found', () => {
  expect(isDead('README.md', 'docs/no-such-page.md')).toBe(true)
  expect(isDead('README.md', 'docs/rate.md#no-such-heading')).toBe(true)
  expect(isDead('README.md', 'docs/rate.md#vegeta')).toBe(false)
})

/** `name()` (`room/file.ts`), and `room/file.ts`: `name`. */
function namedIn(document: string): readonly (readonly [name: string, file: string])[] {
  const text = textOf(document)
  return [
    ...[...text.matchAll(/`(\w+)\(\)` \(`([\w/.-]+\.ts)`\)/g)].map(([, name = '', file = '']) => [name, file] as const),
    ...[...text.matchAll(/`([\w/.-]+\.ts)`: `(\w+)`/g)].map(([, file = '', name = '']) => [name, file] as const),
  ]
}

function isThere([name, file]: readonly [string, string]): boolean {
  const path = join(ROOT, 'src', file)
  return existsSync(path) && new RegExp(`\\b${name}\\b`).test(readFileSync(path, 'utf8'))
}

test.for(['.github/CONTRIBUTING.md', 'docs/architecture.md'])(
  'every function that %s names is in its file',
  (document) => {
    const all = namedIn(document)
    expect(all.length).toBeGreaterThan(10)
    expect(all.filter((one) => !isThere(one))).toEqual([])
  },
)
