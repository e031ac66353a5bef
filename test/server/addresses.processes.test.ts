import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { ServerOptions } from '../../src/model/server.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { fixture, freePort, processesMarked, programOf } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

/** One socket of the program `listens-at`. A port of null only prints. */
type Socket = {
  readonly host?: string
  readonly port?: 'PORT' | number | null
  readonly body?: string
  readonly status?: number
  readonly location?: string
  readonly prints?: string
  readonly after?: number
}

const listening = (sockets: readonly Socket[], options: Partial<ServerOptions> = {}) =>
  fixture(
    'listens-at',
    options,
    sockets.map((socket) => JSON.stringify(socket)),
  )

/** Launches it for the first time, and once more as the first launch found it. */
async function twice(
  server: ReturnType<typeof fixture>,
  check: (launch: Launch) => unknown,
  settle = 0.2,
): Promise<Launch> {
  const first = await launch(server, { watchdog, settle })
  try {
    await check(first)
  } finally {
    await first.stop()
  }
  const again = await launch(first.server, { watchdog })
  try {
    await check(again)
  } finally {
    await again.stop()
  }
  expect(processesMarked(server.env.MARK)).toEqual([])
  return first
}

async function failure(server: ReturnType<typeof fixture>, settle = 2): Promise<string> {
  const launched = await launch(server, { watchdog, settle }).catch((thrown: unknown) => thrown as Error)
  if (!(launched instanceof Error)) {
    await launched.stop()
    throw new Error(`it was launched, at ${launched.origin}`)
  }
  expect(processesMarked(server.env.MARK)).toEqual([])
  return launched.message
}

/** A program that is no part of any launch, and how often it was asked. */
async function upstream() {
  let requests = 0
  const server = createServer((_request, answer) => {
    requests += 1
    answer.end('upstream')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, requests: () => requests }
}

const METRICS: Socket = { body: '# HELP', prints: 'metrics at http://localhost:$PORT/metrics' }

test.for([
  ['at 127.0.0.1', { prints: 'http://localhost:$PORT' }, '127.0.0.1'],
  ['everywhere', { host: '0.0.0.0', prints: 'http://0.0.0.0:$PORT' }, '127.0.0.1'],
  ['everywhere, with IPv6', { host: '::', prints: 'http://[::]:$PORT' }, '127.0.0.1'],
  ['at ::1 only, and prints localhost', { host: '::1', prints: 'http://localhost:$PORT' }, '[::1]'],
  ['and prints a port without an address', { prints: 'Listening on port $PORT' }, '127.0.0.1'],
  ['and prints that its port is any', { prints: 'http://localhost:0' }, '127.0.0.1'],
  ['and prints nothing', {}, '127.0.0.1'],
  ['and prints JSON', { prints: '{"level":30,"msg":"Server listening at http://127.0.0.1:$PORT"}' }, '127.0.0.1'],
  ['late, after it has printed so', { port: 'PORT', after: 300 }, '127.0.0.1'],
] as const)('a server that listens %s is found', async ([, socket, host]) => {
  await twice(listening([{ ...socket, body: 'here' }]), ({ origin, body }) => {
    expect(body).toBe('here')
    expect(new URL(origin).hostname).toBe(host)
  })
})

test.for([
  ['in colours', '\u001B[32m➜\u001B[39m http://localhost:\u001B[1m$PORT\u001B[22m/'],
  ['before it listens', 'http://127.0.0.1:$PORT'],
])('its port in `{port}` is where it is asked, whatever it prints %s', async ([, prints]) => {
  const [, main, ...args] = listening([{ port: 'PORT', body: 'here', prints: prints! }]).command
  const server = fixture('listens-at', {
    command: ['sh', '-c', 'PORT=$1 exec node "$2" "$3"', 'sh', '{port}', main!, ...args],
  })
  const { server: next } = await twice(server, ({ body, origin, ready }) => {
    expect([body, ready.path]).toEqual(['here', '/'])
    expect(new URL(origin).hostname).toBe('127.0.0.1')
  })
  expect(next.command).toContain('{port}')
})

test('a port in `env`, in the path and in a header is filled in', async () => {
  const server = fixture('answers', {
    env: { WHERE: 'at {port}' },
    ready: { path: '/environment?{port}', headers: { host: 'localhost:{port}' } },
  })
  await twice({ ...server, ready: { ...server.ready, path: '/environment' } }, ({ origin, body, ready }) => {
    const { port } = new URL(origin)
    expect(JSON.parse(body)).toMatchObject({ WHERE: `at ${port}`, PORT: port })
    expect(ready.headers).toEqual({ host: `localhost:${port}` })
  })
})

test('metrics that come up first are not taken for the application, where that one listens on PORT', async () => {
  const server = listening([
    METRICS,
    { port: 'PORT', body: 'app', prints: 'app at http://localhost:$PORT', after: 300 },
  ])
  const { others, server: next } = await twice(server, ({ body }) => expect(body).toBe('app'), 30)
  expect([others, next.port]).toEqual([1, 'free'])
})

test('of several addresses the one that answers right is taken', () =>
  twice(listening([{ ...METRICS, status: 404 }, { body: 'app' }]), ({ body }) => expect(body).toBe('app')))

test('several addresses that answer right are listed, and nothing is guessed', async () => {
  const message = await failure(
    listening([METRICS, { body: 'app', prints: 'app at http://localhost:$PORT' }, { body: 'x' }]),
  )
  expect(message).toMatch(
    /^Server "listens-at" answers `ready` at 3 addresses: http:\/\/127\.0\.0\.1:\d+ \("metrics at http:\/\/localhost:\d+\/metrics"\), http:\/\/127\.0\.0\.1:\d+ \("app at http:\/\/localhost:\d+"\) and http:\/\/127\.0\.0\.1:\d+ \(not printed\)\. Say which one is the application's: /,
  )
})

test.for(['^app at', /^app/, 'last'])('of several addresses `address: %s` takes one', async (address) => {
  const server = listening([METRICS, { body: 'app', prints: 'app at http://localhost:$PORT' }], { address })
  await twice(server, ({ body }) => expect(body).toBe('app'))
})

test('a pattern that no address matches is told, with the addresses', async () => {
  const message = await failure(listening([METRICS], { address: 'app', ready: { within: 4 } }))
  expect(message).toMatch(/^Server "listens-at" has no address that matches `address` \(app\) after 4 s\. It has http:/)
})

test('an upstream whose address is printed first is asked nothing', async () => {
  const { port, requests } = await upstream()
  const sockets = [
    { port: null, prints: `proxying to http://localhost:${port}` },
    { body: 'app', after: 300 },
  ]
  await twice(listening(sockets), ({ body }) => expect(body).toBe('app'))
  expect(requests()).toBe(0)
})

test('a server that only prints the address of an upstream is told so, and the upstream is asked nothing', async () => {
  const { port, requests } = await upstream()
  const sockets = [{ port: null, prints: `proxying to http://localhost:${port}` }]
  const message = await failure(listening(sockets, { ready: { within: 4 } }))
  // Between these, it names a port that a test beside this one may have opened meanwhile.
  expect(message).toContain(
    `It printed http://localhost:${port}, but no process of it listens there, so nothing was asked there. `,
  )
  expect(message).toContain('Let it listen on PORT, or write `{port}` in `command` or `env`')
  expect(requests()).toBe(0)
})

test('a server that has a port of its own has it in the next launch, too, where it may be taken', async () => {
  const number = await freePort()
  const server = listening([{ port: number, body: 'app' }])
  const { server: next } = await twice(server, ({ body }) => expect(body).toBe('app'))
  expect(next.port).toBe(number)
  const other = createServer().listen(number, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  expect(await failure(next)).toContain(`port ${number} is taken by another program`)
  expect(await failure(server)).toContain('The port that it wants is taken')
})

/** Below the ports that the system gives away. */
test('a child of the command is found, also one in a session of its own', () =>
  twice(
    fixture('answers', { command: ['sh', '-c', 'setsid node "$1" there & wait', 'sh', programOf('answers')] }),
    ({ body }) => expect(body).toBe('there'),
  ))

test('a server that listens elsewhere than it must is told where', async () => {
  const message = await failure(listening([{ body: 'app' }], { port: 'free', ready: { within: 4 } }))
  expect(message).toMatch(
    /at the last try, the connection failed \(ECONNREFUSED\)\. It listens on port \d+ instead: write `\{port\}`/,
  )
})

test.for([
  [{ path: '/', within: 20 }, 302, '/login', 'with status 302, a redirect to /login. Let `ready` be /login, or'],
  [
    { within: 20 },
    307,
    'https://sso.example/',
    'a redirect to https://sso.example/. Let `ready` be a path that answers by itself, or',
  ],
  [{ within: 20 }, 301, '/', 'a redirect to /. Let `ready` be a path that answers by itself, or'],
  [{ within: 30 }, 401, undefined, 'with status 401 again and again. Give `ready` the `headers` that it needs'],
  [{ within: 15 }, 404, undefined, 'with status 404 again and again. Let `ready` be a path that the server has'],
] as const)('with %o a status of %i is told before time is up', async ([ready, status, location, words]) => {
  const message = await failure(listening([{ port: 'PORT', status, ...(location ? { location } : {}) }], { ready }))
  expect(message).toMatch(/^Server "listens-at" answers http:\/\/127\.0\.0\.1:\d+\/ with status/)
  expect(message).toContain(words)
})

test('a server whose input ends when the gate does runs as long as that', async () => {
  const program = `process.stdin.resume().on('end', () => process.exit(7))
    require('node:http').createServer((_, answer) => answer.end('x')).listen(process.env.PORT, '127.0.0.1')`
  await twice(fixture('answers', { command: ['node', '-e', program] }), async ({ origin, ended }) => {
    expect(await (await fetch(origin)).text()).toBe('x')
    expect(ended()).toBeNull()
  })
})

const told = (command: string[], env = {}) => failure(fixture('python', { command, env, ready: { within: 4 } }))

test('a Python that keeps what it prints is told so, and only then', async () => {
  const silent = 'print("up"); import time; time.sleep(60)'
  expect(await told(['python3', '-c', silent], { PYTHONUNBUFFERED: '' })).toContain('Python keeps what it prints')
  const usual = await told(['python3', '-c', silent])
  expect(usual).toMatch(/\| up$/)
  expect(usual).not.toContain('Python keeps')
})

test('a server with a host is launched there, and is asked nowhere else', async () => {
  const body = 'hi'
  const heard = listening([{ host: '{host}', port: 'PORT', body }], { host: '127.0.0.2' })
  await twice(heard, ({ origin }) => expect(origin).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/))
  const deaf = listening([{ port: 'PORT', body }], { host: '127.0.0.2', ready: { path: '/', within: 1 } })
  expect(await failure(deaf)).toMatch(
    /did not answer http:\/\/127\.0\.0\.2:\d+\/ .* It listens on 127\.0\.0\.1 instead of the `host` of its definition: let it listen on HOST/,
  )
})
