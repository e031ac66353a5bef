import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFiles, type Written } from '../../../src/cli/init/write.ts'
import { filesIn, folderOf } from './folders.ts'

const create = (path: string): Written => ({ kind: 'new', path, text: 'new\n', what: '' })
const change = (path: string, before: string): Written => ({
  kind: 'changed',
  path,
  before,
  text: 'after\n',
  lines: [],
  what: '',
})

test('new files and their folders are made, and changed ones keep their mode', () => {
  const folder = folderOf({ a: 'before\n' })
  chmodSync(join(folder, 'a'), 0o640)
  writeFiles(folder, [create('b/c/d'), change('a', 'before\n')])
  expect(filesIn(folder)).toEqual({ a: 'after\n', 'b/c/d': 'new\n' })
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o640)
})

test('when one file cannot be written, none is', () => {
  const files = { a: 'before\n', file: '' }
  const folder = folderOf(files)
  expect(() => writeFiles(folder, [create('b/c'), change('a', 'before\n'), create('file/below')])).toThrow(
    /^\/.* cannot be written to \((ENOTDIR|EEXIST)\), so nothing was written; .*--dry-run.*[.]$/,
  )
  expect(filesIn(folder)).toEqual(files)
})

test.for<[string, Written]>([
  ['that was changed', change('a', 'before\n')],
  ['that has come into being', create('a')],
])('a file %s since it was read stays, and nothing is written', ([, entry]) => {
  const folder = folderOf({})
  writeFileSync(join(folder, 'a'), 'edited meanwhile\n')
  expect(() => writeFiles(folder, [create('b'), entry])).toThrow(/^a was changed while init was asking/)
  expect(filesIn(folder)).toEqual({ a: 'edited meanwhile\n' })
})
