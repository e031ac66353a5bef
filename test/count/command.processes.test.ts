import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { countingServer } from '../../src/count/command.ts'
import { FLAGS } from '../../src/count/method.ts'
import { WARM_TIMERS } from '../../src/count/warm-timers.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'

const VALGRIND = [
  'valgrind',
  '--tool=callgrind',
  '--quiet',
  '--instr-atstart=no',
  '--trace-children=yes',
  '--vgdb-prefix=/folder/vgdb',
  '--callgrind-out-file=/folder/dump.%p',
]

const folder = mkdtempSync(join(tmpdir(), 'loadgate-command-'))
for (const [name, text] of Object.entries({ 'python3.11': '', gunicorn: '#!/usr/bin/env python3.11\n' })) {
  writeFileSync(join(folder, name), text)
  chmodSync(join(folder, name), 0o755)
}
afterAll(() => rmSync(folder, { recursive: true }))

function counting(options: Omit<ServerOptions, 'name'>) {
  return countingServer(serverSchema.parse({ name: 'one', ...options }), '/folder')
}

test('a Node server gets the flags that make counts repeat, in place of those of its runtime', () => {
  const server = counting({
    command: ['node', '--enable-source-maps', 'main.ts', '8'],
    runtime: 'steady',
    runtimeReport: true,
  })
  expect(server.command).toEqual([
    ...VALGRIND,
    process.execPath,
    ...FLAGS,
    WARM_TIMERS,
    '--enable-source-maps',
    'main.ts',
    '8',
  ])
  expect(server).toMatchObject({ name: 'one', runtime: 'plain', runtimeReport: false })
})

test('a Node that is named by its path stays that Node', () => {
  expect(counting({ command: ['/opt/node', 'main.js'] }).command.slice(7)).toEqual([
    '/opt/node',
    ...FLAGS,
    WARM_TIMERS,
    'main.js',
  ])
})

test.for([
  [['npm', 'start']],
  [['./server', '--port', '0']],
  [['/venv/bin/gunicorn', 'app:app']],
  [['nodemon', 'main.js']],
])('%o is started as it is', ([command]) => {
  expect(counting({ command: command! }).command).toEqual([...VALGRIND, ...command!])
})

test('a Node that another program starts finds the same flags in its environment', () => {
  const flags = FLAGS.join(' ')
  const { env } = counting({ command: ['npm', 'start'], env: { NODE_OPTIONS: '--no-warnings' } })
  expect(env).toMatchObject({ LOADGATE_NODE_FLAGS: flags })
  expect(env['NODE_OPTIONS']).toMatch(/^--no-warnings --import=file:.*repeatable-preload\.ts$/)
})

test.for([
  ['Node itself', { command: ['node', 'main.ts'] }],
  ['Python', { command: ['python3.11', 'app.py'], env: { PATH: folder } }],
  ['a program in Python', { command: ['gunicorn', 'app:app'], env: { PATH: folder } }],
  ['a server with packages of Python', { command: ['gunicorn', 'app:app'], python: 'requirements.txt' }],
] as const)('%s gets no variable more', ([, options]) => {
  expect(Object.keys(counting({ ...options, command: [...options.command] }).env)).not.toContain('NODE_OPTIONS')
})

test('Python hashes alike in every launch, unless its definition says otherwise', () => {
  const python = { command: ['python', 'app.py'], python: 'requirements.txt' }
  expect(counting({ ...python, env: { COLOUR: 'blue' } }).env).toEqual({ PYTHONHASHSEED: '0', COLOUR: 'blue' })
  expect(counting({ ...python, env: { PYTHONHASHSEED: '7' } }).env).toEqual({ PYTHONHASHSEED: '7' })
})

test('what may be Go is kept from interrupting itself by signals, which callgrind does not survive', () => {
  expect(counting({ command: ['bin/server'] }).env).toMatchObject({ GODEBUG: 'asyncpreemptoff=1' })
  expect(counting({ command: ['bin/server'], env: { GODEBUG: 'http2debug=1' } }).env).toMatchObject({
    GODEBUG: 'http2debug=1,asyncpreemptoff=1',
  })
  expect(counting({ command: ['node', 'main.ts'] }).env).not.toHaveProperty('GODEBUG')
})

test('it gets ten times as long to start', () => {
  expect(counting({ command: ['node', 'main.ts'], ready: { within: 20 } }).ready.within).toBe(200)
})
