import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { gitIn, originOf, refusalOf } from '../../src/host/git.ts'
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

test('what is printed of commits has no signatures in it, also where a person always sees them', async () => {
  const { folder, git } = await repository()
  const signer = join(emptyFolder(), 'signer')
  const script = `#!/bin/sh
cat > /dev/null
case "$*" in
  *-bsau*) echo '-----BEGIN PGP SIGNATURE-----'; printf '\\n[GNUPG:] SIG_CREATED D\\n' >&2 ;;
  *) echo 'Good signature' >&2 ;;
esac
`
  writeFileSync(signer, script)
  chmodSync(signer, 0o755)
  await git('config', 'gpg.program', signer)
  await git('config', 'log.showSignature', 'true')
  await git('commit', '--quiet', '--allow-empty', '--gpg-sign', '-m', 'signed')
  expect(await git('log', '--max-count=1', '--format=%s')).toContain('Good signature')
  expect((await gitIn(folder)('log', '--max-count=1', '--format=%s')).stdout).toBe('signed')
})

test('that git refuses a checkout of somebody else is told in its first sentence, and nothing outside of one', async () => {
  const { folder } = await repository()
  expect([await refusalOf(folder), await refusalOf(emptyFolder())]).toEqual([null, null])
  for (const [name, value] of [
    ['GIT_TEST_ASSUME_DIFFERENT_OWNER', '1'],
    ['GIT_CONFIG_GLOBAL', '/dev/null'],
    ['GIT_CONFIG_SYSTEM', '/dev/null'],
  ] as const)
    vi.stubEnv(name, value)
  const [refusal, origin] = [await refusalOf(folder), await originOf(folder)]
  vi.unstubAllEnvs()
  expect(refusal).toBe(`fatal: detected dubious ownership in repository at '${folder}'`)
  expect(origin).toEqual({ commit: null, dirty: false })
})
