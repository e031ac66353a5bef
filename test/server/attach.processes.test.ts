import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { serverSchema } from '../../src/model/server.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch } from '../../src/server/launch.ts'
import { launchesIn } from '../../src/server/launches.ts'
import { fixture, isAlive } from '../server/fixture.ts'

/** Launches of servers that already run, as a fleet makes them. */
function launches() {
  const watchdog = startWatchdog()
  onTestFinished(() => watchdog.close())
  return { watchdog, ...launchesIn({ watchdog }) }
}

const running = (url: string, more: object = {}) => serverSchema.parse({ name: 'api', url, ...more })

test('a server that already runs answers, has the usage of whoever listens, and goes on when everything is stopped', async () => {
  const { watchdog, start, stopAll } = launches()
  const started = await launch(fixture('answers', {}, ['good day']), { watchdog })
  onTestFinished(() => started.stop())
  const attached = await start(running(started.origin))
  expect([attached.origin, attached.body, attached.ended()]).toEqual([started.origin, 'good day', null])
  expect([attached.usage()?.pids, attached.unmeasured()]).toEqual([[started.pid], null])
  expect(attached.usage()?.memory).toBeGreaterThan(30e6)
  await attached.stop()
  await stopAll()
  expect(await attached.leftBehind(0)).toBeNull()
  expect(isAlive(started.pid)).toBe(true)
})

test('`localhost` is the address of it that something listens on', async () => {
  const server = createServer((_request, answer) => answer.end('hello')).listen(0, '::1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { start } = launches()
  expect((await start(running(`http://localhost:${port}`))).origin).toBe(`http://[::1]:${port}`)
})

test('where nothing answers, the address and what to do are told', async () => {
  const { start } = launches()
  const nobody = running('http://127.0.0.1:1', { ready: { within: 0.2 } })
  await expect(start(nobody)).rejects.toMatchObject({
    code: 'not-running',
    message: expect.stringMatching(
      /^Server "api" already runs, says its `url`, but http:\/\/127\.0\.0\.1:1\/ was not answered .*ECONNREFUSED.* give a `command`/,
    ) as string,
  })
})
