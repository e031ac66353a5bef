import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openHttp2 } from '../../src/host/http2.ts'

test.for([
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ['closes', (socket: Socket) => socket.end()],
] as const)('a server that %s the connection before anything is sent is an error like any other', async ([, leave]) => {
  const server = createServer(leave).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const opened = openHttp2(`http://127.0.0.1:${port}`, {}, { rest: () => delay(100) })
  await expect(opened).rejects.toMatchObject({ code: 'ECONNRESET' })
})
