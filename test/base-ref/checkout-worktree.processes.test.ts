import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import {
  isAbandoned,
  newFolderName,
  addWorktree,
  removeLeftovers,
  removeWorktree,
} from '../../src/base-ref/checkout.ts'
import { gitIn } from '../../src/host/git.ts'
import { care, emptyFolder, removeFolders, repository, writeFiles, type Files } from './repository.ts'

const caring = care()
afterAll(caring.close)
afterAll(removeFolders)

/** A repository, the folder for its bases, and what git notes of worktrees beside the repository itself. */
async function prepared(files: Files = {}) {
  const { folder, git: user, commit } = await repository(files)
  const against = join(folder, '.loadgate', 'against')
  mkdirSync(against, { recursive: true })
  const noted = async () => (await user('worktree', 'list', '--porcelain')).match(/^worktree .*/gm)?.slice(1) ?? []
  return { folder, user, commit, against, noted, git: gitIn(folder, { care: caring }) }
}

/** A name as a process gives it that is gone by now. */
async function nameOfTheDead(): Promise<string> {
  const owner = new URL('../../src/base-ref/checkout.ts', import.meta.url).href
  const script = `import { newFolderName } from ${JSON.stringify(owner)}; console.log(newFolderName())`
  return (await execa(process.execPath, ['--input-type=module', '-e', script])).stdout
}

test('a commit is checked out as it was, without the changes of head, and removed without a trace', async () => {
  const { folder, user, against, noted, git } = await prepared({ file: 'first' })
  const commit = await user('rev-parse', 'HEAD')
  writeFiles(folder, { file: 'changed', fresh: '' })
  const path = join(against, newFolderName())
  await addWorktree(git, path, commit)
  expect(readFileSync(join(path, 'file'), 'utf8')).toBe('first')
  expect(existsSync(join(path, 'fresh'))).toBe(false)
  expect(await noted()).toEqual([`worktree ${path}`])
  await removeWorktree(git, path)
  expect(existsSync(path)).toBe(false)
  expect(await noted()).toEqual([])
  expect(await user('branch', '--list')).toBe('* main')
  await removeWorktree(git, path)
})

test('what links in a worktree lead to stays', async () => {
  const { user, against, git } = await prepared()
  const shared = emptyFolder()
  writeFiles(shared, { precious: '' })
  const path = join(against, newFolderName())
  await addWorktree(git, path, await user('rev-parse', 'HEAD'))
  symlinkSync(shared, join(path, 'node_modules'))
  await removeWorktree(git, path)
  expect(existsSync(path)).toBe(false)
  expect(existsSync(join(shared, 'precious'))).toBe(true)
})

test('a checkout runs no hook', async () => {
  const { folder, user, against, git } = await prepared()
  const hook = join(folder, '.git', 'hooks', 'post-checkout')
  writeFileSync(hook, `#!/bin/sh\ntouch '${folder}/ran'\n`)
  chmodSync(hook, 0o755)
  await addWorktree(git, join(against, newFolderName()), await user('rev-parse', 'HEAD'))
  expect(existsSync(join(folder, 'ran'))).toBe(false)
  await user('worktree', 'add', '--quiet', '--detach', join(emptyFolder(), 'own'))
  expect(existsSync(join(folder, 'ran'))).toBe(true)
})

test('a folder that git refuses is an error with what git printed', async () => {
  const { user, against, git } = await prepared()
  const path = join(against, newFolderName())
  writeFiles(path, { file: '' })
  await expect(addWorktree(git, path, await user('rev-parse', 'HEAD'))).rejects.toThrow(
    /could not be checked out into .*: `git worktree add` ended with exit code 128\.[^]*already exists/,
  )
})

test('the leftovers of processes that are gone are removed: folders, notes of folders that vanished, and locked ones', async () => {
  const { user, against, noted, git } = await prepared()
  const commit = await user('rev-parse', 'HEAD')
  const [whole, vanished, locked, bare] = await Promise.all(
    [1, 2, 3, 4].map(async () => join(against, await nameOfTheDead())),
  )
  for (const path of [whole!, vanished!, locked!]) await addWorktree(git, path, commit)
  rmSync(vanished!, { recursive: true })
  await user('worktree', 'lock', '--reason', 'initializing', locked!)
  writeFiles(bare!, { file: '' })
  await removeLeftovers(git, against)
  for (const path of [whole!, vanished!, locked!, bare!]) expect(existsSync(path)).toBe(false)
  expect(await noted()).toEqual([])
})

test('what is alive and what others made is spared, also a worktree whose disk is not mounted', async () => {
  const { user, against, noted, git } = await prepared()
  const commit = await user('rev-parse', 'HEAD')
  const ours = join(against, newFolderName())
  const outside = join(emptyFolder(), await nameOfTheDead())
  const away = join(emptyFolder(), 'away')
  for (const path of [ours, outside, away]) await addWorktree(git, path, commit)
  renameSync(away, `${away}-unmounted`)
  writeFiles(against, { 'modules/x/node_modules/y': '', 'base-mine/file': '', 'base-1': '' })
  await removeLeftovers(git, against)
  for (const path of [ours, outside, ...['modules', 'base-mine', 'base-1'].map((name) => join(against, name))]) {
    expect(existsSync(path)).toBe(true)
  }
  expect((await noted()).toSorted()).toEqual([ours, outside, away].map((path) => `worktree ${path}`).toSorted())
})

test('only a name with the number and the start of a process that is gone is abandoned', async () => {
  const dead = await nameOfTheDead()
  const ours = newFolderName()
  expect(isAbandoned(dead)).toBe(true)
  expect(isAbandoned(ours)).toBe(false)
  expect(newFolderName()).not.toBe(ours)
  // The same number, given to another process since.
  expect(isAbandoned(ours.replace(/^base-(\d+)-\d+/, 'base-$1-1'))).toBe(true)
  for (const name of [`x${dead}`, `${dead}0`, 'base-1', 'base--1-00000000', 'modules', ''])
    expect(isAbandoned(name)).toBe(false)
})

test('what a process made that cannot be seen from here, as in another container, is abandoned after a day', () => {
  const there = newFolderName().replace(/-\d+(-[0-9a-f]{8})$/, '-1$1')
  expect(there).toMatch(/^base-\d+-\d+-1-[0-9a-f]{8}$/)
  expect([isAbandoned(there), isAbandoned(there, 86_000), isAbandoned(there, 87_000)]).toEqual([false, false, true])
})
