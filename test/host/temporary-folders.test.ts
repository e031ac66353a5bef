import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { perfMapOf } from '../../src/host/perf-map.ts'
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

test('a folder that a counted server still uses is left to its watchdog, and swept when that has ended', async () => {
  const place = mkdtempSync(join(tmpdir(), 'loadgate-place-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const folder = join(place, `some-${NOBODY}-abc`)
  const pipeOf = (pid: number) => join(folder, `vgdb-shared-mem-vgdb-${pid}-by-me-on-here`)
  mkdirSync(folder)
  writeFileSync(pipeOf(process.pid), '')
  await sweepFolders({ place, prefix: 'some-' })
  expect(readdirSync(place)).toHaveLength(1)
  renameSync(pipeOf(process.pid), pipeOf(NOBODY))
  await sweepFolders({ place, prefix: 'some-' })
  expect(readdirSync(place)).toEqual([])
})

test('what Python and V8 wrote elsewhere of processes that ran in a folder goes with it, but nothing that is older', async () => {
  const folder = await makeFolder({ place: tmpdir(), prefix: 'some-' })
  const [ours, before, others] = [1, 2, 3].map((more) => perfMapOf(NOBODY + more)) as [string, string, string]
  onTestFinished(() => [ours, before, others].forEach((path) => rmSync(path, { force: true })))
  for (const path of [ours, before, others]) writeFileSync(path, '')
  utimesSync(before, 0, 0)
  writeFileSync(join(folder, `vgdb-shared-mem-vgdb-${NOBODY + 1}-by-me-on-here`), '')
  writeFileSync(join(folder, `dump.${NOBODY + 2}.1`), '')
  await removeFolder(folder)
  expect([ours, before, others].map(existsSync)).toEqual([false, true, true])
})
