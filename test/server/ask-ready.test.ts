import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readySchema } from '../../src/model/ready.ts'
import { askUntilReady, type Heard, timesOfTry } from '../../src/server/ask-ready.ts'

async function serve(listener: RequestListener, host = '127.0.0.1', port = 0): Promise<string> {
  const server = createServer(listener).listen(port, host)
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  return `http://${host.includes(':') ? `[${host}]` : host}:${own}`
}

/** Everything that was heard until it was settled, or the signal came. */
async function listen(
  origins: string | readonly string[],
  ready: Parameters<typeof readySchema.parse>[0] = '/',
  signal = new AbortController().signal,
): Promise<Heard[]> {
  const all: Heard[] = []
  await askUntilReady(
    () => [origins].flat(),
    readySchema.parse(ready),
    signal,
    (heard) => all.push(heard),
  )
  return all
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

test('the first answer with a status from 200 to 299 is taken, as text and as bytes, after whatever came before', async () => {
  const met: [number, string | Buffer][] = [
    [404, 'x'],
    [503, ''],
    [304, ''],
    [299, Buffer.from([0xff, 0x41])],
  ]
  const origin = await serve((request, answer) => {
    expect(request.headers.connection).toBe('keep-alive')
    const [status, body] = met.shift()!
    answer.writeHead(status).end(body)
  })
  const heard = await listen(origin)
  expect(heard.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'right'])
  expect(heard.at(-1)).toEqual({
    state: 'right',
    origin,
    answer: { body: '\uFFFDA', bytes: Buffer.from([0xff, 0x41]), closes: false },
  })
})

test.each([200, 201, 204])('status %i is right, without a body too', async (status) => {
  const origin = await serve((_request, answer) => void answer.writeHead(status).end())
  expect(await listen(origin)).toMatchObject([{ state: 'right', answer: { body: '' } }])
})

test.each([
  [401, 401],
  [302, [200, 302]],
])('status %i is right where %o is wanted', async (status, wanted) => {
  const origin = await serve((_request, answer) => void answer.writeHead(status, { location: '/in' }).end())
  expect(await listen(origin, { status: wanted })).toMatchObject([{ state: 'right' }])
})

test('status 200 is not right where another one is wanted', async () => {
  const { signal, count } = giveUpAfter(2)
  const origin = await serve((_request, answer) => {
    count()
    answer.end('x')
  })
  expect((await listen(origin, { status: 204 }, signal)).at(-1)).toMatchObject({
    state: 'open',
    wrong: { status: 200 },
  })
})

test('the path and the headers are those of `ready`', async () => {
  const origin = await serve((request, answer) => answer.end(`${request.url} ${request.headers['authorization']}`))
  const ready = { path: '/private?a=b', headers: { authorization: 'Bearer secret' } }
  expect(await listen(origin, ready)).toMatchObject([{ answer: { body: '/private?a=b Bearer secret' } }])
})

test.each([301, 302, 303, 307, 308])('a redirect with status %i is told at once, with its target', async (status) => {
  const origin = await serve((_request, answer) => void answer.writeHead(status, { location: '/login' }).end())
  expect(await listen(origin)).toEqual([{ state: 'refused', origin, wrong: { status, location: '/login' } }])
})

test.each([401, 403, 404])('status %i that stays is refused before time is up', async (status) => {
  const origin = await serve((_request, answer) => void answer.writeHead(status).end())
  const heard = await listen(origin, { within: 0.3 }, AbortSignal.timeout(60_000))
  expect(heard.at(-1)).toEqual({ state: 'refused', origin, wrong: { status, location: null } })
  expect(heard.length).toBeGreaterThan(1)
})

test('a try may take 5 s, and later half as long as all before it; the pause grows, too', () => {
  expect([0, 900.4, 10_000].map(timesOfTry)).toEqual([
    { within: 5000, pause: 20 },
    { within: 5000, pause: 20 },
    { within: 5000, pause: 200 },
  ])
  // A fraction of a millisecond is no time-out that Node takes.
  expect(timesOfTry(60_001.7)).toEqual({ within: 30_001, pause: 1200 })
})

test('a server whose answers take long is right as soon as a try may take so long', async () => {
  const origin = await serve((_request, answer) => void setTimeout(() => answer.end('late'), 1000))
  const heard: Heard[] = []
  await askUntilReady(
    () => [origin],
    readySchema.parse('/'),
    new AbortController().signal,
    (one) => heard.push(one),
    (sinceFirst) => ({ within: sinceFirst < 100 ? 20 : 60_000, pause: 1 }),
  )
  expect(heard.length).toBeGreaterThan(1)
  expect(heard[0]).toMatchObject({ state: 'open', wrong: null })
  expect(heard.at(-1)).toMatchObject({ state: 'right', answer: { body: 'late' } })
})

test('statuses that change are never refused, nor is one of a server that is not up yet', async () => {
  const { signal, count } = giveUpAfter(20)
  let requests = 0
  const origin = await serve((_request, answer) => {
    count()
    requests += 1
    answer.writeHead(requests % 3 === 0 ? 401 : 503).end()
  })
  const heard = await listen(origin, { within: 0.3 }, signal)
  expect(heard.map(({ state }) => state)).not.toContain('refused')
})

test.each([
  ['close', true],
  ['keep-alive', false],
])('a server that answers with connection: %s', async (connection, closes) => {
  const origin = await serve((_request, answer) => void answer.writeHead(200, { connection }).end('x'))
  expect(await listen(origin)).toMatchObject([{ answer: { closes } }])
})

test('a connection that breaks is tried again', async () => {
  let tries = 0
  const origin = await serve((request, answer) => {
    tries += 1
    if (tries < 3) request.socket.destroy()
    else answer.end('there')
  })
  expect((await listen(origin)).at(-1)).toMatchObject({ answer: { body: 'there' } })
})

test('of two origins the one that answers is taken', async () => {
  const origin = await serve((_request, answer) => answer.end('x'), '::1')
  const dead = 'http://127.0.0.1:1'
  expect(await listen([dead, origin])).toMatchObject([{ state: 'right', origin }])
})

test('of two origins that answer the first one is taken, also where it came up after it was asked', async () => {
  const second = await serve((_request, answer) => answer.end('x'), '::1')
  const { port } = new URL(second)
  let first = ''
  const helper = await serve(async (_request, answer) => {
    // The first origin comes up while the second one is asked.
    first = await serve((_other, own) => own.end('y'), '127.0.0.1', Number(port))
    answer.end('z')
  })
  const heard = await listen([`http://127.0.0.1:${port}`, helper])
  expect(heard).toMatchObject([{ state: 'right', origin: first, answer: { body: 'y' } }])
})

test('an answer that never comes is given up with the signal', async () => {
  const { signal, count } = giveUpAfter(0)
  const origin = await serve(count)
  expect(await listen(origin, '/', signal)).toEqual([
    { state: 'open', origin, wrong: null, reached: true, said: 'no answer came', speaks: null },
  ])
})

test('a try that the signal cuts short is told where only it found that somebody listens', async () => {
  const silent = createTcpServer().listen(0, '127.0.0.1')
  onTestFinished(() => void silent.close())
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const control = new AbortController()
  const heard: Heard[] = []
  let origin = 'http://127.0.0.1:1'
  await askUntilReady(
    () => [origin],
    readySchema.parse('/'),
    control.signal,
    (one) => {
      heard.push(one)
      origin = `http://127.0.0.1:${port}`
      setTimeout(() => control.abort(), 300)
    },
  )
  expect(heard).toMatchObject([
    { said: 'the connection failed (ECONNREFUSED)', reached: false },
    { said: 'no answer came', reached: true },
  ])
})

test('a signal that was there before means that nothing is asked', async () => {
  expect(await listen('http://127.0.0.1:1', '/', AbortSignal.abort())).toEqual([])
})
