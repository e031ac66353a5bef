import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { openSecrets } from '../../src/model/secrets.ts'
import type { ServerOptions } from '../../src/model/server.ts'
import { launch } from '../../src/server/launch.ts'
import { fixture, processesMarked } from './fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

/** A module with this text, in a folder of its own. */
function moduleOf(text: string, name = 'login.ts'): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-prepare-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function given(text: string, name?: string, options: Partial<ServerOptions> = {}) {
  const started = await launch(fixture('answers', { prepare: moduleOf(text, name), ...options }, ['token-of-it']), {
    watchdog,
  })
  await started.stop()
  return started.given
}

async function problemOf(prepare: string, options: Partial<ServerOptions> = {}, program = 'answers') {
  const server = fixture(program, { name: 'api', prepare, ...options })
  const secrets = openSecrets()
  const error: unknown = await launch(server, { watchdog, secrets }).catch((problem: unknown) => problem)
  expect(error).toBeInstanceOf(LoadgateError)
  expect(processesMarked(server.env['MARK'])).toEqual([])
  return (error as Error).message
}

describe('a launch is prepared', () => {
  test('by a module that asks it for a token', async () => {
    const text = `
      type Launch = { origin: string; server: string }
      export default async ({ origin, server }: Launch) => {
        const token: string = await (await fetch(origin + '/login')).text()
        return { headers: { authorization: 'Bearer ' + token }, variables: { server, id: 7 }, body: 'a=b' }
      }`
    expect(await given(text)).toEqual({
      headers: { authorization: 'Bearer token-of-it' },
      variables: { server: 'answers', id: '7' },
      body: 'a=b',
    })
  })

  test('by a function that returns nothing, and whose connections stay open', async () => {
    const text = `
      const { connect } = require('node:net')
      module.exports = ({ origin }) => new Promise((done) => {
        setInterval(() => {}, 1000)
        connect(new URL(origin).port, '127.0.0.1', done)
      }).then(() => undefined)`
    expect(await given(text, 'login.cjs')).toEqual({ headers: {}, variables: {} })
  })

  test('never without a module', async () => {
    const started = await launch(fixture('answers'), { watchdog })
    await started.stop()
    expect(started.given).toBeNull()
  })

  test('by a module whose path starts at cwd', async () => {
    const file = moduleOf("export default () => ({ variables: { a: 'b' } })")
    const options = { prepare: './login.ts', cwd: join(file, '..') }
    expect(await given('', undefined, options)).toMatchObject({ variables: { a: 'b' } })
  })

  test('anew each time', async () => {
    const text = 'let calls = 0; export default () => ({ variables: { calls: ++calls, at: performance.timeOrigin } })'
    const [one, two] = [await given(text), await given(text)]
    expect([one?.variables['calls'], two?.variables['calls']]).toEqual(['1', '1'])
    expect(one?.variables['at']).not.toBe(two?.variables['at'])
  })
})

describe('a launch fails in a sentence with the file', () => {
  test.for<[string, string, string]>([
    ['throws', "export default () => { throw new Error('no such user') }", 'failed: no such user'],
    ['rejects', "export default async () => { throw 'no such user' }", 'failed: no such user'],
    [
      'reaches nothing',
      "export default () => fetch('http://127.0.0.1:2/')",
      'failed: fetch failed (connect ECONNREFUSED 127.0.0.1:2)',
    ],
    ['is no module', 'export default (', 'failed: '],
    ['has no default export', 'export const login = () => ({})', 'has no function as its default export'],
    [
      'returns an unknown field',
      'export default () => ({ header: {} })',
      'returned something else than { headers, body, variables }: `header` is not known.',
    ],
    [
      'returns a header without a value',
      'export default () => ({ headers: { authorization: undefined } })',
      'returned something else than { headers, body, variables }: `headers.authorization` must be a text.',
    ],
    [
      'returns a header with a line break',
      "export default () => ({ headers: { authorization: 'a\\n' } })",
      'returned something else than { headers, body, variables }: `headers.authorization` must be Latin-1 text without a line break.',
    ],
    ['returns a function', 'export default () => ({ body: () => {} })', 'failed: () => {} could not be cloned'],
    [
      'ends its process',
      "export default () => { console.error('good bye'); process.exit(3) }",
      'ended with exit code 3 before it returned anything. The last that it printed:\n  | good bye',
    ],
  ])('when the module %s', async ([, text, problem]) => {
    const file = moduleOf(text)
    const message = await problemOf(file)
    expect(message).toContain(`Server "api" was not prepared: ${relative(process.cwd(), file)} ${problem}`)
    expect(message).not.toMatch(/^ +at /m)
  })

  test('when the module hangs for as long as the server may take to be ready', async () => {
    const file = moduleOf('export default () => new Promise(() => setInterval(() => {}, 1000))')
    expect(await problemOf(file, { ready: { within: 2 } })).toContain('did not finish within 2 s')
  })

  test('when the server ends meanwhile, which is told, too', async () => {
    const file = moduleOf(`
      export default async ({ origin }: { origin: string }) => {
        await fetch(origin + '/exit/4').catch(() => {})
        throw new Error('no answer')
      }`)
    expect(await problemOf(file)).toMatch(/failed: no answer api ended with exit code 4 .* after its start/)
  })

  test('when there is no module, before the server is started', async () => {
    expect(await problemOf('/no/such/login.ts', {}, 'never-listens')).toMatch(
      /^Server "api" cannot be started: its `prepare` .*no\/such\/login\.ts does not exist/,
    )
  })
})

test('what is returned is a secret from then on', async () => {
  const secrets = openSecrets()
  const prepare = moduleOf(
    "export default () => ({ headers: { authorization: 'Bearer c4nary-1' }, variables: { id: 'c4nary-2' }, body: 'c4nary-3' })",
  )
  const started = await launch(fixture('answers', { prepare }), { watchdog, secrets })
  await started.stop()
  expect(secrets.redact('c4nary-1 c4nary-2 c4nary-3')).toBe('[redacted] {id} [redacted]')
})
