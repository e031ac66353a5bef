import { existsSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { runtimeFolder } from '../../src/host/runtime-report.ts'
import { serverSchema } from '../../src/model/server.ts'
import { commandOf, STEADY_FLAGS } from '../../src/server/command.ts'

const server = (options: object) => serverSchema.parse({ name: 'a', command: ['node', 'main.ts'], ...options })

afterEach(() => {
  vi.unstubAllEnvs()
})

test('node is the Node that runs the gate', () => {
  expect(commandOf(server({}), 0, 't')).toMatchObject({
    program: process.execPath,
    args: ['main.ts'],
    cwd: process.cwd(),
  })
})

test('a steady runtime puts its flags before the program', () => {
  expect(commandOf(server({ runtime: 'steady' }), 0, 't').args).toEqual([...STEADY_FLAGS, 'main.ts'])
})

test('a steady runtime is refused for anything but node', () => {
  expect(() => commandOf(server({ runtime: 'steady', command: ['python3', 'main.py'] }), 0, 't')).toThrow(
    `\`runtime: 'steady'\` sets flags of Node, but its command starts python3`,
  )
})

test('a server that reports its runtime loads what reports it before the program, and is told where', () => {
  const { args, env } = commandOf(server({ runtime: 'steady', runtimeReport: true }), 0, 'token')
  expect(args).toEqual([...STEADY_FLAGS, '--import', expect.stringMatching(/^file:.*runtime-preload\.ts$/), 'main.ts'])
  expect(existsSync(new URL(args.at(-2) ?? ''))).toBe(true)
  expect(env).toMatchObject({ LOADGATE_RUNTIME_REPORT: runtimeFolder('token') })
})

test('a report of the runtime is refused for anything but node', () => {
  expect(() => commandOf(server({ runtimeReport: true, command: ['python3', 'main.py'] }), 0, 't')).toThrow(
    'Server "a" cannot be started: `runtimeReport` reports on Node\'s garbage collector and event loop, but its command starts python3.',
  )
})

test('a folder that does not exist is named', () => {
  expect(() => commandOf(server({ cwd: '/no/such/folder' }), 0, 't')).toThrow(
    'its `cwd` /no/such/folder does not exist',
  )
})

test('the environment is that of the gate without what runners and debuggers put there, then the definition, then ours', () => {
  const stubs = {
    VITEST: 'true',
    VITEST_POOL_ID: '1',
    VITESTER: 'kept',
    TEST: 'true',
    NODE_OPTIONS: '--inspect',
    NODE_V8_COVERAGE: '/tmp',
    LOADGATE_SERVERS: 'a',
  }
  for (const [name, value] of Object.entries(stubs)) vi.stubEnv(name, value)
  const { env } = commandOf(
    server({ env: { PORT: '1', LOADGATE_LAUNCH: 'x', NODE_OPTIONS: '--no-warnings' } }),
    4000,
    'token',
  )
  expect(env).toMatchObject({
    PORT: '4000',
    LOADGATE_LAUNCH: 'token',
    NODE_OPTIONS: '--no-warnings',
    NODE_ENV: 'production',
    VITESTER: 'kept',
  })
  for (const name of ['VITEST', 'VITEST_POOL_ID', 'TEST', 'NODE_V8_COVERAGE', 'LOADGATE_SERVERS'])
    expect(env).not.toHaveProperty(name)
})

test('the definition may choose another NODE_ENV', () => {
  expect(commandOf(server({ env: { NODE_ENV: 'staging' } }), 0, 't').env.NODE_ENV).toBe('staging')
})

test.for([
  [{}, undefined, '1'],
  [{ PYTHONUNBUFFERED: '' }, undefined, ''],
  [{}, 'no', 'no'],
] as const)(
  'Python prints at once, unless the definition %o or the environment (%s) says otherwise',
  ([env, own, value]) => {
    vi.stubEnv('PYTHONUNBUFFERED', own)
    expect(commandOf(server({ env }), 0, 't').env.PYTHONUNBUFFERED).toBe(value)
  },
)

test('a server is told the host that generators reach it at, and no other server is told one', () => {
  vi.stubEnv('HOST', undefined)
  expect(commandOf(server({ host: '10.0.0.5', env: { HOST: 'other' } }), 81, 't').env).toMatchObject({
    HOST: '10.0.0.5',
  })
  expect(commandOf(server({}), 81, 't').env).not.toHaveProperty('HOST')
})
