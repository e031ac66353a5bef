import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { clientOf, type ClientOptions } from '../../src/count/client.ts'
import { planOf, type Planned } from '../../src/model/plan.ts'
import { LoadgateError } from '../../src/model/error.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.closeAllConnections() ?? server.close()))

const never = new AbortController().signal

async function serving(listener: RequestListener, question: Partial<Planned> = {}, options: ClientOptions = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let connections = 0
  server.on('connection', () => (connections += 1))
  const client = clientOf(
    `http://127.0.0.1:${port}`,
    planOf({}, [{ name: null, path: '/', method: 'GET', headers: {}, take: {}, ...question }], []),
    options,
  )
  return { client, server, connections: () => connections }
}

async function problem(
  listener: RequestListener,
  count: number,
  question: Partial<Planned> = {},
  options: ClientOptions = {},
): Promise<string> {
  const { client } = await serving(listener, question, options)
  const error: unknown = await client.ask(count, never).then(
    () => new Error('all was right'),
    (met: unknown) => met,
  )
  client.close()
  expect(error).toBeInstanceOf(LoadgateError)
  return (error as Error).message
}

test('requests go one after the other over one connection', async () => {
  let open = 0
  let asked = 0
  const { client, connections } = await serving(
    (_request, response) => {
      expect((open += 1)).toBe(1)
      asked += 1
      setTimeout(() => response.end('hello', () => (open -= 1)), 1)
    },
    { expect: 'hello' },
  )
  await client.ask(20, never)
  await client.ask(5, never)
  client.close()
  expect([asked, connections(), client.connections()]).toEqual([25, 1, 1])
})

test('a request that waits for the connection to become free takes no other one', async () => {
  const { client, connections } = await serving((_request, response) => void response.end('hello'))
  await client.ask(1, never)
  await Promise.all([client.ask(1, never), client.ask(1, never)])
  client.close()
  expect([connections(), client.connections()]).toEqual([1, 1])
})

test('a header outside ASCII is sent as Latin-1, beside a body, too', async () => {
  const question = { method: 'POST', headers: { 'x-a': 'é' }, body: 'ü', expect: 'é' } as const
  const { client } = await serving((request, response) => void response.end(request.headers['x-a']), question)
  await client.ask(2, never)
  client.close()
})

test.for<[string, Partial<Planned>, string | null]>([
  ['the server closes', {}, 'close'],
  ['the scenario asks for it', { headers: { connection: 'close' } }, null],
])('where %s, every request has a new connection', async ([, question, header]) => {
  const { client, connections } = await serving(
    (_request, response) => response.writeHead(200, header === null ? {} : { connection: header }).end('hello'),
    question,
  )
  await client.ask(4, never)
  client.close()
  expect([connections(), client.connections()]).toEqual([4, 4])
})

test('method, headers and body are those of the scenario', async () => {
  const seen: unknown[] = []
  const { client } = await serving(
    async (request, response) => {
      seen.push([request.method, request.url, request.headers['x-colour'], await text(request)])
      response.writeHead(201).end('made')
    },
    { path: '/things?a=1', method: 'POST', headers: { 'x-colour': 'blue' }, body: 'ähm' },
  )
  await client.ask(2, never)
  client.close()
  expect(seen).toEqual([
    ['POST', '/things?a=1', 'blue', 'ähm'],
    ['POST', '/things?a=1', 'blue', 'ähm'],
  ])
})

test('an answer in chunks is compared whole', async () => {
  const { client } = await serving(
    (_request, response) => {
      response.write('hel')
      setTimeout(() => response.end('lo'), 2)
    },
    { expect: 'hello' },
  )
  await client.ask(3, never)
  client.close()
})

test('without an expected body, all have to be like the first', async () => {
  let count = 0
  expect(await problem((_request, response) => response.end(`answer ${(count += 1) < 3 ? 1 : 2}`), 5)).toContain(
    "request number 3 was answered with another body than the first: they differ from byte 7 on: 'answer 1' and then 'answer 2'. ",
  )
})

test.for<[string, RequestListener]>([
  [
    "was answered with another body than `expect` has, from byte 5 on: 'hello!' instead of 'hello'.",
    (_request, response) => response.end('hello!'),
  ],
  [
    "was answered with another body than `expect` has, from byte 0 on: nothing instead of 'hello'.",
    (_request, response) => response.end(),
  ],
  ['was answered with status 500, but', (_request, response) => response.writeHead(500).end('hello')],
  ['was answered with status 302, but', (_request, response) => response.writeHead(302).end('hello')],
  ['broke off (ECONNRESET)', (request) => request.socket.destroy()],
  [
    'broke off (ECONNRESET)',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 5 }).write('he')
      setTimeout(() => response.destroy(), 5)
    },
  ],
])('a request that %s is told', async ([told, listener]) => {
  expect(await problem(listener, 1, { expect: 'hello' })).toContain(`request number 1 ${told}`)
})

test('a 200 without a body is not taken for right', async () => {
  expect(await problem((_request, response) => response.end(), 1)).toContain(
    'request number 1 was answered with status 200 and no body, which broken servers do, too',
  )
})

test('the checks of the scenario are made for every answer', async () => {
  let asked = 0
  const listener: RequestListener = (_request, response) => {
    asked += 1
    response.writeHead(asked === 5 ? 200 : 201).end(JSON.stringify({ id: asked, ok: true }))
  }
  const wanted = { status: [201], json: { ignore: ['id'] } }
  expect(await problem(listener, 9, { expect: wanted })).toContain(
    'request number 5 was answered with status 200, but `expect.status` is 201.',
  )
  asked = 5
  expect(await problem(listener, 9, { expect: { json: { equal: { id: 6 } } } })).toContain(
    "request number 2 was answered with JSON that has '7' at 'id', but `expect.json.equal` has '6'.",
  )
})

test.for([201, 204, 304])('a %i without a body is counted', async (status) => {
  const { client } = await serving((_request, response) => response.writeHead(status).end(), {
    method: 'DELETE',
    expect: { status: [status] },
  })
  await client.ask(5, never)
  client.close()
})

test.for<[string, RequestListener]>([
  ['never comes', () => {}],
  ['stops half way', (_request, response) => void response.writeHead(200, { 'content-length': 5 }).write('he')],
])('an answer that %s is waited for only so long', async ([, listener]) => {
  expect(await problem(listener, 1, {}, { within: 0.2 })).toBe('request number 1 was not answered within 0.2 s')
})

test.for([500, 1000])('a connection that the server keeps for %i ms is kept', async (milliseconds) => {
  const { client, server, connections } = await serving((_request, response) => response.end('hello'))
  server.keepAliveTimeout = milliseconds
  await client.ask(50, never)
  client.close()
  expect([connections(), client.connections()]).toEqual([1, 1])
})

test('a connection that the server closed between two requests is no failure', async () => {
  const { client, server, connections } = await serving((_request, response) => response.end('hello'))
  await client.ask(3, never)
  server.closeIdleConnections()
  await client.ask(3, never)
  client.close()
  expect(connections()).toBe(2)
})

test('interim answers before the answer are none', async () => {
  let asked = 0
  const { client } = await serving(
    (_request, response) => {
      asked += 1
      response.writeContinue()
      response.writeProcessing()
      response.writeEarlyHints({ link: '</app.css>; rel=preload; as=style' }, () =>
        setImmediate(() => response.end('hello')),
      )
    },
    { expect: 'hello' },
  )
  await client.ask(20, never)
  client.close()
  expect([asked, client.connections()]).toEqual([20, 1])
})

test.for([2, 3, 7])(
  'a server that closes connections after %i answers is asked as often as it should be',
  async (most) => {
    let asked = 0
    const { client, server } = await serving(
      (_request, response) => {
        asked += 1
        response.end('hello')
      },
      { expect: 'hello' },
    )
    server.maxRequestsPerSocket = most
    await client.ask(42, never)
    client.close()
    expect([asked, client.connections()]).toEqual([42, 42 / most])
  },
)

test('the signal ends it with its own reason', async () => {
  const { client } = await serving(() => {})
  const control = new AbortController()
  const asking = client.ask(1, control.signal)
  control.abort(new Error('enough'))
  await expect(asking).rejects.toThrow('enough')
  client.close()
})

test('it rests before each request, and before it uses a new connection', async () => {
  let rests = 0
  const { client } = await serving(
    (_request, response) => response.end('hello'),
    {},
    { rest: async () => void (rests += 1) },
  )
  await client.ask(3, never)
  client.close()
  expect(rests).toBe(4)
})
