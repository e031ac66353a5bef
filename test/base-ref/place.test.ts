import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { baseRoot, headRoot, inBase, inBaseIfThere, type Place } from '../../src/base-ref/place.ts'
import { emptyFolder, removeFolders, writeFiles } from './repository.ts'

afterAll(removeFolders)

const place: Place = {
  head: '/srv/repo',
  base: '/srv/repo/packages/app/.loadgate/against/base-1',
  prefix: 'packages/app/',
}

test('the gate of either side runs in the same folder below its top', () => {
  expect(headRoot(place)).toBe('/srv/repo/packages/app/')
  expect(baseRoot(place)).toBe(`${place.base}/packages/app/`)
})

test.for([
  ['/srv/repo', place.base],
  ['/srv/repo/shared/x', `${place.base}/shared/x`],
  ['/srv/repo/packages/../shared', `${place.base}/shared`],
  [`${place.base}/shared/x`, `${place.base}/shared/x`],
  ['/srv/repository', '/srv/repository'],
  ['/work', '/work'],
  ['shared/x', 'shared/x'],
  ['--path=/srv/repo', '--path=/srv/repo'],
  ['', ''],
])('%s is %s in the base', ([path, counterpart]) => {
  expect(inBase(place, path!)).toBe(counterpart)
})

test('what is in the base stays there', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '..', '.', 'b c'), { maxLength: 5 }), (steps) => {
      const once = inBase(place, join('/srv/repo', ...steps))
      expect(inBase(place, once)).toBe(once)
    }),
  )
})

test('only what exists in the base is looked for there: the rest is in head alone', () => {
  const head = emptyFolder()
  const base = join(head, 'base')
  writeFiles(base, { 'bin/tool': '' })
  const there = { head, base, prefix: '' }
  expect(inBaseIfThere(there, join(head, 'bin/tool'))).toBe(join(base, 'bin/tool'))
  expect(inBaseIfThere(there, join(head, '.venv/bin/python'))).toBe(join(head, '.venv/bin/python'))
})
