import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { repositoryOf } from '../../src/base-ref/checkout.ts'
import { readRange, type Ends, type RangePlace } from '../../src/bisect/range.ts'
import { gitIn } from '../../src/host/git.ts'
import type { Commit } from '../../src/model/commits.ts'
import { care as careFor, removeFolders, repository, writeFiles, type Repository } from '../base-ref/repository.ts'

let care: ReturnType<typeof careFor>

beforeAll(() => void (care = careFor()))
afterAll(() => care.close())
afterEach(removeFolders)

async function placeOf({ folder }: Repository): Promise<RangePlace> {
  const git = gitIn(folder, { care })
  const scratch = join(folder, '.loadgate')
  mkdirSync(scratch, { recursive: true })
  return { git, care, repository: await repositoryOf(git, folder), scratch }
}

const hashesOf = (way: readonly Commit[]) => way.map(({ hash }) => hash)

describe('a range', () => {
  test('is the way from one end to the other, as a person knows its commits', async () => {
    const made = await repository()
    const hashes = [await made.git('rev-parse', 'HEAD'), await made.commit({ a: '1' }), await made.commit({ a: '2' })]
    await made.git(
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'Subject with \u001F and "quotes"',
      '--date=2026-11-20T10:00:00+01:00',
    )
    const { way, uncommitted } = await readRange(await placeOf(made), { good: 'HEAD~3', bad: 'HEAD' })
    expect(hashesOf(way).slice(0, 3)).toEqual(hashes)
    expect(way.at(-1)).toEqual({
      hash: await made.git('rev-parse', 'HEAD'),
      parents: [hashes[2]],
      author: 'A Person',
      date: '2026-11-20T10:00:00+01:00',
      subject: 'Subject with \u001F and "quotes"',
    })
    expect(uncommitted).toBe('none')
  })

  test('with merges is that of the first parents', async () => {
    const made = await repository()
    await made.git('checkout', '--quiet', '-b', 'side')
    await made.commit({ side: '1' })
    await made.git('checkout', '--quiet', 'main')
    const main = await made.commit({ main: '1' })
    await made.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
    const { way } = await readRange(await placeOf(made), { good: 'main~2', bad: 'main' })
    expect(hashesOf(way).slice(1)).toEqual([main, await made.git('rev-parse', 'main')])
  })
})

async function changed(): Promise<Repository> {
  const made = await repository({ tracked: 'old', gone: '' })
  await made.commit({ other: '' })
  writeFiles(made.folder, { tracked: 'new', 'folder/untracked': 'there', '.loadgate/ours': '', 'node_modules/x': '' })
  await execa('rm', [join(made.folder, 'gone')])
  return made
}

describe('changes that are not committed', () => {
  test('are the last commit of a range that ends at HEAD, and leave the index alone', async () => {
    const made = await changed()
    const place = await placeOf(made)
    const index = readFileSync(join(made.folder, '.git', 'index'))
    const { way, uncommitted } = await readRange(place, { good: 'HEAD~1', bad: 'HEAD' })
    const last = way.at(-1)!
    expect([way.length, uncommitted, last.author]).toEqual([3, 'last', ''])
    expect(last.parents).toEqual([await made.git('rev-parse', 'HEAD')])
    expect((await made.git('ls-tree', '-r', '--name-only', last.hash)).split('\n')).toEqual([
      '.gitignore',
      'folder/untracked',
      'other',
      'tracked',
    ])
    expect(await made.git('show', `${last.hash}:tracked`)).toBe('new')
    expect(readFileSync(join(made.folder, '.git', 'index'))).toEqual(index)
    const again = await readRange(place, { good: 'HEAD~1', bad: 'HEAD' })
    expect(again.way.at(-1)).toEqual(last)
  })

  test('do not include what the project wrote where git does not ignore it', async () => {
    const made = await changed()
    await made.commit({ '.gitignore': 'node_modules/\n', tracked: 'newer' })
    await made.git('rm', '--quiet', '--cached', '-r', '.loadgate')
    await made.git('commit', '--quiet', '--amend', '-m', 'change')
    writeFiles(made.folder, { more: '' })
    const { way } = await readRange(await placeOf(made), { good: 'HEAD', bad: 'HEAD' })
    expect(await made.git('diff', '--name-only', 'HEAD', way.at(-1)!.hash)).toBe('more')
  })

  test('do not include repositories within this one, which need not have a commit', async () => {
    const made = await changed()
    await made.git('init', '--quiet', 'folder/scratch')
    writeFiles(made.folder, { 'folder/scratch/file': '', 'folder/beside': '' })
    const { way } = await readRange(await placeOf(made), { good: 'HEAD', bad: 'HEAD' })
    const files = (await made.git('ls-tree', '-r', '--name-only', way.at(-1)!.hash)).split('\n')
    expect(files).toContain('folder/beside')
    expect(files.filter((file) => file.includes('scratch'))).toEqual([])
  })

  test('are all of a range from HEAD to HEAD', async () => {
    const { way } = await readRange(await placeOf(await changed()), { good: 'HEAD', bad: 'HEAD' })
    expect(way).toHaveLength(2)
  })

  test('are beside a range that ends elsewhere', async () => {
    const made = await changed()
    await made.git('branch', 'old', 'HEAD~1')
    await made.git('stash', '--include-untracked')
    await made.commit({ more: '' })
    writeFileSync(join(made.folder, 'tracked'), 'new')
    const { way, uncommitted } = await readRange(await placeOf(made), { good: 'old', bad: 'HEAD~1' })
    expect([way.length, uncommitted]).toEqual([2, 'beside'])
  })
})

describe('what is no range', () => {
  test.for<[string, Ends, string, RegExp]>([
    [
      'an unknown commit',
      { good: 'v9', bad: 'main' },
      'unknown-ref',
      /^There is no commit "v9" in this repository\. Correct GOOD \(`git branch -a`, .* list what there is\)\.$/,
    ],
    [
      'an unknown commit before dots',
      { good: 'v9', bad: 'main', dotted: true },
      'unknown-ref',
      /Correct the first commit of --count \(.*\)\.$/,
    ],
    [
      'twice the same name',
      { good: 'HEAD', bad: 'HEAD' },
      'same-commit',
      /^HEAD is both ends of the range \([0-9a-f]{9}\)/,
    ],
    [
      'the wrong way round with dots',
      { good: 'main', bad: 'main~1', dotted: true },
      'no-ancestor',
      /^main comes after main~1.*`main~1\.\.main`\.$/,
    ],
    ['an unknown second one', { good: 'main', bad: 'nowhere' }, 'unknown-ref', /"nowhere".*Correct BAD \(.*\)\.$/],
    ['what looks like an option', { good: '--all', bad: 'main' }, 'unknown-ref', /"--all"/],
    ['a file', { good: 'main:a', bad: 'main' }, 'unknown-ref', /"main:a"/],
    [
      'twice the same',
      { good: 'main', bad: 'HEAD' },
      'same-commit',
      /^main and HEAD are the same commit \([0-9a-f]{9}\)/,
    ],
    [
      'the wrong way round',
      { good: 'main', bad: 'main~1' },
      'no-ancestor',
      /^main comes after main~1.*`main~1 main`\.$/,
    ],
    [
      'a commit of another branch',
      { good: 'side', bad: 'main' },
      'no-ancestor',
      /^side is no ancestor of main.*the last one that both have is [0-9a-f]{9}\.$/,
    ],
    ['a branch that has nothing in common', { good: 'orphan', bad: 'main' }, 'no-ancestor', /they have none in common/],
  ])('%s', async ([, ends, code, sentence]) => {
    const made = await repository()
    await made.git('checkout', '--quiet', '-b', 'side')
    await made.commit({ side: '1' })
    await made.git('checkout', '--quiet', 'main')
    await made.commit({ a: '1' })
    await made.git('checkout', '--quiet', '--orphan', 'orphan')
    await made.git('commit', '--quiet', '-m', 'other')
    await made.git('checkout', '--quiet', 'main')
    await expect(readRange(await placeOf(made), ends)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    })
  })

  test('a commit that a shallow clone does not have: the command that gets it', async () => {
    const made = await repository()
    await made.commit({ a: '1' })
    await made.git('tag', 'v1', 'HEAD~1')
    const folder = join(made.folder, '.loadgate', 'clone')
    await made.git('clone', '--quiet', '--depth=1', `file://${made.folder}`, folder)
    const clone = { ...made, folder }
    const ends = { good: 'v1', bad: 'HEAD' }
    const place = await placeOf(clone)
    await expect(readRange(place, ends)).rejects.toThrow(
      /shallow clone\. Get it with `git fetch --unshallow --tags`; in GitHub Actions, /,
    )
    await made.git('-C', folder, 'fetch', '--quiet', '--depth=1', 'origin', 'tag', 'v1')
    await expect(readRange(place, ends)).rejects.toThrow(
      /^This shallow clone does not know whether v1 is an ancestor of HEAD.*`git fetch --unshallow`/,
    )
    await made.git('-C', folder, 'fetch', '--quiet', '--unshallow', '--tags')
    expect((await readRange(place, ends)).way).toHaveLength(2)
  })
})
