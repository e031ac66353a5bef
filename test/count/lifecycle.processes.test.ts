import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { makeFolder, removeFolder, sweepFolders } from '../../src/count/folder.ts'
import { isAlive, processesMarked, until } from '../server/fixture.ts'
import { foldersOf, programOf, reason, valgrind } from './fixture.ts'

function startGate() {
  const mark = randomUUID()
  const gate = spawn(process.execPath, [programOf('holds-counted-launch', 'ts')], {
    env: { ...process.env, MARK: mark },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { mark, gate }
}

describe.skipIf(valgrind === '')(`valgrinds end with the gate${reason}`, { timeout: 180_000 }, () => {
  test('SIGKILL to it leaves no process, and its folder is swept by the next', async () => {
    const { mark, gate } = startGate()
    const [line] = (await once(gate.stdout, 'data')) as [Buffer]
    const { watchdog } = JSON.parse(line.toString()) as { watchdog: number }
    // The gate, its watchdog, the server, two children of it.
    expect(processesMarked(mark)).toHaveLength(5)
    expect(foldersOf(gate.pid!)).toHaveLength(1)
    gate.kill('SIGKILL')
    await until(() => processesMarked(mark).length === 0)
    await until(() => !isAlive(watchdog))
    await sweepFolders()
    expect(foldersOf(gate.pid!)).toEqual([])
  })

  test('SIGKILL while the server starts leaves none', async () => {
    const { mark, gate } = startGate()
    await until(() => processesMarked(mark).length >= 4)
    gate.kill('SIGKILL')
    await until(() => processesMarked(mark).length === 0)
  })
})

test('folders of living processes are not swept', async () => {
  const folder = await makeFolder()
  await sweepFolders()
  expect(foldersOf(process.pid)).toHaveLength(1)
  await removeFolder(folder)
  expect(foldersOf(process.pid)).toEqual([])
})
