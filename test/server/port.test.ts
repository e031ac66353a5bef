import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { serverSchema } from '../../src/model/server.ts'
import { portFor } from '../../src/server/port.ts'

const server = (port: 'reported' | 'free' | number) => serverSchema.parse({ name: 'a', command: ['node'], port })

test('a server that reports its port is told 0, and says itself where it listens', async () => {
  expect(await portFor(server('reported'))).toEqual({ number: 0, origin: null })
})

test('a free port can be listened on, and the next one is another', async () => {
  const [one, other] = [await portFor(server('free')), await portFor(server('free'))]
  expect(one.number).not.toBe(other.number)
  expect(one.origin).toBe(`http://127.0.0.1:${one.number}`)
  const listener = createServer().listen(one.number, '127.0.0.1')
  await once(listener, 'listening')
  listener.close()
})

test.each(['127.0.0.1', '0.0.0.0'])(
  'a port that someone listens on at %s is taken, and free afterwards',
  async (host) => {
    const listener = createServer().listen(0, host)
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    await expect(portFor(server(port))).rejects.toThrow(
      `Server "a" cannot be started: port ${port} is taken by another program.`,
    )
    listener.close()
    await once(listener, 'close')
    expect(await portFor(server(port))).toEqual({ number: port, origin: `http://127.0.0.1:${port}` })
  },
)
