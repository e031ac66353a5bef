import { afterAll, expect, test, vi } from 'vitest'
import { gitIn, originOf } from '../../src/host/git.ts'
import { emptyFolder, removeFolders, repository } from '../base-ref/repository.ts'

afterAll(removeFolders)

test('the origin of a checkout is its commit, and dirty with the first change', async () => {
  const { folder, git } = await repository({ file: 'one' })
  const commit = await git('rev-parse', 'HEAD')
  expect(await originOf(folder)).toEqual({ commit, dirty: false })
  const changed = await repository({ file: 'one' })
  await changed.git('mv', 'file', 'other')
  expect(await originOf(changed.folder)).toMatchObject({ dirty: true })
})

test('outside a checkout, and without git, there is no commit', async () => {
  const none = { commit: null, dirty: false }
  expect(await originOf(emptyFolder())).toEqual(none)
  vi.stubEnv('PATH', emptyFolder())
  expect(await originOf(emptyFolder())).toEqual(none)
  vi.unstubAllEnvs()
})

test('hooks of the checkout do not run, and variables are added for one git only', async () => {
  const { folder, git } = await repository()
  await git('config', 'core.hooksPath', folder)
  const own = gitIn(folder, { env: { GIT_AUTHOR_NAME: 'x' } })
  expect((await own('config', 'core.hooksPath')).stdout).toBe('/dev/null')
  expect((await own('var', 'GIT_AUTHOR_IDENT')).stdout).toMatch(/^x /)
})
