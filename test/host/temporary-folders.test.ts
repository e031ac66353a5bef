import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder, removeFolder, sweepFolders } from '../../src/host/temporary-folders.ts'

/** Above every process id of Linux and macOS. */
const NOBODY = 4_194_305

test('folders of processes that are gone are swept with what is in them, and nothing else', async () => {
  const place = mkdtempSync(join(tmpdir(), 'loadgate-place-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const folders = { place, prefix: 'some-' }
  const own = await makeFolder(folders)
  expect(statSync(own).mode & 0o077).toBe(0)
  for (const name of [`some-${NOBODY}-abc`, `other-${NOBODY}-abc`, 'some-abc']) mkdirSync(join(place, name))
  writeFileSync(join(place, `some-${NOBODY}-abc`, 'load.lua'), 'authorization')
  await sweepFolders(folders)
  expect(
    readdirSync(place)
      .map((name) => join(place, name))
      .toSorted(),
  ).toEqual([own, join(place, 'some-abc'), join(place, `other-${NOBODY}-abc`)].toSorted())
  await removeFolder(own)
  await removeFolder(own)
  expect(readdirSync(place)).toHaveLength(2)
  await sweepFolders({ ...folders, place: '/no/such/place' })
})
