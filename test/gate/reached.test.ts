import { expect, test } from 'vitest'
import { reachedOtherwise, reachNotes, refuseUnreachable } from '../../src/gate/reached.ts'
import { scenarioSchema, type DriverName } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'

const project = projectSchema.parse({
  servers: [
    { name: 'plain', command: ['node'] },
    { name: 'socket', command: ['node'], socket: 'free' },
    { name: 'https', command: ['node'], tls: { insecure: true } },
    { name: 'both', command: ['node'], tls: {}, socket: 'free' },
    { name: 'second', command: ['node'], tls: {}, http2: true },
    { name: 'runs', url: 'https://localhost:8443' },
  ],
})

const scenario = (servers: string[], driver?: DriverName) =>
  scenarioSchema.parse({ title: 'home', servers, request: { path: '/' }, load: { connections: 1 }, driver })

test('it is said how servers are reached, unless by HTTP over a port', () => {
  expect([...reachedOtherwise(scenario(['plain', 'socket', 'https', 'both', 'second', 'runs']), project)]).toEqual([
    ['socket', 'a Unix socket'],
    ['https', 'https'],
    ['both', 'https over a Unix socket'],
    ['second', 'HTTP/2 over https'],
    ['runs', 'https'],
  ])
})

const refuse =
  (driver?: DriverName, setting: DriverName | null = null) =>
  () =>
    refuseUnreachable(scenario(['plain', 'socket'], driver), project, { driver: setting })

test('a driver that cannot reach a server is refused, and undici is not', () => {
  const sentence = 'wrk cannot measure socket, which is reached by a Unix socket.'
  expect(refuse('wrk')).toThrow(sentence)
  expect(refuse(undefined, 'wrk')).toThrow(sentence)
  expect(refuse('wrk', 'undici')).not.toThrow()
  expect(refuse()).not.toThrow()
  expect(() => refuseUnreachable(scenario(['plain'], 'wrk'), project, { driver: null })).not.toThrow()
})

const timed = (driver: DriverName) => () =>
  refuseUnreachable({ ...scenario(['plain'], driver), firstByte: true }, project, { driver: null })

test('a driver that cannot time first bytes is refused', () => {
  expect(timed('autocannon')).toThrow('autocannon cannot time the first byte of a body, which scenario "home" asks for')
  expect(timed('undici')).not.toThrow()
})

test('a certificate that nobody checks is noted', () => {
  expect(reachNotes(scenario(['plain', 'both']), project)).toEqual([])
  expect(reachNotes(scenario(['plain', 'https']), project)).toEqual([
    'Nobody checked the certificate of https: its definition says `tls: { insecure: true }`.',
  ])
})
