import { afterAll, expect, test } from 'vitest'
import { commitsIn } from '../../src/host/git-log.ts'
import { gitIn } from '../../src/host/git.ts'
import { emptyFolder, removeFolders, repository } from '../base-ref/repository.ts'

afterAll(removeFolders)

test('commits come with their parents, the newest first, and only those that changed a file where one is named', async () => {
  const { folder, commit } = await repository({ a: '0' })
  const [first, second] = [await commit({ b: '1' }), await commit({ a: '2' })]
  const git = gitIn(folder)
  const all = await commitsIn(git, ['HEAD'])
  expect(all.slice(0, 2).map(({ hash, parents }) => ({ hash, parents }))).toMatchObject([
    { hash: second, parents: [first] },
    { hash: first },
  ])
  expect((await commitsIn(git, ['HEAD'], ['b'])).map(({ hash }) => hash)).toEqual([first])
  expect(await commitsIn(git, ['--max-count=1', 'HEAD'])).toEqual(all.slice(0, 1))
})

test('where git refuses there are none', async () => {
  expect(await commitsIn(gitIn(emptyFolder()), ['HEAD'])).toEqual([])
})
