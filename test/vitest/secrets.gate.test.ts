import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { commentText } from '../../src/report/markdown.ts'
import { reason, valgrind } from '../count/fixture.ts'
import { baselineOf, leftIn, projectFolder, runGate } from './project-folder.ts'

/** Whole gates whose servers print every secret that they get. Nothing of one may be in anything that a gate leaves behind. */

vi.setConfig({ testTimeout: 300_000 })

const program = fileURLToPath(new URL('../fixtures/gate/private.cjs', import.meta.url))

/** By the environment; one has what has to be encoded in a URL and in JSON. */
const VARIABLES = {
  HEADER: 'header-c4nary-1',
  QUERY: 'query/c4nary&2',
  BODY: 'body-c4nary-"3"',
  LOGIN_PASSWORD: 'login-c4nary-4',
}

/** What the spec and the module of `prepare` have in them; the token of `/login` begins with the first. */
const WRITTEN = ['prepared-c4nary', 'literal-c4nary-5', 'cookie-c4nary-6', 'module-c4nary-7', 'variable-c4nary-8']

const LOGIN = `
  export default async ({ origin }: { origin: string }) => {
    const body = JSON.stringify({ password: process.env['LOGIN_PASSWORD'] })
    const answer = await fetch(origin + '/login', { method: 'POST', body })
    const { token } = await answer.json() as { token: string }
    return {
      headers: { authorization: 'Bearer ' + token, 'x-prepared': 'module-c4nary-7' },
      variables: { session: 'variable-c4nary-8', token },
    }
  }`

const REQUEST = {
  path: '/private?key={env.QUERY}&session={session}',
  method: 'POST',
  headers: {
    'x-env': '{env.HEADER}',
    'x-api-key': 'literal-c4nary-5',
    cookie: 'theme=dark; sid=cookie-c4nary-6',
    'x-basic': '{token}',
  },
  body: '{"secret":"{env.BODY}"}',
}

type Options = {
  readonly orders?: readonly string[]
  readonly request?: object
  readonly prepare?: boolean
}

function project({ orders = [], request = REQUEST, prepare = true }: Options = {}): string {
  const spec = `
    import { scenario } from 'loadgate'
    import { expect, test } from 'vitest'
    const small = scenario('small', { servers: ['private'], request: ${JSON.stringify(request)}, load: { connections: 2 } })
    test.for(small.servers)('%s holds its baseline', (server) => { expect(small.run(server)).toHoldBaseline() })`
  const folder = projectFolder({
    servers: { private: [] },
    spec,
    definition: { command: ['node', program, ...orders], ...(prepare ? { prepare: './login.ts' } : {}) },
    // Three rounds, because in a single short window a busy machine may hide that a server waits.
    gate: { budget: { waves: 3, rounds: 3 } },
  })
  writeFileSync(join(folder, 'login.ts'), LOGIN)
  return folder
}

const forms = (text: string) => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('base64').replaceAll('=', '').slice(0, -1),
  JSON.stringify(text).slice(1, -1),
]

/** Whatever shows that a secret is in a text: it itself, also encoded, and `c4nary`, which is a part of each. */
const CANARIES = ['c4nary', ...[...Object.values(VARIABLES), ...WRITTEN].flatMap(forms)]

/** Where secrets are, in what a run printed and in every file of the folder but those that the user wrote. */
function leaksIn(folder: string, texts: Readonly<Record<string, string>>): string[] {
  const own = ['gate.perf.ts', 'login.ts', 'vitest.config.ts']
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && !own.includes(relative(folder, file)))
  expect(files.length).toBeGreaterThan(0)
  const all = {
    ...texts,
    ...Object.fromEntries(files.map((file) => [relative(folder, file), readFileSync(file, 'latin1')])),
  }
  return Object.entries(all).flatMap(([name, text]) =>
    CANARIES.filter((canary) => text.includes(canary)).map((canary) => `${name}: ${canary}`),
  )
}

/**
 * Exchanges what was recorded for twenty even launches. Three that were recorded beside other tests may differ by so much that nothing is
 * beyond their noise.
 */
function evenOut(file: string): void {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof baselineOf>
  const even = baselineOf(['private'])
  const { references, servers } = recorded
  Object.assign(references['reference']!, { metrics: even.references['reference']!.metrics })
  Object.assign(servers['private']!, { metrics: even.servers['private']!.metrics })
  writeFileSync(file, JSON.stringify(recorded))
}

async function runOf(folder: string, env: Readonly<Record<string, string>> = {}) {
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, '')
  const { exitCode, output, report } = await runGate(folder, { ...VARIABLES, GITHUB_STEP_SUMMARY: summary, ...env })
  expect(await leftIn(folder)).toEqual([])
  const comment = report ? commentText(report, 'https://example.com/run') : ''
  expect(leaksIn(folder, { output, comment })).toEqual([])
  return { exitCode, output, report }
}

test('a run that records, one that holds with other tokens and one that is red show none', async () => {
  const folder = project()
  const first = await runOf(folder)
  expect([first.exitCode, first.report?.written.length]).toEqual([0, 1])
  const text = readFileSync(join(folder, first.report?.written[0] ?? ''), 'utf8')
  expect(text).toContain('"path": "/private?key={env.QUERY}&session={session}"')
  expect(text).toContain('"x-env": null')
  expect(text).toContain(String.raw`"body": "{\"secret\":\"{env.BODY}\"}"`)
  const rotated = { HEADER: 'other-c4nary-1', QUERY: 'other-c4nary-2', BODY: 'other-c4nary-3' }
  const second = await runOf(folder, { ...rotated, CI: 'true' })
  expect(second.output).not.toMatch(/cannot be compared|Error/)
  expect(second.report?.verdicts.every(({ verdict }) => verdict !== 'invalid')).toBe(true)
  evenOut(join(folder, first.report?.written[0] ?? ''))
  const config = join(folder, 'vitest.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace('private.cjs"', 'private.cjs","sleep=60"'))
  const { exitCode, output, report } = await runOf(folder)
  expect(exitCode, output).toBe(1)
  expect(report?.verdicts.filter(({ verdict }) => verdict === 'regressed')).not.toEqual([])
})

test('a server that ends when it is asked for a token is told without the password', async () => {
  const { exitCode, output } = await runOf(project({ orders: ['refuse'] }))
  expect(exitCode).toBe(1)
  expect(output).toContain('login.ts failed: fetch failed')
  expect(output).toMatch(/private ended with exit code 3/)
})

test('a server that dies is told with its last line, in which secrets are their placeholders', async () => {
  const { exitCode, output } = await runOf(project({ orders: ['die'] }))
  expect(exitCode, output).toBe(1)
  expect(output).toMatch(/private ended with exit code 7 .*its last line was/)
})

test('a wrong answer is shown without the secrets that it repeats', async () => {
  const request = { ...REQUEST, expect: 'yes' }
  const { exitCode, output } = await runOf(project({ orders: ['echo', 'open'], request }))
  expect(exitCode).toBe(1)
  expect(output).toMatch(
    /private answered POST \/private\?key=\{env\.QUERY\}&session=\{session\} with .* '\{env\.HEADER\} /,
  )
})

test('a variable that is not set is said before anything is started, with scenario, field and name', async () => {
  const { exitCode, output } = await runOf(project({ orders: ['refuse'] }), { HEADER: '', BODY: '' })
  expect(exitCode).toBe(1)
  expect(output).toContain(
    'Scenario "small" cannot be measured: `request.headers.x-env` needs the environment variable HEADER and `request.body` needs the environment variable BODY, which are not set.',
  )
  expect(output).not.toContain('login.ts')
})

test('a placeholder without a `prepare` that could fill it is said in the same way', async () => {
  const { exitCode, output } = await runOf(project({ prepare: false }))
  expect(exitCode).toBe(1)
  expect(output).toContain(
    '`request.path` has {session}, but the server "private" has no `prepare` that returns it. Add one',
  )
})

test('a placeholder that `prepare` returns nothing for is said in one sentence after the first launch, and nothing is measured', async () => {
  const request = { ...REQUEST, path: '/private?order={orderId}' }
  const { exitCode, output } = await runOf(project({ request }))
  expect(exitCode).toBe(1)
  expect(output).toMatch(
    /^`request\.path` has \{orderId\}, but `prepare` of private \(\.\/login\.ts\) returned only session and token\. /m,
  )
  expect(output).not.toContain('wave 1')
})

test.skipIf(valgrind === '')(`a run that counts shows none, nor does what it records${reason}`, async () => {
  const { exitCode, output, report } = await runOf(project(), { LOADGATE_COUNT: 'only' })
  expect(exitCode, output).toBe(0)
  expect(report?.written).toEqual([expect.stringMatching(/counted.small\.json$/)])
  expect(report?.verdicts).toMatchObject([{ metric: 'instructions', current: expect.any(Number) as number }])
})
