import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { closesEveryConnection } from '../../src/server/closing.ts'
import { listenKeeping } from '../fixtures/load/keeping.ts'
import { listen, listenRaw, listenWith } from '../fixtures/load/listen.ts'

const { signal } = new AbortController()
const at = (origin: string) => ({ origin, ready: { path: '/', headers: {} } })

test('a server that says so with every answer closes every connection', async () => {
  await using server = await listen((_request, response) => response.setHeader('connection', 'close').end('hello'))
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(true)
})

test.each([
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello'],
  ['no word', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
])('so does one that ends every connection with %s', async (_how, answer) => {
  await using server = await listenRaw((socket) => socket.once('data', () => socket.end(answer)))
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(true)
})

test.each([0, 2, 3, 100])('one that closes after %i answers does not', async (most) => {
  const http = createServer((_request, response) => response.end('hello'))
  http.maxRequestsPerSocket = most
  await using server = await listenWith(http)
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(false)
})

test.each([500, 1000])('one that keeps a connection for %i ms does not', async (milliseconds) => {
  await using server = await listenKeeping(milliseconds)
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(false)
})

test('one that closes now and then does not, even when it begins with it', async () => {
  let served = 0
  await using server = await listen((_request, response) => {
    if (++served <= 3) response.setHeader('connection', 'close')
    response.end('hello')
  })
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(false)
})

test('one that does not answer is not known to', async () => {
  const server = await listen(() => {})
  await server[Symbol.asyncDispose]()
  expect(await closesEveryConnection(at(server.origin), signal)).toBe(false)
  await using hanging = await listen(() => {})
  expect(await closesEveryConnection(at(hanging.origin), AbortSignal.timeout(50))).toBe(false)
})
