import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { commitOfRecording, isCutOff, isUnchangedSince } from '../../src/baseline/recorded-in.ts'
import { gitIn } from '../../src/host/git.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadgate-recorded-in-')))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.restoreAllMocks())

const git = gitIn(folder)
const at = '2026-11-26T05:40:40.465Z'

async function commit(file: string, text: string): Promise<string> {
  writeFileSync(join(folder, file), text)
  for (const args of [
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'change'],
  ])
    expect(await git(...args)).toMatchObject({ succeeded: true })
  return (await git('rev-parse', 'HEAD')).stdout
}

let [start, recording] = ['', '']

beforeAll(async () => {
  await git('init', '-q')
  start = await commit('main.js', 'one')
  recording = await commit('counted.json', JSON.stringify({ servers: { api: { recorded: { at } } } }, null, 2))
  await commit('counted.json', JSON.stringify({ servers: { api: { recorded: { at } }, other: {} } }))
})

const found = (recorded: { at: string; commit: string | null; dirty: boolean }) => commitOfRecording(recorded, folder)

test('what was recorded without changes is of the commit that was checked out', async () => {
  expect(await found({ at, commit: start, dirty: false })).toBe(start)
})

test('what was recorded with changes is of the first commit that has the recording', async () => {
  expect(await found({ at, commit: start, dirty: true })).toBe(recording)
})

test('what no commit has yet is of the commit that was checked out', async () => {
  expect(await found({ at: '2026-11-26T06:00:00.000Z', commit: start, dirty: true })).toBe(start)
})

test('what was recorded outside of git is of no commit', async () => {
  expect(await found({ at, commit: null, dirty: false })).toBe(null)
})

test('a shallow clone is cut off at the commit that seems to have recorded everything, and at no later one', async () => {
  const clone = join(folder, 'clone')
  const last = (await git('rev-parse', 'HEAD')).stdout
  await git('clone', '-q', '--depth', '1', `file://${folder}`, clone)
  expect(await commitOfRecording({ at, commit: start, dirty: true }, clone)).toBe(last)
  expect(await isCutOff(last, clone)).toBe(true)
  expect([await isCutOff(last, folder), await isCutOff(start, folder)]).toEqual([false, false])
  await gitIn(clone)('fetch', '-q', '--depth', '2')
  expect(await isCutOff(last, clone)).toBe(false)
  rmSync(clone, { recursive: true })
})

test('a working tree is unchanged since its own commit, whatever the gate itself wrote', async () => {
  const last = (await git('rev-parse', 'HEAD')).stdout
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  writeFileSync(join(folder, 'ours.json'), '')
  expect(await isUnchangedSince(last, ['ours.json'])).toBe(true)
  expect(await isUnchangedSince(last, [join(folder, 'ours.json')])).toBe(true)
  expect(await isUnchangedSince(start, ['ours.json'])).toBe(false)
  writeFileSync(join(folder, 'main.js'), 'changed')
  expect(await isUnchangedSince(last, ['ours.json'])).toBe(false)
})
