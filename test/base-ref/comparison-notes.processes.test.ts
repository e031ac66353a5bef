import { afterAll, expect, test } from 'vitest'
import { comparisonNotes } from '../../src/base-ref/comparison-notes.ts'
import { gitIn } from '../../src/host/git.ts'
import { removeFolders, repository, type Repository } from './repository.ts'

afterAll(removeFolders)

async function noted(
  { folder, git }: Repository,
  ref: string,
  dirty = false,
  files: string[] = [],
): Promise<readonly string[]> {
  const [commit, head] = [await git('rev-parse', ref), await git('rev-parse', 'HEAD')]
  return comparisonNotes(gitIn(folder), { ref, commit, head: { commit: head, dirty }, files })
}

test('a branch that lacks commits of its base is told how many, and where it began', async () => {
  const repo = await repository()
  const began = await repo.git('rev-parse', 'HEAD')
  await repo.git('checkout', '--quiet', '-b', 'feature')
  await repo.commit({ feature: '' })
  expect(await noted(repo, 'main')).toEqual([])
  await repo.git('checkout', '--quiet', 'main')
  await repo.commit({ one: '' })
  await repo.git('checkout', '--quiet', 'feature')
  expect(await noted(repo, 'main')).toEqual([
    `"main" has 1 commit that head lacks, so a change may be theirs, the other way round. Compare without it: LOADGATE_AGAINST=${began.slice(0, 9)}.`,
  ])
  await repo.git('checkout', '--quiet', 'main')
  await repo.commit({ two: '' })
  await repo.git('checkout', '--quiet', 'feature')
  expect((await noted(repo, 'main'))[0]).toMatch(/^"main" has 2 commits .* Compare without them: /)
  await repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'main')
  expect([await noted(repo, 'main'), await noted(repo, 'HEAD^1')]).toEqual([[], []])
})

test('commits without a common ancestor are told to be', async () => {
  const repo = await repository()
  await repo.git('checkout', '--quiet', '--orphan', 'other')
  await repo.commit({ other: '' })
  expect((await noted(repo, 'main'))[0]).toMatch(/No commit that both have is in this clone: merge or rebase first\.$/)
})

test('an older commit that is compared with a newer one lacks that on purpose', async () => {
  const repo = await repository()
  await repo.commit({ one: '' })
  await repo.git('checkout', '--quiet', 'HEAD~1')
  expect(await noted(repo, 'main')).toEqual([])
})

test('one commit on both sides is said to be, unless something is changed', async () => {
  const repo = await repository()
  expect((await noted(repo, 'main'))[0]).toMatch(/^Both sides are the same commit: "main" is [0-9a-f]{9}, /)
  expect(await noted(repo, 'main', true)).toEqual([])
})

test('files that configure head alone are named', async () => {
  const repo = await repository()
  expect(await noted(repo, 'main', true, ['.env', 'app/.env.local'])).toEqual([
    '.env and app/.env.local are not in git, so "main" runs without them, and may be configured otherwise than head. Set what numbers depend on with `env` in the server\'s definition, or make the file with `build`.',
  ])
})
