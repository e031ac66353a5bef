import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { clientOf } from '../../src/count/client.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Driver } from '../../src/load/driver.ts'
import { startDriver } from '../../src/load/drivers.ts'
import { noFailures } from '../../src/model/measurement.ts'
import type { ServerOptions } from '../../src/model/server.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { target } from '../fixtures/load/target.ts'
import { fixture, processesMarked } from './fixture.ts'

const watchdog = startWatchdog()
let driver: Driver

beforeAll(async () => {
  driver = await startDriver('undici', watchdog.watch)
})

afterAll(async () => {
  await driver.close()
  await watchdog.close()
})

const pem = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
const ca = pem('ca.pem')

const speaks = (options: Partial<ServerOptions>, ...args: string[]) =>
  fixture('speaks', { port: options.socket === undefined ? 'free' : 'reported', ...options }, args)

async function launched(options: Partial<ServerOptions>, ...args: string[]): Promise<Launch> {
  const started = await launch(speaks(options, ...args), { watchdog })
  onTestFinished(() => started.stop())
  return started
}

async function failure(options: Partial<ServerOptions>, ...args: string[]): Promise<string> {
  const server = speaks(options, ...args)
  const error: unknown = await launch(server, { watchdog }).then(
    (started) => started.stop().then(() => new Error('it was launched')),
    (problem: unknown) => problem,
  )
  expect(processesMarked(server.env.MARK)).toEqual([])
  return (error as Error).message
}

/** How many requests the server has answered, as curl gets it. */
async function countOf({ origin }: Launch, trust: readonly string[] = []): Promise<number> {
  const [, scheme, path] = /^(https?):\/\/unix:(.*):$/.exec(origin) ?? []
  const place = path === undefined ? [] : ['--unix-socket', path]
  const url = path === undefined ? origin.replace('127.0.0.1', 'localhost') : `${scheme}://localhost`
  const { stdout } = await execa('curl', ['--silent', '--show-error', ...trust, ...place, `${url}/count`])
  return Number(stdout)
}

const CASES: readonly [string, Partial<ServerOptions>, string[], string[], RegExp][] = [
  ['a Unix socket', { socket: 'free' }, [], [], /^http:\/\/unix:\/.*:$/],
  ['https', { tls: { ca } }, ['tls'], ['--cacert', ca], /^https:\/\/127\.0\.0\.1:\d+$/],
  [
    'https over a Unix socket',
    { socket: 'free', tls: { ca, name: 'shop.test' } },
    ['tls'],
    ['--insecure'],
    /^https:\/\/unix:/,
  ],
  ['https that nobody checks', { tls: { insecure: true } }, ['tls'], ['--insecure'], /^https:/],
]

test.for(CASES)(
  'over %s, as many requests are counted as the server answered',
  async ([, options, args, trust, origin]) => {
    const started = await launched(options, ...args)
    expect(started.origin).toMatch(origin)
    expect([started.body, started.usage()?.pids, started.unmeasured()]).toEqual(['hello', [started.pid], null])
    const one = target(started.origin, { transport: started.transport, connections: 1 })
    await driver.check(one)
    const before = await countOf(started, trust)
    const { requests, failures } = await driver.run(one, { requests: 100, within: 20 })
    expect([requests, failures]).toEqual([100, noFailures])
    const after = await countOf(started, trust)
    // The load stays on until the main process knows of its end.
    expect(after - before).toBeGreaterThanOrEqual(100)
    const { transport } = started
    const client = clientOf(started.origin, { path: '/', method: 'GET', headers: {}, transport })
    await client.ask(20, new AbortController().signal)
    client.close()
    expect([client.connections(), await countOf(started, trust)]).toEqual([1, after + 20])
  },
)

test('a path that is filled in, and its folder, are gone with the launch', async () => {
  const started = await launched({ socket: 'free', env: { SOCKET: '{socket}' } })
  const path = started.origin.slice('http://unix:'.length, -1)
  expect(existsSync(path)).toBe(true)
  await started.stop()
  expect(existsSync(dirname(path))).toBe(false)
})

test.for<[string, Partial<ServerOptions>, string[], RegExp]>([
  [
    'that nobody known signed',
    { tls: {} },
    ['tls'],
    /^Server "speaks" shows a certificate at https:\S+ that does not fit \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
  ],
  [
    'that somebody else signed',
    { tls: { ca: pem('other-ca.pem') } },
    ['tls'],
    /does not fit \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
  ],
  ['for another name', { tls: { ca, name: 'example.org' } }, ['tls'], /does not fit \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
])('a certificate %s is one sentence at once', async ([, options, args, sentence]) => {
  expect(await failure({ ...options, ready: { path: '/', within: 120 } }, ...args)).toMatch(sentence)
})

test('a server that speaks no https is one sentence at once', async () => {
  expect(await failure({ tls: { ca }, ready: { path: '/', within: 120 } })).toMatch(
    /does not speak https at https:\S+ \(\w+\). Remove `tls`/,
  )
})

test('a certificate that is no file, or no certificate, is said before anything is started', async () => {
  expect(await failure({ tls: { ca: '/no/such.pem' } })).toContain(
    '/no/such.pem, which its `tls.ca` names, cannot be used (ENOENT)',
  )
  expect(await failure({ tls: { ca: pem('server.key') } })).toContain('there is no "-----BEGIN CERTIFICATE-----" in it')
})

test('a socket that is no socket, or another program’s, is said before anything is started', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), '')
  expect(await failure({ socket: join(folder, 'file') })).toMatch(
    /file, which its `socket` names, is there and is no socket\./,
  )
  const taken = join(folder, 'taken')
  const other = createServer().listen(taken)
  onTestFinished(() => void other.close())
  expect(await failure({ socket: taken })).toContain(`another program answers at the socket ${taken}.`)
  expect(await failure({ socket: `/${'x'.repeat(120)}` })).toContain('has more than 103 characters')
})
