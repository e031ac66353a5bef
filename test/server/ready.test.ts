import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { waitForAnswer } from '../../src/server/ready.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Gives up after so many requests, so that no test depends on the clock. */
function giveUpAfter(requests: number) {
  const controller = new AbortController()
  let seen = 0
  const count = () => {
    seen += 1
    if (seen > requests) controller.abort()
  }
  return { signal: controller.signal, count }
}

test('the first answer with status 200 and a body is taken, as text and as bytes', async () => {
  const met: [number, string | Buffer][] = [
    [404, 'x'],
    [204, ''],
    [302, 'x'],
    [200, ''],
    [201, 'made'],
    [200, Buffer.from([0xff, 0x41])],
  ]
  const origin = await serve((request, answer) => {
    expect(request.headers.connection).toBe('keep-alive')
    const [status, body] = met.shift()!
    answer.writeHead(status).end(body)
  })
  expect(await waitForAnswer(origin, '/', new AbortController().signal)).toEqual({
    body: '\uFFFDA',
    bytes: Buffer.from([0xff, 0x41]),
    closes: false,
  })
  expect(met).toEqual([])
})

test.each([
  ['close', true],
  ['keep-alive', false],
])('a server that answers with connection: %s', async (connection, closes) => {
  const origin = await serve((_request, answer) => void answer.writeHead(200, { connection }).end('x'))
  expect(await waitForAnswer(origin, '/', new AbortController().signal)).toMatchObject({ closes })
})

test.each([
  [500, 'x', 'it answered with status 500'],
  [200, '', 'it answered with status 200 and no body'],
])('status %i with %j is tried again, and is what is told in the end', async (status, body, last) => {
  const { signal, count } = giveUpAfter(3)
  const origin = await serve((_request, answer) => {
    count()
    answer.writeHead(status).end(body)
  })
  expect(await waitForAnswer(origin, '/', signal)).toEqual({ body: null, last, wrong: true })
})

test('a connection that breaks is tried again', async () => {
  let tries = 0
  const origin = await serve((request, answer) => {
    tries += 1
    if (tries < 3) request.socket.destroy()
    else answer.end('there')
  })
  expect(await waitForAnswer(origin, '/', new AbortController().signal)).toMatchObject({ body: 'there' })
})

test('an answer that never comes is given up with the signal', async () => {
  const { signal, count } = giveUpAfter(0)
  const origin = await serve(count)
  expect(await waitForAnswer(origin, '/', signal)).toEqual({ body: null, last: 'no answer came', wrong: false })
})

test('a signal that was there before means that nothing is asked', async () => {
  expect(await waitForAnswer('http://127.0.0.1:1', '/', AbortSignal.abort())).toEqual({
    body: null,
    last: 'nothing answered',
    wrong: false,
  })
})
