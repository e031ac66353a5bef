import { createServer, type Server as HttpServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Server } from '../../src/model/server.ts'
import { fixture, processesMarked, programOf, until } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

async function launched(server: Server, check: (launch: Launch) => unknown): Promise<void> {
  const started = await launch(server, { watchdog })
  try {
    await check(started)
  } finally {
    await started.stop()
  }
  expect(processesMarked(server.env.MARK)).toEqual([])
}

async function failure(server: Server, signal?: AbortSignal): Promise<string> {
  const error: unknown = await launch(server, { watchdog, ...(signal ? { signal } : {}) }).then(
    () => new Error('it was launched'),
    (problem: unknown) => problem,
  )
  expect(error).toBeInstanceOf(LoadgateError)
  // Nothing may be left before the error is thrown, so that there is no waiting here.
  expect(processesMarked(server.env.MARK)).toEqual([])
  return (error as Error).message
}

test('a server that reports its port is launched and answers', () =>
  launched(fixture('answers', {}, ['good day']), async ({ origin, body, bytes, pid, ended, output, usage, server }) => {
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect([body, bytes.toString(), ended(), server.name]).toEqual(['good day', 'good day', null, 'answers'])
    expect(output()).toBe(`listening on ${origin}`)
    expect(usage()?.pids).toEqual([pid])
    expect(await (await fetch(origin)).text()).toBe('good day')
  }))

test('a server that starts slowly is asked until its answer is right', () =>
  launched(fixture('starts-slowly'), ({ body }) => expect(body).toBe('answer 4')))

test('a server that prints nothing is found on the free port that it was told', () =>
  launched(fixture('starts-slowly', { port: 'free' }), ({ body }) => expect(body).toBe('answer 4')))

test('an address that comes in colours and in two pieces is found whole', () =>
  launched(fixture('address-in-pieces'), ({ body }) => expect(body).toBe('whole')))

test('a server that prints megabytes is not held up, and only the end is kept', () =>
  launched(fixture('floods-stderr'), async ({ origin, body, output }) => {
    expect(body).toBe('dry')
    expect(await (await fetch(origin)).text()).toBe('dry')
    await until(() => output().includes('008191 '))
    expect(output().length).toBeLessThanOrEqual(8192)
  }))

test('the server gets its own environment, in production, with nothing of the test runner', () =>
  launched(fixture('answers', { ready: '/environment', env: { COLOUR: 'blue' } }), ({ body, origin }) => {
    const env = JSON.parse(body) as Record<string, string>
    const PORT = new URL(origin).port
    expect(env).toMatchObject({ NODE_ENV: 'production', PORT, COLOUR: 'blue', PATH: process.env.PATH })
    expect(Object.keys(env).filter((name) => /^(VITEST|TEST$|NODE_OPTIONS|NODE_V8)/.test(name))).toEqual([])
    expect(process.env).toMatchObject({ VITEST: 'true', NODE_ENV: 'test' })
  }))

/** Another program, which takes the port that each of the first so many launches got, while the server starts. */
async function portTaker(launches: number) {
  const taken: HttpServer[] = []
  const asked = createServer((request, response) => {
    if (taken.length === launches) return void response.end()
    const other = createServer((_, answer) => void answer.end('of another program'))
    taken.push(other.listen(Number(request.url!.slice(1)), '127.0.0.1', () => response.end()))
  }).listen(0, '127.0.0.1')
  await once(asked, 'listening')
  const { port } = asked.address() as AddressInfo
  const first = `fetch('http://127.0.0.1:${port}/' + process.env.PORT)`
  const command = ['sh', '-c', `node -e "${first}" && sleep 0.5 && exec node ${programOf('answers')} mine`]
  const close = () => [asked, ...taken].forEach((server) => server.close())
  return { command, taken, [Symbol.dispose]: close }
}

test.for(['free', undefined] as const)(
  'a server whose port another program takes before it listens gets another one: %s',
  async (port) => {
    using taker = await portTaker(2)
    const server = fixture('answers', { command: taker.command, port })
    await launched(server, ({ body }) => expect(body).toBe('mine'))
    expect(taker.taken).toHaveLength(2)
  },
)

test('one that loses every port is told with what it said', async () => {
  using taker = await portTaker(9)
  const said = await failure(fixture('answers', { command: taker.command }))
  expect(said).toMatch(/ended with exit code 1.*EADDRINUSE/s)
  expect(taker.taken).toHaveLength(3)
})

test('a program that does not exist is named', async () => {
  const message = await failure(fixture('answers', { name: 'ghost', command: ['no-such-program', 'main.py'] }))
  expect(message).toMatch(/^Server "ghost" cannot be started: there is no program no-such-program \(looked up from \//)
})

test('a program that exits at once is reported with its code and what it said', async () => {
  const message = await failure(fixture('exits-at-once'))
  expect(message).toMatch(/^Server "exits-at-once" ended with exit code 3 after \d+\.\d s, before it had answered\./)
  expect(message).toMatch(/The last that it printed:\n {2}\| no settings file$/)
})

test('a program that puts its server into the background is told how to stay', async () => {
  const leaves = fixture('answers', { command: ['sh', '-c', `(setsid node ${programOf('answers')} &)`] })
  expect(await failure(leaves)).toContain("keep it going: `['sh', '-c', '… && exec sleep 86400']`")
  expect(processesMarked(leaves.env['MARK'])).toEqual([])
})

test('a program that is killed while it starts is reported with the signal', async () => {
  const suicidal = fixture('answers', {
    name: 'killed',
    command: ['node', '-e', 'process.kill(process.pid, "SIGKILL")'],
  })
  expect(await failure(suicidal)).toMatch(/^Server "killed" ended with signal SIGKILL after .* It printed nothing\.$/)
})

test('a program that never reports an address of this machine is given up with its last output', async () => {
  const message = await failure(fixture('never-listens', { ready: { within: 2 } }))
  expect(message).toMatch(
    /^Server "never-listens" listens on no port after 2 s: not on \d+, which it gets as PORT, and on no other\. /,
  )
  expect(message).toContain('  | connecting to http://database.example:5432/ for ever')
})

test('a program that never listens on the port that it was told is given up', async () => {
  const message = await failure(fixture('never-listens', { ready: { within: 3 }, port: 'free' }))
  expect(message).toMatch(/did not answer http:\/\/127\.0\.0\.1:\d+\/ with a status from 200 to 299 within 3 s/)
  expect(message).toContain('at the last try, the connection failed (ECONNREFUSED)')
})

test('a server that answers 500 is given up, and the status and its output are told', async () => {
  const message = await failure(fixture('answers-500', { ready: { path: '/home', within: 6 } }))
  expect(message).toMatch(
    /^Server "answers-500" did not answer http:\/\/127\.0\.0\.1:\d+\/home with a status from 200 to 299 within 6 s/,
  )
  expect(message).toContain('at the last try, it answered with status 500')
  expect(message).toContain('  | no template named main.html')
})

test('a server that takes requests and answers none is given up', async () => {
  expect(await failure(fixture('never-answers', { ready: { within: 6 } }))).toContain('at the last try, no answer came')
})

test.for<[string, string]>([
  ['a large head', 'its answer could not be read as HTTP/1.1 (HPE_HEADER_OVERFLOW: Header overflow). Correct'],
  ['half a body', 'an answer began and did not end: 5 of 30 bytes of its body came. Correct'],
  ['nothing', 'no answer came. Correct'],
  [
    'an alert of TLS',
    'its answer could not be read as HTTP/1.1 (HPE_INVALID_CONSTANT: Expected HTTP/, RTSP/ or ICE/). If it speaks https, say so in its definition, with `tls`. Correct',
  ],
  [
    'another protocol',
    'its answer could not be read as HTTP/1.1 (HPE_INVALID_CONSTANT: Expected HTTP/, RTSP/ or ICE/). Correct',
  ],
])('a server that answers on PORT with %s is told of that, and not that it listens nowhere', async ([said, told]) => {
  const message = await failure(fixture('answers-unreadably', { ready: { within: 3 } }, [said]))
  expect(message).toMatch(/^Server "answers-unreadably" did not answer http:\/\/127\.0\.0\.1:\d+\/ with a status from/)
  expect(message).toContain(`within 3 s: at the last try, ${told}`)
})

test.for<[string, string]>([
  ['tls', 'the connection failed (ECONNRESET). If it speaks https, say so in its definition, with `tls`. '],
  ['http2', 'RTSP/ or ICE/). If it speaks HTTP/2, say so in its definition, with `http2: true`. '],
])('a server on PORT that speaks %s without a word of it in its definition is told the field', async ([way, told]) => {
  expect(await failure(fixture('speaks', { ready: { within: 3 } }, [way]))).toContain(told)
})

test('a port that is taken is named, and nothing is started', async () => {
  const other = createServer((_request, answer) => answer.end('other')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await failure(fixture('answers', { port }))).toContain(`port ${port} is taken by another program`)
  other.close()
  await once(other, 'close')
  await launched(fixture('answers', { port }), ({ origin }) => expect(origin).toBe(`http://127.0.0.1:${port}`))
})

test('an abort ends the wait with its reason, and stops what was started', async () => {
  const server = fixture('never-listens')
  const giveUp = new AbortController()
  const launching = launch(server, { watchdog, signal: giveUp.signal })
  await until(() => processesMarked(server.env.MARK).length > 0)
  giveUp.abort(new Error('enough'))
  await expect(launching).rejects.toThrow('enough')
  expect(processesMarked(server.env.MARK)).toEqual([])
  await expect(launch(server, { watchdog, signal: giveUp.signal })).rejects.toThrow('enough')
})
