import { expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { checkKeepAlive } from '../../src/load/keep-alive.ts'
import { listen, listenRaw } from '../fixtures/load/listen.ts'
import { target } from '../fixtures/load/target.ts'

test('a server that keeps its connection and answers as expected passes, with Content-Length', async () => {
  await using server = await listen((_request, response) => response.end('hello'))
  await checkKeepAlive(target(server.origin), 5)
})

test('chunked encoding passes', async () => {
  await using server = await listen((_request, response) => {
    response.write('hel')
    response.end('lo')
  })
  await checkKeepAlive(target(server.origin), 5)
})

test('it asks with the method, the headers and the body of the scenario', async () => {
  await using server = await listen(async (request, response) => {
    const body = (await request.toArray()).join('')
    response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
  })
  const asked = { method: 'POST', path: '/a?b', headers: { 'x-word': 'w' }, body: 'sent', expect: 'POST /a?b w sent' }
  await checkKeepAlive(target(server.origin, asked), 5)
})

test('connection: close is refused, and the sentence names the drivers that can measure it', async () => {
  await using server = await listen((_request, response) => response.setHeader('connection', 'close').end('hello'))
  const refused = checkKeepAlive(target(server.origin), 5)
  await expect(refused).rejects.toThrow(LoadgateError)
  await expect(refused).rejects.toThrow(/closes the connection.*autocannon.*wrk, ab or the undici driver/)
})

test('a connection that closes without a word is refused', async () => {
  await using server = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'))
  })
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('closes the connection')
})

test('an HTTP/1.0 body that only ends with the connection is refused', async () => {
  await using server = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'))
  })
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('neither Content-Length nor chunked')
})

test('an HTTP/1.0 server that keeps its connection passes', async () => {
  await using server = await listenRaw((socket) => {
    const head = 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n'
    socket.on('data', () => socket.write(`${head}hello`))
  })
  await checkKeepAlive(target(server.origin), 5)
})

test('a wrong body says where it differs', async () => {
  await using server = await listen((_request, response) => response.end('help!'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow(
    'answered with 5 bytes when 5 were expected, and differs from byte 3 on',
  )
})

test('a second answer that is not the first is refused', async () => {
  let count = 0
  await using server = await listen((_request, response) => response.end(count++ === 0 ? 'hello' : 'hell'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('4 bytes when 5 were expected')
})

test('a body without an end is cut off and refused', async () => {
  await using server = await listen((_request, response) => {
    const more = () => void (response.destroyed || response.write('hello'.repeat(1000), more))
    more()
  })
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('more than 5 bytes')
})

test('a status outside 2xx is refused with its number', async () => {
  await using server = await listen((_request, response) => response.writeHead(302).end('hello'))
  await expect(checkKeepAlive(target(server.origin), 5)).rejects.toThrow('answered with status 302')
})

test('no server, and a server that never answers, are refused with the time they had', async () => {
  const server = await listen(() => {})
  await expect(checkKeepAlive(target(server.origin), 0.2)).rejects.toThrow('no whole answer within 0.2 s')
  await server[Symbol.asyncDispose]()
  await expect(checkKeepAlive(target(server.origin), 0.2)).rejects.toThrow('no whole answer within 0.2 s')
})
