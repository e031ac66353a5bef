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
import { targetTo } from '../../src/measure/participant.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { scenarioSchema, type ScenarioOptions } from '../../src/model/scenario.ts'
import type { ServerOptions } from '../../src/model/server.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { planTo } from '../../src/server/plan-to.ts'
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

/** How many requests the server has answered, and over how many connections, as curl gets it. */
async function countOf({ origin }: Launch, curl: readonly string[] = []): Promise<readonly [number, number]> {
  const [, scheme, path] = /^(https?):\/\/unix:(.*):$/.exec(origin) ?? []
  const place = path === undefined ? [] : ['--unix-socket', path]
  const url = path === undefined ? origin.replace('127.0.0.1', 'localhost') : `${scheme}://localhost`
  const { stdout } = await execa('curl', ['--silent', '--show-error', ...curl, ...place, `${url}/count`])
  const [answers = 0, connections = 0] = stdout.split(' ').map(Number)
  return [answers, connections]
}

type Case = { readonly options: Partial<ServerOptions>; readonly args?: string[]; readonly curl?: string[] }

const CASES: Readonly<Record<string, Case>> = {
  'a Unix socket': { options: { socket: 'free' } },
  https: { options: { tls: { ca } }, args: ['tls'], curl: ['--cacert', ca] },
  'https that nobody checks': { options: { tls: { insecure: true } }, args: ['tls'], curl: ['--insecure'] },
  'https over a Unix socket': {
    options: { socket: 'free', tls: { ca, name: 'shop.test' } },
    args: ['tls'],
    curl: ['--insecure'],
  },
  'HTTP/2 with prior knowledge': {
    options: { http2: true },
    args: ['http2'],
    curl: ['--http2-prior-knowledge'],
  },
  'HTTP/2 by ALPN': {
    options: { http2: true, tls: { ca } },
    args: ['http2', 'tls'],
    curl: ['--http2', '--cacert', ca],
  },
  'HTTP/2 over a Unix socket': {
    options: { http2: true, socket: 'free' },
    args: ['http2'],
    curl: ['--http2-prior-knowledge'],
  },
}

test.for(Object.keys(CASES))('over %s, as many requests are counted as the server answered', async (name) => {
  const { options, args = [], curl = [] } = CASES[name] as Case
  const started = await launched(options, ...args)
  expect(started.origin).toMatch(options.socket ? /^https?:\/\/unix:\/.*:$/ : /^https?:\/\/127\.0\.0\.1:\d+$/)
  expect([started.body, started.usage()?.pids, started.unmeasured()]).toEqual(['hello', [started.pid], null])
  const large = await targetTo(started, asking(1, { method: 'POST', body: 'x'.repeat(1_000_000) }), {})
  await driver.check(large)
  expect(await driver.run(large, { requests: 5, within: 20 })).toMatchObject({ requests: 5, failures: noFailures })
  driver.release()
  const head = await targetTo(started, asking(2, { method: 'HEAD' }), {})
  const [before, connections] = await countOf(started, curl)
  expect(await driver.run(head, { requests: 100, within: 20 })).toMatchObject({ requests: 100, failures: noFailures })
  driver.release()
  const [after, more] = await countOf(started, curl)
  // The load stays on until the main process knows of its end. The last connection is curl's.
  expect(after - before).toBeGreaterThanOrEqual(100)
  expect(more - connections).toBe(2 + 1)
  const client = clientOf(started.origin, planTo(started, asking(1, { headers: { connection: 'keep-alive' } }), {}))
  await client.ask(20, new AbortController().signal)
  client.close()
  expect([client.connections(), await countOf(started, curl)]).toEqual([1, [after + 20, more + 1 + 1]])
})

/** A scenario as a spec declares it: what is asked goes the way that it goes in a gate. */
function asking(connections: number, request: Partial<ScenarioOptions['request']>) {
  const options = { title: 'home', servers: ['speaks'], load: { connections }, request: { path: '/', ...request } }
  return scenarioSchema.parse(options)
}

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

test('a server that speaks no HTTP/2 is one sentence at once', async () => {
  const ready = { path: '/', within: 120 }
  const sentence = /^Server "speaks" does not speak HTTP\/2 at https?:\S+\. Remove `http2`/
  expect(await failure({ http2: true, ready })).toMatch(sentence)
  expect(await failure({ http2: true, tls: { ca }, ready }, 'tls')).toMatch(sentence)
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
  expect(await failure({ socket: `/${'x'.repeat(120)}` })).toContain('has more than 103 bytes')
})
