import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { hasProc } from '../../src/host/proc.ts'
import type { DriverName } from '../../src/model/scenario.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { startGenerator } from '../../src/load/generator.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { hasEnded, isAlive } from '../fixtures/load/alive.ts'
import { listen } from '../fixtures/load/listen.ts'
import { target } from '../fixtures/load/target.ts'

const long = { leadIn: 0, seconds: 60 }
const warmUp = { requests: 1_000_000, within: 60 }

test('its process is known before it is ready, and gone after close', async () => {
  const pids: number[] = []
  const driver = await startDriver('autocannon', (pid) => pids.push(pid))
  expect(pids).toEqual([driver.pid])
  expect(isAlive(driver.pid)).toBe(true)
  await driver.close()
  await hasEnded(driver.pid)
  await driver.close()
})

test('a stretch that is under way at close is an error', async () => {
  await using server = await hello()
  const driver = await startDriver('autocannon')
  const run = driver.run(target(server.origin), long, { began: () => void driver.close(), ended: () => {} })
  await expect(run).rejects.toThrow(LoadgateError)
})

test('when its process is killed, the stretch says by which signal, and so does the next', async () => {
  await using server = await hello()
  const driver = await startDriver('autocannon')
  const run = driver.run(target(server.origin), long, {
    began: () => process.kill(driver.pid, 'SIGKILL'),
    ended: () => {},
  })
  await expect(run).rejects.toThrow(/ended with signal SIGKILL too early/)
  await expect(driver.run(target(server.origin), long)).rejects.toThrow('signal SIGKILL')
  await driver.close()
})

test('a program that ends before it is ready is an error with its exit code', async () => {
  await expect(startGenerator('no driver' as DriverName)).rejects.toThrow('ended with exit code 1 too early')
})

test('a server that is killed in the middle ends the stretch with what was counted', async () => {
  const { child, next } = program('hello-server.ts')
  const origin = await next()
  const driver = await startDriver('autocannon')
  onTestFinished(() => driver.close())
  const marks: string[] = []
  const load = await driver.run(target(origin), warmUp, {
    began: () => void setTimeout(() => child.kill('SIGKILL'), 200),
    ended: () => marks.push('ended'),
  })
  expect(load.requests).toBeGreaterThan(0)
  expect(load.failures.connection + load.failures.lost).toBeGreaterThan(100)
  expect(marks).toEqual(['ended'])
})

test('when the main process is killed, the generator under load ends by itself', async () => {
  await using server = await hello()
  const { child, next } = program('main-process.ts', server.origin, '60')
  const pid = Number(await next())
  expect(await next()).toBe('began')
  child.kill('SIGKILL')
  await hasEnded(pid)
})

test('when the main process is killed while the generator starts, it ends by itself too', async () => {
  await using server = await hello()
  const { child, next } = program('main-process.ts', server.origin, '60')
  const pid = Number(await next())
  child.kill('SIGKILL')
  await hasEnded(pid)
})

test('a ^C that reaches the whole group of the main process leaves it its generator', async () => {
  await using server = await hello()
  const { child, next } = program('main-process.ts', server.origin, '0.4')
  const pid = Number(await next())
  expect(await next()).toBe('began')
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT')
  expect(JSON.parse(await next())).toMatchObject({ failures: noFailures, requests: expect.any(Number) })
  await hasEnded(pid)
})

test('what the test runner sets in the environment does not reach it', async () => {
  process.env['NODE_OPTIONS'] = '--no-such-flag'
  onTestFinished(() => {
    delete process.env['NODE_OPTIONS']
  })
  const driver = await startDriver('autocannon')
  await driver.close()
  expect(isAlive(driver.pid)).toBe(false)
})

test.runIf(hasProc())(
  'started as it is, undici does not collect its whole heap for the answers that it read',
  async () => {
    const driver = await startDriver('undici')
    const [node = '', ...words] = readFileSync(`/proc/${driver.pid}/cmdline`, 'utf8').split('\0')
    await driver.close()
    const flags = words.filter((word) => word.startsWith('--'))
    const { stdout } = await execa(node, [
      ...flags,
      fileURLToPath(new URL('../fixtures/load/collecting.ts', import.meta.url)),
    ])
    // It does once at most. With V8's own sizes, it was 23 to 28 times.
    expect(Number(stdout)).toBeLessThanOrEqual(3)
  },
)

function hello() {
  return listen((_request, response) => response.end('hello'))
}

/** Starts a program among the fixtures, in a process group of its own; `next` waits for its next line. */
function program(file: string, ...words: readonly string[]) {
  const path = fileURLToPath(new URL(`../fixtures/load/${file}`, import.meta.url))
  const child = spawn(process.execPath, [path, ...words], { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => (await lines.next()).value ?? ''
  return { child, next }
}
