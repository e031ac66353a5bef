import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeEach, expect, test } from 'vitest'
import { thisMachine } from '../../src/host/machine.ts'
import { startApi } from '../github/fake-api.ts'
import { command } from './command.ts'

const PULLS = 'POST /repos/owner/name/pulls'
const BRANCH = `loadgate/baselines-${thisMachine().id}`
const OPEN = `GET /repos/owner/name/pulls?state=open&head=${encodeURIComponent(`owner:${BRANCH}`)}`

let folder: string
let work: string

const git = async (...args: string[]) => (await execa('git', args, { cwd: work })).stdout

/** A clone of a bare repository, with one commit on main. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-propose-'))
  work = join(folder, 'work')
  await execa('git', ['init', '--quiet', '--bare', join(folder, 'origin')])
  await execa('git', ['clone', '--quiet', join(folder, 'origin'), work])
  mkdirSync(join(work, 'baselines'))
  writeFileSync(join(work, 'baselines', 'home.json'), '1\n')
  await git('add', '.')
  await git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--message', 'Begin')
  await git('push', '--quiet', 'origin', 'HEAD:main')
  return () => rmSync(folder, { recursive: true })
})

const propose = (api: string) =>
  command(['propose'], {
    cwd: work,
    env: { GITHUB_API_URL: api, GITHUB_REPOSITORY: 'owner/name', GITHUB_TOKEN: 'secret', GITHUB_REF_NAME: 'main' },
  })

test('changed baselines are pushed to a branch, and a pull request is opened', async () => {
  writeFileSync(join(work, 'baselines', 'home.json'), '2\n')
  writeFileSync(join(work, 'else.txt'), 'not a baseline')
  await using api = await startApi({ [PULLS]: { number: 3 } })
  expect(await propose(api.url)).toEqual({ exitCode: 0, stdout: `Opened a pull request for ${BRANCH}.`, stderr: '' })
  expect(api.asked).toMatchObject([
    {
      token: 'Bearer secret',
      body: { head: BRANCH, base: 'main', title: `Record the baselines of ${thisMachine().id}` },
    },
  ])
  expect(await git('show', '--name-only', '--format=%an %s', `origin/${BRANCH}`)).toBe(
    `github-actions[bot] Record the baselines of ${thisMachine().id}\n\nbaselines/home.json`,
  )
})

test('the branch and the title name the kinds of machine that were recorded, wherever they were merged', async () => {
  for (const folderOf of ['linux-b', 'linux-a', 'counted']) {
    mkdirSync(join(work, 'baselines', folderOf))
    writeFileSync(join(work, 'baselines', folderOf, 'home.json'), '2\n')
  }
  await using api = await startApi({ [PULLS]: { number: 3 } })
  expect((await propose(api.url)).stdout).toBe('Opened a pull request for loadgate/baselines-linux-a-linux-b.')
  expect(api.asked).toMatchObject([{ body: { title: 'Record the baselines of linux-a and linux-b' } }])
})

test('if a pull request is open already, it is updated', async () => {
  writeFileSync(join(work, 'baselines', 'home.json'), '3\n')
  const refusal = { status: 422, message: 'A pull request already exists' }
  await using api = await startApi({ [PULLS]: refusal, [OPEN]: [{ number: 3, head: { sha: 'abc' } }] })
  expect(await propose(api.url)).toMatchObject({
    exitCode: 0,
    stdout: `Updated the open pull request for ${BRANCH}.`,
  })
  expect(await git('show', `origin/${BRANCH}:baselines/home.json`)).toBe('3')
})

test('if GitHub refuses the pull request, and none is open, what it says is wrong is told', async () => {
  writeFileSync(join(work, 'baselines', 'home.json'), '5\n')
  const errors = [{ resource: 'PullRequest', field: 'base', code: 'invalid' }, { message: 'No commits between' }]
  await using api = await startApi({ [PULLS]: { status: 422, message: 'Validation Failed', errors }, [OPEN]: [] })
  const { exitCode, stdout, stderr } = await propose(api.url)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain('with status 422 (Validation Failed: base invalid: No commits between)')
})

test('if nothing changed, nothing is done', async () => {
  await using api = await startApi({})
  expect(await propose(api.url)).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing changed in baselines, so there is nothing to propose.',
  })
  expect(api.asked).toEqual([])
})

test('a refused push is reported in a sentence, and no pull request is opened', async () => {
  writeFileSync(join(work, 'baselines', 'home.json'), '4\n')
  rmSync(join(folder, 'origin'), { recursive: true })
  await using api = await startApi({})
  const { exitCode, stderr } = await propose(api.url)
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/^git push failed \(/)
  expect(stderr).not.toContain('secret')
  expect(api.asked).toEqual([])
})
