import { afterAll, expect, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch } from '../../src/server/launch.ts'
import { fixture, processesMarked, until } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

test('a stopped server is gone, says so, and may be stopped again', async () => {
  const server = fixture('answers')
  const { stop, ended, exited, usage } = await launch(server, { watchdog })
  expect(ended()).toBeNull()
  await Promise.all([stop(), stop()])
  expect(processesMarked(server.env.MARK)).toEqual([])
  expect([ended(), await exited]).toEqual(['answers was stopped by the gate', 'answers was stopped by the gate'])
  expect(usage()).toBeNull()
  await stop()
})

test('a server that ignores SIGTERM is killed', async () => {
  const server = fixture('ignores-sigterm')
  const { stop } = await launch(server, { watchdog })
  await stop()
  expect(processesMarked(server.env.MARK)).toEqual([])
})

test('children are stopped too, also those that ignore SIGTERM and those in a session of their own', async () => {
  const server = fixture('leaves-children')
  const { stop, usage } = await launch(server, { watchdog })
  expect(processesMarked(server.env.MARK)).toHaveLength(3)
  expect(usage()?.pids).toHaveLength(3)
  await stop()
  expect(processesMarked(server.env.MARK)).toEqual([])
})

test('a server that ends by itself says how, when and with which last words', async () => {
  const { ended, exited, origin, stop } = await launch(fixture('answers'), { watchdog })
  await fetch(`${origin}/exit/7`).catch(() => {})
  const sentence = await exited
  expect(sentence).toMatch(
    /^answers ended with exit code 7 \d+\.\d s after its start, although the gate did not stop it; /,
  )
  expect(sentence).toContain(`its last line was "listening on ${origin}"`)
  expect(ended()).toBe(sentence)
  await stop()
  expect(ended()).toBe(sentence)
})

test('a server that someone kills says so', async () => {
  const { exited, pid } = await launch(fixture('answers'), { watchdog })
  process.kill(pid, 'SIGKILL')
  expect(await exited).toMatch(/^answers ended with signal SIGKILL /)
})

test('what a server leaves behind when it ends by itself is ended at once', async () => {
  const server = fixture('leaves-children')
  const { exited, origin } = await launch(server, { watchdog })
  await fetch(`${origin}/exit/0`).catch(() => {})
  await exited
  await until(() => processesMarked(server.env.MARK).length === 0)
})
