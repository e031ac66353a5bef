import { describe, expect, test } from 'vitest'
import { learnDefinitions, learnEnvironment, readRequestValues } from '../../src/gate/request-values.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { openSecrets, type Secrets } from '../../src/model/secrets.ts'
import { serverSchema } from '../../src/model/server.ts'

const servers = [
  serverSchema.parse({ name: 'plain', command: ['node'] }),
  serverSchema.parse({ name: 'prepared', command: ['node'], prepare: './login.ts' }),
]

/** The problem of a request, or null; secrets are learned. */
function problemOf(
  request: object,
  { names = ['plain'], env = {}, secrets = openSecrets() }: { names?: string[]; env?: object; secrets?: Secrets } = {},
): string | null {
  const options = { title: 'small', servers: names, request: { path: '/', ...request }, load: { connections: 1 } }
  try {
    readRequestValues(scenarioSchema.parse(options), { servers, env: env as NodeJS.ProcessEnv, secrets })
    return null
  } catch (error) {
    return (error as Error).message
  }
}

test.for<[string, object, object, string]>([
  ['not set', { path: '/{env.ID}' }, {}, '`request.path` needs the environment variable ID, which is not set.'],
  ['set to nothing', { headers: { a: '{env.A}' } }, { A: '' }, '`request.headers.a` needs the environment variable A,'],
  [
    'that cannot be in a header',
    { headers: { a: 'Bearer {env.A}' } },
    { A: 'token\n' },
    '`request.headers.a` has a line break or a character outside Latin-1 in it',
  ],
])('a variable %s is said with scenario, field and name', ([, request, env, sentence]) => {
  expect(problemOf(request, { env })).toContain(`Scenario "small" cannot be measured: ${sentence}`)
})

test('several variables are said at once', () => {
  expect(problemOf({ path: '/{env.A}', body: '{env.B}' })).toContain(
    '`request.path` needs the environment variable A and `request.body` needs the environment variable B, which are not set',
  )
})

test('a placeholder needs a `prepare` of every server, in a body only where one of them has it', () => {
  const prepared = { names: ['prepared'] }
  const both = { names: ['prepared', 'plain'] }
  const body = { body: 'query{user{name}}' }
  expect(problemOf({ path: '/{id}' }, prepared)).toBeNull()
  expect(problemOf({ path: '/{id}' }, both)).toContain(
    '`request.path` has {id}, but the server "plain" has no `prepare`',
  )
  expect(problemOf({ headers: { a: '{token}' } })).toContain('`request.headers.a` has {token}, but')
  expect(problemOf(body)).toBeNull()
  expect(problemOf(body, both)).toContain('`request.body` has {name}, but the server "plain" has no `prepare`')
})

test('what is filled in is a secret, and so is the value of a credential that the spec has', () => {
  const secrets = openSecrets()
  const headers = { authorization: 'Bearer {env.TOKEN}', cookie: 'sid=c00kie-sid', accept: 'text/html' }
  expect(problemOf({ path: '/{env.TENANT}', headers }, { env: { TOKEN: 't0ken', TENANT: 'acme' }, secrets })).toBeNull()
  expect(secrets.redact('acme said t0ken, c00kie-sid and text/html')).toBe(
    '{env.TENANT} said {env.TOKEN}, [redacted] and text/html',
  )
})

test('a module of `prepare` may read passwords, so that these are secrets where there is one', () => {
  const env = { DB_PASSWORD: 'c4nary', API_TOKEN: '', HOME: '/home/me' }
  const learned = (some: typeof servers) => {
    const secrets = openSecrets()
    learnEnvironment({ servers: some, env, secrets })
    return secrets.redact('c4nary in /home/me')
  }
  expect(learned(servers)).toBe('{env.DB_PASSWORD} in /home/me')
  expect(learned(servers.slice(0, 1))).toBe('c4nary in /home/me')
})

test('credentials among the headers of `ready` are secrets, other headers are not', () => {
  const secrets = openSecrets()
  const ready = { path: '/', headers: { 'X-API-Key': 'k3y-of-ready', accept: 'text/html' } }
  learnDefinitions([serverSchema.parse({ name: 'one', command: ['node'], ready })], secrets)
  expect(secrets.redact('it printed k3y-of-ready for text/html')).toBe('it printed [redacted] for text/html')
})

const turnProblem = (asking: object, names = ['plain']) => {
  const options = { title: 'small', servers: names, load: { connections: 1 }, ...asking }
  try {
    readRequestValues(scenarioSchema.parse(options), { servers, env: {}, secrets: openSecrets() })
    return null
  } catch (error) {
    return (error as Error).message
  }
}

describe('a placeholder of a turn', () => {
  const data = { values: { id: [1, 2] } }
  const create = { name: 'create', path: '/', method: 'POST', take: { note: 'id' } }

  test('is filled by data, or by what a step before it took, with and without `prepare`', () => {
    expect(turnProblem({ request: { path: '/{id}' }, data })).toBeNull()
    expect(
      turnProblem({ flow: [create, { name: 'read', path: '/{note}/{id}' }], data }, ['plain', 'prepared']),
    ).toBeNull()
    expect(turnProblem({ requests: [{ name: 'read', path: '/{id}', body: 'query { user }' }], data })).toBeNull()
  })

  test('that nothing fills is said with its field and with what there is, in a body, too', () => {
    expect(
      turnProblem({
        requests: [
          { name: 'a', path: '/' },
          { name: 'b', path: '/{ids}' },
        ],
        data,
      }),
    ).toBe(
      'Scenario "small" cannot be measured: nothing fills {ids} in `requests[1].path`. `data` and the steps before give id, no step before it takes it, and the server "plain" has no `prepare` that returns it. If the braces are meant as text, put a blank into them.',
    )
    expect(turnProblem({ request: { path: '/', method: 'POST', json: { id: '{ids}' } }, data })).toContain(
      'nothing fills {ids} in `request.body`',
    )
    expect(turnProblem({ flow: [{ name: 'read', path: '/{note}' }, create] })).toContain(
      'nothing fills {note} in `flow[0].path`. There is no `data` with such a field',
    )
  })

  test('that a header cannot have is said with its row', () => {
    const token = { values: { token: ['a', 'b\n'] } }
    expect(turnProblem({ request: { path: '/', headers: { a: '{token}' } }, data: token })).toContain(
      'row 2 of `data` has a line break or a character outside Latin-1 in "token", which a header is filled with',
    )
    expect(turnProblem({ request: { path: '/{token}' }, data: token })).toBeNull()
  })
})
