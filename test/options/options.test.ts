import { describe, expect, test } from 'vitest'
import { claimSchema, scenarioSchema, toleranceSchema } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'
import { serverSchema } from '../../src/model/server.ts'
import { parse } from '../../src/model/error.ts'

const server = { name: 'fastify', command: ['node', 'main.ts'] }
const scenario = { title: 'home', servers: ['fastify'], request: { path: '/' }, load: { connections: 4 } }

test('a server needs no more than a name and a command', () => {
  expect(parse(serverSchema, server, 'server')).toMatchObject({
    ready: { path: '/', headers: {}, within: 30 },
    port: 'reported',
    runtime: 'plain',
    warmup: 20_000,
  })
})

const started = { name: 'api', command: ['node', 'main.js'] }
const running = { name: 'api', url: 'http://127.0.0.1:8080' }

test.for(['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:80/', 'http://127.0.1.1:1'])(
  'a server that already runs at %s needs no command',
  (url) => {
    expect(parse(serverSchema, { ...running, url }, 'server')).toMatchObject({ url, command: [] })
  },
)

test.for([
  [
    { ...running, url: 'ftp://127.0.0.1:80' },
    '`url` must be an http:// or https:// address, such as "http://127.0.0.1:8080".',
  ],
  [{ ...running, url: '127.0.0.1:8080' }, '`url` must be an http:// or https:// address'],
  [{ ...running, tls: {} }, '`tls` contradicts `url`, which is no https:// address.'],
  [{ ...running, socket: 'free' }, '`socket` contradicts `url`'],
  [{ ...started, socket: 'run/app.sock' }, '`socket` must be "free", or the absolute path of a Unix socket'],
  [
    { ...started, socket: 'free', port: 80 },
    '`socket` contradicts `port`: the server listens on a socket or on a port.',
  ],
  [{ ...started, socket: 'free', address: 'last' }, '`socket` contradicts `address`'],
  [{ ...started, socket: 'free', env: { A: '{port}' } }, '`socket` contradicts `{port}`'],
  [
    { ...started, env: { A: '{socket}' } },
    "`socket` is missing, but `{socket}` is to be filled in: write `socket: 'free'`.",
  ],
  [{ ...started, tls: { ca: 'ca.pem', insecure: true } }, '`tls.ca` contradicts `insecure`'],
  [{ ...started, http2: false }, '`http2` must be true, or left out.'],
  [{ ...started, tls: { insecure: false } }, '`tls.insecure` must be true, or left out.'],
  [{ ...running, url: 8080 }, '`url`'],
  [{ ...running, url: 'http://example.com' }, '`url` must be an address of this machine'],
  [
    { ...running, url: 'http://localhost.example.com:80' },
    'nobody sees from here what else runs on localhost.example.com.',
  ],
  [{ ...running, url: 'http://127.0.0.1:8080/api' }, '`url` must be no more than "http://127.0.0.1:8080"'],
  [{ ...running, url: 'http://me:secret@127.0.0.1:8080' }, '`url` must be no more than "http://127.0.0.1:8080"'],
  [{ ...running, command: ['node'] }, '`command` contradicts `url`: a server that already runs is not started.'],
  [{ ...running, build: ['make'] }, '`build` contradicts `url`'],
  [{ ...running, before: ['make'] }, '`before` contradicts `url`'],
  [{ ...running, env: { A: '1' } }, '`env` contradicts `url`'],
  [{ ...running, runtime: 'steady' }, '`runtime` contradicts `url`'],
  [{ name: 'api' }, '`command` is missing: say how to start the server, or give the `url` of one that already runs.'],
] as const)('%o is refused with the field and without the secret', ([value, sentence]) => {
  expect(() => parse(serverSchema, value, 'server')).toThrow(sentence)
  expect(() => parse(serverSchema, value, 'server')).not.toThrow('secret')
})

test('a reference that already runs is refused', () => {
  const project = { servers: [server], references: [{ ...running, name: 'reference' }] }
  expect(() => parse(projectSchema, project, 'loadgate()')).toThrow(
    'loadgate(): `references[0].url` must be `command`: a reference is launched afresh beside the others.',
  )
})

test.for([
  [{ ...server, name: '' }, 'server: `name` must not be empty.'],
  [{ ...server, name: 'a,b' }, 'server: `name` must have no comma in it and no blank around it.'],
  [{ ...server, command: [] }, 'server: `command` must name the program to start.'],
  [{ ...server, ready: 'health' }, 'server: `ready` must be a path that starts with "/", such as "/".'],
  [
    { ...server, ready: 5 },
    'server: `ready` must be a path such as "/", or an object such as { path: "/", status: 200 }.',
  ],
  [{ ...server, ready: { path: 'health' } }, 'server: `ready.path` must be a path that starts with "/", such as "/".'],
  [{ ...server, ready: { within: 0 } }, 'server: `ready.within` must be more than 0 seconds.'],
  [{ ...server, ready: { within: '30' } }, 'server: `ready.within`'],
  [{ ...server, ready: { status: 99 } }, 'server: `ready.status` must be 200 or more.'],
  [{ ...server, ready: { status: [200, 'ok'] } }, 'server: `ready.status[1]` must be a status such as 200.'],
  [{ ...server, ready: { headers: { 'a b': 'c' } } }, 'server: `ready.headers.a b` must have the name of a header'],
  [
    { ...server, ready: { headers: { a: 'b\nc' } } },
    'server: `ready.headers.a` must be Latin-1 text without a line break',
  ],
  [
    { ...server, ready: { body: 'x' } },
    'server: `ready` has no field `body`; it has `path`, `status`, `headers`, `within`.',
  ],
  [
    { ...server, readyWithin: 5 },
    "server has `readyWithin`, which is part of `ready` now: `ready: { path: '/', within: 60 }`.",
  ],
  [{ ...server, address: '(' }, 'server: `address` must be a regular expression (Invalid regular expression'],
  [{ ...server, address: 5 }, 'server: `address` must be a regular expression'],
  [{ ...server, address: 'last', port: 80 }, 'server: `address` must be left out with `port: 80`, which says already'],
  [{ ...server, address: 'last', port: 'free' }, 'server: `address` must be left out with `port: "free"`'],
  [{ ...server, address: 'last', env: { A: '{port}' } }, 'server: `address` must be left out with `{port}`'],
  [{ ...server, port: 70_000 }, 'server: `port` must be "reported", "free", or the number of a port from 1 to 65535.'],
  [{ ...server, port: 'fre' }, 'server: `port` must be "reported", "free", or the number of a port from 1 to 65535.'],
  [{ ...server, alongside: 'postgres' }, 'server: `alongside`'],
  [
    { ...server, alongside: ['postgres', 0] },
    'server: `alongside[1]` must be the name of a program, such as "postgres", or a port.',
  ],
  [{ ...server, comand: 'node' }, 'server has no field `comand`; did you mean `command`?'],
] as const)('%o is refused with the field', ([value, sentence]) => {
  expect(() => parse(serverSchema, value, 'server')).toThrow(sentence)
})

test('what a server is given may be checked again, and JSON can hold it', () => {
  const options = { ...server, ready: { path: '/up', status: [200, 401] }, address: /^up at \d/ }
  const checked = parse(serverSchema, options, 'server')
  expect(checked).toMatchObject({ ready: { status: [200, 401], within: 30 }, address: '^up at \\d' })
  expect(parse(serverSchema, JSON.parse(JSON.stringify(checked)), 'server')).toEqual(checked)
})

describe('a scenario', () => {
  test('without servers is refused', () => {
    expect(() => parse(scenarioSchema, { ...scenario, servers: [] }, 'scenario "home"')).toThrow(
      'scenario "home": `servers` must name at least one server.',
    )
  })

  test('without connections is refused', () => {
    expect(() => parse(scenarioSchema, { ...scenario, load: { connections: 0 } }, 'scenario "home"')).toThrow(
      '`load.connections`',
    )
  })

  const rateProblem = '`load.rate` must be requests per second from 1 to 100000, such as 500.'

  test.for<[object, string]>([
    [{ rate: 0 }, rateProblem],
    [{ rate: -5 }, rateProblem],
    [{ rate: 'fast' }, rateProblem],
    [{ rate: 1e9 }, rateProblem],
    [{ rate: Number.NaN }, rateProblem],
    [{ share: 0 }, '`load.share` must be a share of the capacity between 0 and 1, such as 0.6'],
    [{ share: 60 }, '`load.share` must be a share of the capacity between 0 and 1, such as 0.6'],
    [
      { rate: 500, share: 0.6 },
      '`load.share` contradicts `rate`: give requests per second, or a share of the capacity.',
    ],
    [{}, '`load.connections` is missing: give `connections` for a closed loop, or `rate` or `share` for an open one.'],
    [{ rate: 500, rps: 1 }, 'rps'],
  ])('with the load %j is refused in one sentence', ([load, sentence]) => {
    const refused = () => parse(scenarioSchema, { ...scenario, load }, 'scenario "home"')
    expect(refused).toThrow(sentence)
    expect(refused).not.toThrow('\n')
  })

  test.for(['wrk', 'ab', 'autocannon'] as const)('at a rate by %s is refused, with the ones that can', (driver) => {
    expect(() => parse(scenarioSchema, { ...scenario, load: { rate: 500 }, driver }, 'scenario "home"')).toThrow(
      `scenario "home": \`driver\` cannot be ${driver} in an open loop: ${driver} sends its next request when it has its answer, and \`load\` wants requests by the clock. Leave it out, or choose undici or vegeta.`,
    )
  })

  test('by vegeta in a closed loop is refused', () => {
    expect(() => parse(scenarioSchema, { ...scenario, driver: 'vegeta' }, 'scenario "home"')).toThrow(
      '`driver` cannot be vegeta in a closed loop: vegeta sends by the clock. Give `load.rate` or `load.share`',
    )
    expect(parse(scenarioSchema, { ...scenario, load: { rate: 500 }, driver: 'vegeta' }, 'scenario').driver).toBe(
      'vegeta',
    )
  })

  test('at a share of a capacity that no baseline can have is refused', () => {
    expect(() =>
      parse(scenarioSchema, { ...scenario, load: { share: 0.6 }, baseline: false }, 'scenario "home"'),
    ).toThrow('`load.share` needs a baseline to know the capacity, and `baseline` is false: give `rate`.')
  })

  test.for([{ rate: 500 }, { share: 0.6 }, { rate: 0.5 + 1, connections: 10 }])('at %j is taken', (load) => {
    expect(parse(scenarioSchema, { ...scenario, load }, 'scenario "home"').load).toEqual(load)
  })

  test('with a driver that does not exist is refused', () => {
    expect(() => parse(scenarioSchema, { ...scenario, driver: 'siege' }, 'scenario "home"')).toThrow('`driver`')
  })
})

test.for([-5, 0, 10, '10%', Number.NaN, { throughput: -1 }, { rps: 0.1 }])(
  'a tolerance of %o is refused and told what it should be',
  (value) => {
    expect(() => parse(toleranceSchema, value, 'toHoldBaseline(tolerance)')).toThrow(/fraction.*such as 0\.1 for 10 %/)
  },
)

test.for([0.05, { throughput: 0.1, latencyP99: 1 }, {}])('a tolerance of %o is taken', (value) => {
  expect(parse(toleranceSchema, value, 'tolerance')).toEqual(value)
})

test('a claim is about throughput, and about being no slower, unless it says more', () => {
  expect(parse(claimSchema, {}, 'claim')).toEqual({ by: 1, metric: 'throughput' })
  expect(parse(claimSchema, { by: 0.9, metric: 'memory' }, 'claim')).toEqual({ by: 0.9, metric: 'memory' })
})

test.for([
  [{ by: 0 }, 'claim: `by` must be how many times better at least, such as 1.5.'],
  [{ by: -2 }, 'claim: `by` must be how many times'],
  [{ by: Number.POSITIVE_INFINITY }, 'claim: `by` must be how many times'],
  [{ by: Number.NaN }, 'claim: `by` must be how many times'],
  [{ by: '1.5' }, 'claim: `by` must be how many times'],
  [
    { metric: 'failedRequests' },
    'claim: `metric` must be one of instructions, throughput, cpuPerRequest, latencyP50, latencyP90, latencyP95, latencyP99, firstByte, memory.',
  ],
  [{ factor: 2 }, 'claim has no field `factor`; it has `by`, `metric`.'],
  [1.5, 'claim must be an object with `by` or `metric`'],
] as const)('a claim of %o is refused with the field', ([value, sentence]) => {
  expect(() => parse(claimSchema, value, 'claim')).toThrow(sentence)
})

const refuse = (servers: object[], references: object[]) =>
  expect(() => parse(projectSchema, { servers, references }, 'loadgate()'))

describe('a gate', () => {
  const reference = { ...server, name: 'reference' }

  test('with two servers of one name is refused', () => {
    refuse([server, server], [reference]).toThrow(
      'loadgate(): `servers[1].name` must be unique, but "fastify" is the name of two servers.',
    )
  })

  test('with a server named like a reference is refused', () => {
    refuse([server], [reference, server]).toThrow(
      '`servers[0].name` must be another one: "fastify" is the name of a reference.',
    )
  })

  test('with two references of one name is refused', () => {
    refuse([server], [reference, reference]).toThrow(
      '`references[1].name` must be unique, but "reference" is the name of two servers.',
    )
  })

  test('with an empty list of references is refused', () => {
    refuse([server], []).toThrow('loadgate(): `references` must list at least one frozen server.')
  })

  test('needs no more than its servers: the references come with the package', () => {
    const { references } = parse(projectSchema, { servers: [server] }, 'loadgate()')
    expect(references.map(({ name, runtime }) => [name, runtime])).toEqual([
      ['reference', 'steady'],
      ['reference-large', 'steady'],
    ])
  })

  test('with a server named like a reference of the package is refused', () => {
    expect(() => parse(projectSchema, { servers: [reference] }, 'loadgate()')).toThrow(
      'loadgate(): `servers[0].name` must be another one: "reference" is the name of a reference.',
    )
  })
})

test('several wrong fields are all named at once', () => {
  expect(() => parse(serverSchema, { name: '', command: [] }, 'server')).toThrow(/`name`[^]*`command`/)
})
