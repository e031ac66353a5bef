import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readProc, LAUNCH_VARIABLE } from '../../src/host/proc.ts'
import { RUNTIME_VARIABLE } from '../../src/host/runtime-report.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { isAlive, processesMarked, programOf, until } from '../server/fixture.ts'

type Gate = {
  readonly mark: string
  readonly watchdog: number
  readonly folders: readonly string[]
  readonly gate: ReturnType<typeof spawn>
}

/** The program that holds two launches (four processes), and then ends in its `way`. */
async function startGate(way: string): Promise<Gate> {
  const mark = randomUUID()
  const gate = spawn(process.execPath, [programOf('holds-launches'), way], {
    env: { ...process.env, MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = text(gate.stderr)
  const line = await Promise.race([once(gate.stdout, 'data').then(String), once(gate, 'exit').then(() => null)])
  if (line === null) throw new Error(`It ended before it held anything: ${await said}`)
  const { watchdog, pids } = JSON.parse(line) as { watchdog: number; pids: number[] }
  expect(pids).toHaveLength(2)
  return { mark, watchdog, folders: pids.map(folderOf), gate }
}

/** Where a server reports its runtime. */
function folderOf(pid: number): string {
  const variable = readProc(`${pid}/environ`)
    ?.split('\0')
    .find((line) => line.startsWith(RUNTIME_VARIABLE))
  return variable?.split('=')[1] ?? ''
}

/** A process group that does nothing. */
function idle(env: NodeJS.ProcessEnv = {}) {
  const script = 'setInterval(() => {}, 1000)'
  return spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore', env: { ...process.env, ...env } })
}

/** The gate's own mark is on everything, the watchdog included. */
async function nothingIsLeft({ mark, watchdog, folders }: Gate): Promise<void> {
  await until(() => processesMarked(mark).length === 0)
  await until(() => !isAlive(watchdog))
  expect(folders.filter((folder) => existsSync(folder))).toEqual([])
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s to the main process leaves nothing running',
  async (signal) => {
    const started = await startGate('waits')
    // The gate, its watchdog, two servers, two children.
    expect(processesMarked(started.mark)).toHaveLength(6)
    expect(started.folders.filter((folder) => existsSync(folder))).toHaveLength(2)
    started.gate.kill(signal)
    await once(started.gate, 'exit')
    await nothingIsLeft(started)
  },
)

test.each([2, 3, 4])(
  'SIGKILL to the main process while it starts its process number %i leaves nothing running',
  async (count) => {
    const mark = randomUUID()
    const gate = spawn(process.execPath, [programOf('holds-launches')], {
      env: { ...process.env, MARK: mark },
      stdio: 'ignore',
    })
    await until(() => processesMarked(mark).length >= count)
    gate.kill('SIGKILL')
    await until(() => processesMarked(mark).length === 0)
  },
)

test.each(['throws', 'rejects', 'exits'])('a main process that %s leaves nothing running', async (way) => {
  const started = await startGate(way)
  if (started.gate.exitCode === null) await once(started.gate, 'exit')
  await nothingIsLeft(started)
})

test('a watchdog does not keep its main process alive, nor outlive it', async () => {
  const main = spawn(process.execPath, [programOf('lets-watchdog-go')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(await text(main.stdout))
  if (main.exitCode === null) await once(main, 'exit')
  expect(main.exitCode).toBe(0)
  await until(() => !isAlive(pid))
})

test('closing kills what is watched and what is expected, by group and by token, and spares what was forgotten', async () => {
  const watchdog = startWatchdog()
  const [token, early] = [randomUUID(), randomUUID()]
  const [watched, forgotten] = [idle(), idle()]
  const [marked, expected] = [idle({ [LAUNCH_VARIABLE]: token }), idle({ [LAUNCH_VARIABLE]: early })]
  watchdog.expect(early)
  watchdog.watch(watched.pid!, token)
  watchdog.watch(forgotten.pid!)
  watchdog.forget(forgotten.pid!)
  const gone = Promise.all([watched, marked, expected].map((process) => once(process, 'exit')))
  await Promise.all([watchdog.close(), watchdog.close()])
  await gone
  expect(isAlive(watchdog.pid)).toBe(false)
  expect(isAlive(forgotten.pid!)).toBe(true)
  forgotten.kill()
  await once(forgotten, 'exit')
  await watchdog.close()
})

test('signals do not end a watchdog, and its death does not end the main process', async () => {
  const watchdog = startWatchdog()
  await until(() => isReady(watchdog.pid))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(watchdog.pid, signal)
  watchdog.watch(999_999_999)
  watchdog.forget(999_999_999)
  expect(isAlive(watchdog.pid)).toBe(true)
  process.kill(watchdog.pid, 'SIGKILL')
  await until(() => !isAlive(watchdog.pid))
  watchdog.watch(999_999_999)
  await watchdog.close()
})

test('an idle watchdog uses next to no CPU', async () => {
  const watchdog = startWatchdog()
  await until(() => isReady(watchdog.pid))
  const used = () => Number(readProc(`${watchdog.pid}/schedstat`)?.split(' ')[0]) / 1e9
  const before = used()
  // A stretch of another process' CPU time, so that this does not depend on how busy the machine is.
  const from = process.cpuUsage()
  while (process.cpuUsage(from).user < 500_000);
  expect(used() - before).toBeLessThan(0.05)
  await watchdog.close()
})

/** It has its handlers: for SIGHUP (1), which Node itself does not catch. */
function isReady(pid: number): boolean {
  const mask = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readProc(`${pid}/status`) ?? '')?.[1] ?? '0'
  return (BigInt(`0x${mask}`) & 1n) === 1n
}
