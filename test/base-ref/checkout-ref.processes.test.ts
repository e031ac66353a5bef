import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import fc from 'fast-check'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { gitIn } from '../../src/host/git.ts'
import { commitOf, fetchOf, headOf, repositoryOf } from '../../src/base-ref/checkout.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { care, emptyFolder, removeFolders, repository, repositoryIn, writeFiles } from './repository.ts'

const caring = care()
afterAll(caring.close)
afterAll(removeFolders)
afterEach(() => void vi.unstubAllEnvs())

const git = (folder: string) => gitIn(folder, { care: caring })

const commitFor = (from: ReturnType<typeof git>, ref: string) => commitOf(from, ref, 'LOADGATE_AGAINST')

const problem = (task: Promise<unknown>): Promise<string> =>
  task.then(
    () => 'no problem',
    (error: unknown) => (error instanceof LoadgateError ? error.message : `a bug: ${error}`),
  )

test('a repository is found from its top and from a folder in it', async () => {
  const { folder } = await repository({ 'packages/app/x': '' })
  expect(await repositoryOf(git(folder), folder)).toEqual({ top: folder, prefix: '' })
  const app = join(folder, 'packages/app')
  expect(await repositoryOf(git(app), app)).toEqual({ top: folder, prefix: 'packages/app/' })
})

test('a folder outside every repository is told so, in the words of git', async () => {
  const folder = emptyFolder()
  const message = await problem(repositoryOf(git(folder), folder))
  expect(message).toContain(`git does not work in ${folder}. Run the gate in a git checkout that you own`)
  expect(message).toContain('not a git repository')
})

test('without git the sentence says that it is missing', async () => {
  const folder = emptyFolder()
  vi.stubEnv('PATH', folder)
  expect(await problem(repositoryOf(git(folder), folder))).toMatch(/^There is no program git in PATH\. Install it/)
})

test('a git hook that runs the gate does not make it look at the repository of the hook', async () => {
  const [one, other] = [await repository(), await repository()]
  vi.stubEnv('GIT_DIR', join(other.folder, '.git'))
  vi.stubEnv('GIT_INDEX_FILE', join(other.folder, '.git', 'index'))
  expect(await repositoryOf(git(one.folder), one.folder)).toEqual({ top: one.folder, prefix: '' })
})

test('branches, tags, hashes and ancestors are found as full hashes', async () => {
  const { folder, git: user, commit } = await repository()
  const first = await user('rev-parse', 'HEAD')
  await user('tag', '-a', 'v1', '-m', 'annotated')
  await commit({ file: 'changed' })
  for (const ref of ['v1', first, first.slice(0, 12), 'HEAD~1', 'main^', 'refs/tags/v1']) {
    expect(await commitFor(git(folder), ref)).toBe(first)
  }
})

test('nothing that is no commit is taken for one, and no ref reaches a shell or the options of git', async () => {
  const { folder } = await repository({ file: '' })
  const refs = [
    'nowhere',
    'HEAD:file',
    'HEAD^{tree}',
    '^main',
    'main..main',
    'main main',
    '--help',
    '--all',
    '-',
    '--end-of-options',
    '',
    '\n',
  ]
  const harmful = [
    '$(touch harm)',
    '`touch harm`',
    '; touch harm',
    '--upload-pack=touch harm',
    '--output=harm',
    '| touch harm',
    '@{-1}',
  ]
  for (const ref of [...refs, ...harmful]) {
    expect(await problem(commitFor(git(folder), ref))).toContain('There is no commit ')
  }
  expect(existsSync(join(folder, 'harm'))).toBe(false)
})

test('whatever a ref is made of, it is a commit of the repository or an error for the user', async () => {
  const { folder, git: user } = await repository()
  const only = await user('rev-parse', 'HEAD')
  const pieces = fc.constantFrom(
    'main',
    'HEAD',
    '@',
    '^',
    '~',
    '{',
    '}',
    '-',
    '--',
    ':',
    '/',
    '.',
    '..',
    '*',
    '\\',
    '\u001b',
    ' ',
    '0',
    'é',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 4 }), async (words) => {
      const ref = words.join('')
      const found = await commitFor(git(folder), ref).catch((error: unknown) => error)
      if (found !== only) expect(found).toBeInstanceOf(LoadgateError)
    }),
    { numRuns: 25 },
  )
})

/** A remote with `main`, its clone, and a branch and a tag `later` that came after the clone. */
async function cloned(...options: readonly string[]) {
  const remote = await repository()
  await remote.commit({ file: 'second' })
  const folder = join(emptyFolder(), 'clone')
  await remote.git('clone', '--quiet', ...options, `file://${remote.folder}`, folder)
  await remote.git('checkout', '--quiet', '-b', 'later')
  const later = await remote.commit({ file: 'third' })
  await remote.git('tag', 'v2')
  return { remote, later, folder }
}

const clones = [
  ['a clone', [], ''],
  ['a shallow clone', ['--depth=1'], ' --depth=1'],
] as const

test.for(clones)(
  'in %s, the command in the sentence gets an unknown branch of a remote',
  async ([, options, depth]) => {
    const { folder, later } = await cloned(...options)
    const message = await problem(commitFor(git(folder), 'origin/later'))
    const [, command = ''] = /with `(.*?)`[.;]/.exec(message) ?? []
    expect(command).toBe(`git fetch${depth} origin later:refs/remotes/origin/later`)
    await execa({ cwd: folder })(command.split(' ')[0]!, command.split(' ').slice(1))
    expect(await commitFor(git(folder), 'origin/later')).toBe(later)
  },
)

test.for(clones)('in %s, the command in the sentence gets an unknown branch, tag or commit', async ([, options]) => {
  for (const name of ['later', 'v2', 'hash']) {
    const { folder, later } = await cloned(...options)
    const message = await problem(commitFor(git(folder), name === 'hash' ? later : name))
    const [, command = '', , write = later] =
      /with `(.*?)`( and write (.*?) for LOADGATE_AGAINST)?[.;]/.exec(message) ?? []
    expect(write).toBe(name === 'hash' ? later : 'FETCH_HEAD')
    await execa({ cwd: folder })(command.split(' ')[0]!, command.split(' ').slice(1))
    expect(await commitFor(git(folder), write)).toBe(later)
  }
})

const LISTS = 'Correct LOADGATE_AGAINST (`git branch -a`, `git tag` and `git log --oneline` list what there is)'

test('without a remote, the sentence about an unknown tag, branch or ancestor says what lists them', async () => {
  const { folder } = await repository()
  for (const ref of ['v9.9', 'origin/main', 'main~5'])
    expect(await problem(commitFor(git(folder), ref))).toBe(`There is no commit "${ref}" in this repository. ${LISTS}.`)
})

test('in a clone it says so, too, and only in a shallow one that more can be fetched of its history', async () => {
  const whole = await cloned()
  expect(await problem(commitFor(git(whole.folder), 'v9.9'))).toContain(
    `${LISTS}, or get it with \`git fetch origin v9.9\``,
  )
  expect(await problem(commitFor(git(whole.folder), 'main~5'))).toContain(`${LISTS}.`)
  expect(await problem(commitFor(git(whole.folder), 'main~5'))).not.toContain('--unshallow')
  const shallow = await cloned('--depth=1')
  expect(await problem(commitFor(git(shallow.folder), 'main~5'))).toContain('Get it with `git fetch --unshallow`')
})

test('a remote without a branch is said to be that, and nothing is to be fetched', async () => {
  const { folder } = await cloned()
  const message = await problem(commitFor(git(folder), 'origin/'))
  expect(message).toMatch(
    /^LOADGATE_AGAINST is "origin\/", with no branch after the slash: .*github\.base_ref is empty/,
  )
  expect(message).not.toContain('git fetch')
})

test('a shallow clone is called one, with what GitHub Actions needs', async () => {
  const { folder } = await cloned('--depth=1')
  const message = await problem(commitFor(git(folder), 'origin/later'))
  expect(message).toContain('which is a shallow clone')
  expect(message).toContain('`fetch-depth: 0`')
  expect(await problem(commitFor(git(folder), 'HEAD~1'))).toContain('`git fetch --unshallow`')
})

test('the remote that a ref begins with is asked, and none where there is none', () => {
  expect(fetchOf('upstream/v2/x', ['origin', 'upstream'], false)?.command).toBe(
    'git fetch upstream v2/x:refs/remotes/upstream/v2/x',
  )
  expect(fetchOf('refs/remotes/origin/x', ['origin'], false)).toEqual({
    command: 'git fetch origin x:refs/remotes/origin/x',
    write: 'origin/x',
  })
  expect(fetchOf('main', ['upstream'], false)?.command).toBe('git fetch upstream main')
  expect(fetchOf('main', [], true)).toBeNull()
  for (const ref of ['main~1', 'HEAD', 'a b', '$(x)', '-x', 'x`y`']) expect(fetchOf(ref, ['origin'], false)).toBeNull()
})

test('head is clean as committed, and dirty by a changed, a staged or a new file anywhere in the repository', async () => {
  const repo = await repository({ 'app/file': 'first', other: 'first' })
  const app = join(repo.folder, 'app')
  const head = () => headOf(git(app), { top: repo.folder, prefix: 'app/' }, join(app, '.loadgate'))
  const commit = await repo.git('rev-parse', 'HEAD')
  expect(await head()).toEqual({ commit, dirty: false })
  writeFiles(repo.folder, { other: 'second' })
  expect(await head()).toEqual({ commit, dirty: true })
  await repo.git('add', '--all')
  expect((await head()).dirty).toBe(true)
  await repo.git('reset', '--quiet', '--hard')
  expect((await head()).dirty).toBe(false)
  writeFiles(app, { new: '' })
  expect((await head()).dirty).toBe(true)
})

test('what the gate itself writes makes nothing dirty, also where git is not told to ignore it', async () => {
  const repo = await repository({ '.gitignore': '', 'app/file': '' })
  const app = join(repo.folder, 'app')
  const head = (scratch: string) => headOf(git(app), { top: repo.folder, prefix: 'app/' }, scratch)
  writeFiles(app, { '.load*gate/report.json': '{}' })
  expect((await head(join(app, '.loadgate'))).dirty).toBe(true)
  expect((await head(join(app, '.load*gate'))).dirty).toBe(false)
  expect((await head(emptyFolder())).dirty).toBe(true)
  writeFiles(app, { '.load-another-gate': '' })
  expect((await head(join(app, '.load*gate'))).dirty).toBe(true)
})

test('a repository without a commit has nothing to compare with', async () => {
  const folder = join(emptyFolder(), 'fresh')
  mkdirSync(folder)
  await repositoryIn(folder).git('init', '--quiet', '-b', 'main')
  expect(await problem(headOf(git(folder), { top: folder, prefix: '' }, join(folder, '.loadgate')))).toContain(
    'has no commit yet',
  )
})
