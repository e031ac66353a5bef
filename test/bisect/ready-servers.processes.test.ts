import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { repositoryOf } from '../../src/base-ref/checkout.ts'
import { commitAt } from '../../src/bisect/range.ts'
import { withCommit, type OpenCommit, type Opening } from '../../src/bisect/ready-servers.ts'
import { gitIn } from '../../src/host/git.ts'
import { openSecrets } from '../../src/model/secrets.ts'
import { basesIn, care as careFor, emptyFolder, removeFolders, repository } from '../base-ref/repository.ts'

let care: ReturnType<typeof careFor>

beforeAll(() => void (care = careFor()))
afterAll(() => care.close())
afterAll(removeFolders)
afterEach(() => void vi.unstubAllEnvs())

/** Opens the commit of a repository without servers for some work, and gives what came of it and the worktrees that are left. */
async function opened(work: (commit: OpenCommit) => Promise<unknown>) {
  const { folder } = await repository({ file: 'one' })
  const git = gitIn(folder, { care })
  const opening: Opening = {
    ...care,
    repository: await repositoryOf(git, folder),
    scratch: join(folder, '.loadgate'),
    definitions: { servers: [], gate: 'perf', root: folder, top: folder, loadedIn: folder },
    secrets: openSecrets(),
    lock: () => Promise.reject(new Error('nothing is measured')),
    onStep: () => {},
  }
  const hash = (await git('rev-parse', 'HEAD')).stdout
  const outcome: unknown = await withCommit(opening, await commitAt(git, hash), work).catch((error: unknown) => error)
  return { outcome, left: basesIn(folder) }
}

/** Removing a worktree needs git. */
const hideGit = () => void vi.stubEnv('PATH', emptyFolder())

test('a commit is opened for the work, and its worktree is gone afterwards, whatever comes', async () => {
  expect(await opened(async ({ servers, isOwn }) => ({ servers, isOwn }))).toEqual({
    outcome: { servers: [], isOwn: false },
    left: [],
  })
  expect(await opened(() => Promise.reject(new Error('a bug')))).toEqual({ outcome: new Error('a bug'), left: [] })
})

test('what went wrong first is reported, also when the worktree cannot be removed', async () => {
  const { outcome } = await opened(async () => {
    hideGit()
    throw new Error('a bug')
  })
  expect(outcome).toEqual(new Error('a bug'))
})

test('a worktree that cannot be removed is said where nothing else went wrong', async () => {
  const { outcome } = await opened(async () => hideGit())
  expect(outcome).toMatchObject({ code: 'git-missing' })
})
