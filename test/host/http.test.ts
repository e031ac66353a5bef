import { once } from 'node:events'
import { Agent, createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../../src/host/http.ts'

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const serve = (listener: RequestListener) => listen(createServer(listener))

/** Sends these bytes to whoever connects, and closes. */
const serveBytes = (bytes: string) => listen(createTcpServer((socket) => void socket.on('error', () => {}).end(bytes)))

test('method, headers and body are sent, and any status is an answer', async () => {
  const url = await serve((request, answer) => {
    void text(request).then((body) =>
      answer.writeHead(418, { 'x-kind': 'teapot' }).end(`${request.method} ${request.headers['x-a']} ${body}`),
    )
  })
  const answer = await ask(url, { method: 'PUT', headers: { 'x-a': '1' }, body: 'é' })
  expect(answer).toMatchObject({ status: 418, headers: { 'x-kind': 'teapot' }, bytes: Buffer.from('PUT 1 é') })
})

test('a header outside ASCII is sent as Latin-1, beside a body, too', async () => {
  const url = await serve((request, answer) => void answer.end(String(request.headers['x-a'])))
  for (const body of [undefined, 'ü'])
    expect((await ask(url, { method: 'PUT', headers: { 'x-a': 'é' }, body })).bytes.toString()).toBe('é')
})

test('the body is given as it came: compressed, and with its byte order mark', async () => {
  const body = gzipSync('\uFEFFhello')
  const url = await serve((_request, answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(body))
  expect((await ask(url)).bytes).toEqual(body)
  const marked = await serve((_request, answer) => void answer.end('\uFEFFhello'))
  expect((await ask(marked)).bytes).toEqual(Buffer.from('\uFEFFhello'))
})

test.for([
  ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', false, true],
  ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx', true, true],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', false, true],
  ['HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', true, true],
  ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx', false, true],
  ['HTTP/1.1 204 No Content\r\n\r\n', false, true],
  ['HTTP/1.1 200 OK\r\n\r\nx', false, false],
] as const)('%j closes the connection: %s; says where it ends: %s', async ([bytes, closes, framed]) => {
  expect(await ask(await serveBytes(bytes))).toMatchObject({ closes, framed, bytesOnWire: bytes.length })
})

test('an agent keeps the connection, and each answer is sized by itself', async () => {
  const url = await serve((_request, answer) => void answer.end('x'.repeat(100)))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const first = await ask(url, { agent })
  const second = await ask(url, { agent })
  agent.destroy()
  expect([first.reused, second.reused]).toEqual([false, true])
  expect(second.bytesOnWire).toBe(first.bytesOnWire)
})

test('a request that waits for the connection to become free reuses it', async () => {
  const url = await serve((_request, answer) => void answer.end('x'))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const [first, second] = await Promise.all([ask(url, { agent }), ask(url, { agent })])
  agent.destroy()
  expect([first.reused, second.reused]).toEqual([false, true])
})

test('without an agent every request has a connection of its own', async () => {
  const url = await serve((_request, answer) => void answer.end('x'))
  await ask(url, { headers: { connection: 'keep-alive' } })
  expect(await ask(url, { headers: { connection: 'keep-alive' } })).toMatchObject({ reused: false })
})

test('reading stops once there are more bytes than asked for', async () => {
  const url = await serve((_request, answer) => {
    const timer = setInterval(() => answer.write('x'.repeat(1000)), 1)
    answer.once('close', () => clearInterval(timer))
  })
  const { bytes } = await ask(url, { most: 2500 })
  expect(bytes.length).toBeGreaterThan(2500)
})

test('no answer, half an answer, and a signal reject', async () => {
  await expect(ask('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await expect(ask(await serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'))).rejects.toMatchObject({
    code: 'ECONNRESET',
  })
  const silent = await serve(() => {})
  const controller = new AbortController()
  const asking = ask(silent, { signal: controller.signal })
  controller.abort()
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
})

test('a server that switches to another protocol has no answer', async () => {
  const url = await listen(
    createServer().on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    }),
  )
  const headers = { connection: 'Upgrade', upgrade: 'websocket' }
  await expect(ask(url, { headers })).rejects.toThrow('it switched to another protocol (status 101)')
})
