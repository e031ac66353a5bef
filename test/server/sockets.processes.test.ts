import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { watchSockets } from '../../src/server/sockets.ts'
import { until } from './fixture.ts'

async function listen(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test('sockets that were there before are not those of a launch', async () => {
  const before = await listen()
  const look = watchSockets('', 'first')(process.pid)
  const port = await listen()
  const own = look(true)!.own.map((one) => one.port)
  expect(own).toContain(port)
  expect(own).not.toContain(before)
})

test('where a launch listens is seen after a moment, and at once where it matters', async () => {
  const look = watchSockets('', 'first')(process.pid)
  const portsSeen = (now: boolean) => look(now)!.own.map((one) => one.port)
  portsSeen(false)
  const first = await listen()
  expect(portsSeen(true)).toContain(first)
  const second = await listen()
  await until(() => portsSeen(false).includes(second))
})
