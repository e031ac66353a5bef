import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openCountFolder } from '../../src/count/folder.ts'
import { launchCounted } from '../../src/count/launch-counted.ts'
import { perfMapOf } from '../../src/host/perf-map.ts'
import { processLine, treeOf } from '../../src/host/proc.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { isAlive, processesMarked, until } from '../server/fixture.ts'
import { counted, foldersOf, programOf, pythonFrom, reason, valgrind } from './fixture.ts'

/** Above every process id of Linux and macOS. */
const NOBODY = 4_194_305

const python = pythonFrom(12)

function startGate(command: readonly string[] = []) {
  const mark = randomUUID()
  const gate = spawn(process.execPath, [programOf('holds-counted-launch', 'ts'), ...command], {
    env: { ...process.env, MARK: mark },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { mark, gate }
}

function vgdbs(): readonly number[] {
  return treeOf(process.pid).filter((pid) => processLine(pid)?.name === 'vgdb')
}

describe.skipIf(valgrind === '')(`valgrinds end with the gate${reason}`, { timeout: 180_000 }, () => {
  test('SIGKILL to it leaves no process and no folder', async () => {
    const { mark, gate } = startGate()
    const [line] = (await once(gate.stdout, 'data')) as [Buffer]
    const { watchdog } = JSON.parse(line.toString()) as { watchdog: number }
    // The gate, its watchdog, the server, two children of it.
    expect(processesMarked(mark)).toHaveLength(5)
    expect(foldersOf(gate.pid!)).toHaveLength(1)
    gate.kill('SIGKILL')
    await until(() => processesMarked(mark).length === 0)
    await until(() => !isAlive(watchdog))
    expect(foldersOf(gate.pid!)).toEqual([])
  })

  test.skipIf(python === null)('SIGKILL to it leaves nothing of what Python wrote to name its functions', async () => {
    const { gate } = startGate([
      python!,
      fileURLToPath(new URL('../fixtures/python/divides.py', import.meta.url)),
      '10',
    ])
    const [line] = (await once(gate.stdout, 'data')) as [Buffer]
    const { pid, watchdog } = JSON.parse(line.toString()) as { pid: number; watchdog: number }
    expect(existsSync(perfMapOf(pid))).toBe(true)
    gate.kill('SIGKILL')
    await until(() => !isAlive(watchdog))
    expect(existsSync(perfMapOf(pid))).toBe(false)
  })

  test('SIGKILL while the server starts leaves none either', async () => {
    const { mark, gate } = startGate()
    await until(() => processesMarked(mark).length >= 4)
    gate.kill('SIGKILL')
    await until(() => processesMarked(mark).length === 0 && foldersOf(gate.pid!).length === 0)
  })
})

test.skipIf(valgrind === '')(
  `a launch that ends while its counters are read leaves no vgdb${reason}`,
  async () => {
    const watchdog = startWatchdog()
    onTestFinished(watchdog.close)
    const launched = await launchCounted(counted('has-children'), { watchdog, valgrind })
    await launched.read()
    const reading = launched.read().catch(() => {})
    await until(() => vgdbs().length > 0)
    await launched.stop()
    await reading
    expect(vgdbs()).toEqual([])
  },
  60_000,
)

test('folders of a gate whose watchdog was killed, too, are swept, and those of living processes are not', async () => {
  const watchdog = { temporary: () => () => {} }
  const first = await openCountFolder(watchdog)
  mkdirSync(join(tmpdir(), `loadgate-count-${NOBODY}-abc`), { recursive: true })
  const second = await openCountFolder(watchdog)
  const own = [first, second].map(({ path }) => basename(path))
  expect([foldersOf(NOBODY), foldersOf(process.pid).toSorted()]).toEqual([[], own.toSorted()])
  await first.remove()
  await second.remove()
  expect(foldersOf(process.pid)).toEqual([])
})
