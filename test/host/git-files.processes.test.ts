import { afterAll, expect, test } from 'vitest'
import { textsAt } from '../../src/host/git-files.ts'
import { emptyFolder, removeFolders, repository } from '../base-ref/repository.ts'

afterAll(removeFolders)

test('files come as each commit has them, in the order that was asked for, and null where there is none', async () => {
  const { folder, commit } = await repository({ 'a ü.txt': 'grün\n' })
  const first = await commit({ b: '' })
  const second = await commit({ 'a ü.txt': 'blau — 2 blob 5\n\n', b: 'x' })
  const names = [
    `${second}:./a ü.txt`,
    `${first}:./c`,
    `${first}:./b`,
    'no such:b',
    `${first}:./a ü.txt`,
    `${second}:b`,
  ]
  expect(await textsAt(folder, names)).toEqual(['blau — 2 blob 5\n\n', null, '', null, 'grün\n', 'x'])
  expect(await textsAt(folder, [])).toEqual([])
})

test('outside a repository there are none', async () => {
  expect(await textsAt(emptyFolder(), ['HEAD:a'])).toEqual([null])
})
