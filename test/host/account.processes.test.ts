import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { cpuBetween } from '../../src/host/usage.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { fixture, isAlive, until } from '../server/fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

async function launched(env: Record<string, string>): Promise<Launch> {
  const started = await launch(fixture('outside-the-tree', { env, ready: '/pid' }), { watchdog })
  onTestFinished(() => started.stop())
  const worker = workerOf(started)
  // Until the process between the two has ended, the worker is still in the tree.
  await until(() => (started.look(), String(started.usage()?.pids) === String([started.pid, worker])))
  return started
}

const workerOf = ({ body }: Launch) => Number(body)

/** CPU seconds that are seen from outside while the worker burns a third of a second. */
async function burnt({ usage, origin }: Launch): Promise<number> {
  const before = usage()!
  await (await fetch(`${origin}/burn`)).text()
  return cpuBetween(before, usage()!)
}

test('a server whose command does the work itself has the tree of its command, and can be measured', async () => {
  const started = await launch(fixture('answers'), { watchdog })
  onTestFinished(() => started.stop())
  expect([started.usage()?.pids, started.unmeasured()]).toEqual([[started.pid], null])
  expect(await started.leftBehind(0)).toBeNull()
})

describe('a worker that is nobody’s child', () => {
  test('is the launch’s by the token in its environment: its CPU and memory are counted, and it is ended', async () => {
    const started = await launched({})
    const worker = workerOf(started)
    expect(started.unmeasured()).toBeNull()
    expect(started.usage()?.memory).toBeGreaterThan(60e6)
    expect(await burnt(started)).toBeGreaterThan(0.3)
    await started.stop()
    expect(isAlive(worker)).toBe(false)
  })

  test('and hides from the launch is named as what listens; what it uses is known, but nobody takes it for the server’s', async () => {
    const started = await launched({ HIDDEN: '1' })
    const worker = workerOf(started)
    expect(started.unmeasured()).toEqual({ kind: 'stranger', pid: worker, name: 'node' })
    expect(await burnt(started)).toBeGreaterThan(0.3)
    await started.stop()
    expect(await started.leftBehind(20)).toBeNull()
    expect(isAlive(worker)).toBe(false)
  })

  test('and hides, and stays when its command ends, is told, and not ended', async () => {
    const started = await launched({ HIDDEN: '1', STAYS: '1' })
    const worker = workerOf(started)
    await started.stop()
    expect(await started.leftBehind(0.1)).toMatchObject({ pid: worker, name: 'node' })
    expect(isAlive(worker)).toBe(true)
    process.kill(worker)
    await until(() => !isAlive(worker))
    expect(await started.leftBehind(20)).toBeNull()
  })
})
