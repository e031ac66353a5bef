import { expect, test } from 'vitest'
import { parse } from '../../src/model/error.ts'
import { recordGenerators } from '../../src/model/generators.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'

const a = { name: 'a', prefix: ['ssh', 'load-a'] }
const b = { name: 'b', prefix: ['ssh', 'load-b'] }
const usual = { title: 'home', servers: ['api'], request: { path: '/' }, load: { rate: 500 }, driver: 'vegeta' }
const scenario = (change: object) => parse(scenarioSchema, { ...usual, generators: [a, b], ...change }, 'scenario')

test('generators send an open loop with vegeta, and a baseline keeps their names only', () => {
  expect(recordGenerators(scenario({}))).toEqual({ generators: ['a', 'b'] })
  expect(recordGenerators(scenario({ generators: undefined }))).toEqual({})
})

const ONLY_VEGETA = "`generators` take `driver: 'vegeta'`, which alone runs behind a prefix."

test.for<[string, object, string]>([
  [
    'no generator',
    { generators: [] },
    '`generators` must name at least one generator. Leave it out where this machine sends the load.',
  ],
  [
    'two of one name',
    { generators: [a, { ...b, name: 'a' }] },
    '`generators[1].name` is "a", and so is that of another generator: give each its own name.',
  ],
  [
    'no prefix',
    { generators: [{ name: 'a' }] },
    "`generators[0].prefix` must be the words of a command that reaches the generator's machine, such as ['ssh', 'load-a'].",
  ],
  [
    'an empty prefix',
    { generators: [{ ...a, prefix: [] }] },
    "`generators[0].prefix` must be the words of a command that reaches the generator's machine, such as ['ssh', 'load-a'].",
  ],
  [
    'a prefix that is a text',
    { generators: [{ ...a, prefix: 'ssh load-a' }] },
    "`generators[0].prefix` must be the words of a command that reaches the generator's machine, such as ['ssh', 'load-a'].",
  ],
  ['no list', { generators: a }, "`generators` must be a list such as [{ name: 'a', prefix: ['ssh', 'load-a'] }]."],
  [
    'no rate',
    { load: { connections: 4 }, driver: undefined },
    "`generators` send by the clock: give `load.rate` or `load.share`, and `driver: 'vegeta'`.",
  ],
  ['another driver', { driver: 'undici' }, ONLY_VEGETA],
  ['no driver', { driver: undefined }, ONLY_VEGETA],
  ['a driver of closed loops', { driver: 'wrk' }, '`driver` cannot be wrk in an open loop'],
  [
    'too few connections',
    { load: { rate: 500, connections: 1 } },
    '`generators` are 2, and `load.connections` is 1: give each at least one connection.',
  ],
])('%s is refused in one sentence', ([, change, sentence]) => {
  const attempt = () => scenario(change)
  expect(attempt).toThrow(`scenario: ${sentence}`)
  expect(attempt).not.toThrow('\n')
})

const server = (change: object) => parse(serverSchema, { name: 'api', command: ['node'], ...change }, 'api')

test('a server may have a host, and be told it', () => {
  expect(server({ host: '10.0.0.5', command: ['node', '--listen={host}:{port}'] })).toMatchObject({ host: '10.0.0.5' })
  expect(server({ host: 'fd00::5' })).toMatchObject({ host: 'fd00::5' })
})

const HOST = '`host` must be an IP address of this machine at which others reach it, such as "10.0.0.5".'

test.for<[object, string]>([
  [{ host: '0.0.0.0' }, HOST],
  [{ host: '::' }, HOST],
  [{ host: 'load-a' }, HOST],
  [{ host: 5 }, HOST],
  [{ command: ['node', '{host}'] }, '`host` is missing, but `{host}` is to be filled in'],
  [{ host: '10.0.0.5', socket: 'free' }, '`socket` contradicts `host`: the server listens on a socket or on a port.'],
  [
    { command: [], url: 'http://127.0.0.1:80', host: '10.0.0.5' },
    '`host` contradicts `url`: a server that already runs is not started.',
  ],
])('a server with %o is refused', ([change, sentence]) => {
  expect(() => server(change)).toThrow(`api: ${sentence}`)
})
