import { EventEmitter, once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Client } from 'autocannon'
import { expect, test } from 'vitest'
import { abandon, insidesOf, openSocket } from '../../../src/load/embedded/autocannon-insides.ts'

test('an autocannon with other insides is refused, instead of miscounted', () => {
  const other = Object.assign(new EventEmitter(), { pipelinedRequests: [], reqsMade: 0 }) as unknown as Client
  expect(() => insidesOf(other)).toThrow("autocannon's insides")
})

test('two connections read into the same memory, and what one read brings is whole', async () => {
  const server = await greet((socket) => socket.end('hello'))
  const heard: string[] = []
  const memories = new Set<ArrayBufferLike>()
  const piece = (bytes: Buffer) => {
    heard.push(bytes.toString())
    memories.add(bytes.buffer)
  }
  for (const socket of [open(server.port, { piece }), open(server.port, { piece })]) await once(socket, 'end')
  expect(heard).toEqual(['hello', 'hello'])
  expect(memories.size).toBe(1)
  server.close()
})

test('an answer longer than the memory comes in several pieces', async () => {
  const sent = Buffer.alloc(300_000, 'a page ')
  const server = await greet((socket) => socket.end(sent))
  const pieces: Buffer[] = []
  await once(open(server.port, { piece: (bytes) => void pieces.push(Buffer.from(bytes)) }), 'end')
  expect(pieces.length).toBeGreaterThan(1)
  expect(Buffer.concat(pieces).equals(sent)).toBe(true)
  server.close()
})

test('the end of a connection is heard, and that there is none', async () => {
  const server = await greet((socket) => socket.end())
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  open(server.port, { ended: resolve })
  await ended
  server.close()
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>()
  open(server.port, { failed: fail })
  expect(await failed).toMatchObject({ code: 'ECONNREFUSED' })
})

test('an abandoned connection is silent', async () => {
  const server = await greet((socket) => socket.on('error', () => {}))
  const heard: string[] = []
  const socket = open(server.port, { ended: () => heard.push('ended'), failed: () => heard.push('failed') })
  await once(socket, 'connect')
  abandon(socket)
  socket.destroy(new Error('late'))
  await once(server.sockets[0] as Socket, 'close')
  expect(heard).toEqual([])
  server.close()
})

function open(port: number, heard: Partial<Parameters<typeof openSocket>[2]>): Socket {
  return openSocket('127.0.0.1', port, { piece: () => {}, failed: () => {}, ended: () => {}, ...heard })
}

async function greet(greeting: (socket: Socket) => void) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    greeting(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { sockets, port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
