import { expect, test } from 'vitest'
import { parse } from '../../src/model/error.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'

const server = { name: 'app', command: ['app'] }
const stepsOf = (options: Partial<ServerOptions>) => {
  const { build, before, after } = serverSchema.parse({ ...server, ...options })
  return { build, before, after }
}

test('without any, there are none', () => {
  expect(stepsOf({})).toEqual({ build: [], before: [], after: [] })
  expect(stepsOf({ build: [], before: [] })).toEqual({ build: [], before: [], after: [] })
})

const migrate = { command: ['npm', 'run', 'migrate'], env: {}, each: 'run', within: 120 }
const seed = { command: ['seed', '--port', '{port}'], env: {}, each: 'launch', within: 5 }

test.for<[string, NonNullable<ServerOptions['before']>, object[]]>([
  ['a command', ['npm', 'run', 'migrate'], [migrate]],
  ['an object', { command: ['npm', 'run', 'migrate'] }, [migrate]],
  [
    'a list of both',
    [['npm', 'run', 'migrate'], { command: ['seed', '--port', '{port}'], each: 'launch', within: 5 }],
    [migrate, seed],
  ],
])('%s becomes a list of steps with all that was not said', ([, before, steps]) => {
  expect(stepsOf({ before }).before).toEqual(steps)
  // As base's definitions come, which head's schema checks once more.
  expect(stepsOf({ before: stepsOf({ before }).before }).before).toEqual(steps)
})

test.for<[object, RegExp]>([
  [
    { before: 'npm run migrate' },
    /^server "app": `before\[0\]` must be a command such as \["npm", "run", "migrate"\], or an object/,
  ],
  [{ after: { command: 'compose down' } }, /^server "app": `after\[0\]\.command` must be a list of words, such as/],
  [{ build: { command: [] } }, /^server "app": `build\[0\]\.command` must name the program to start\.$/],
  [
    {
      build: [
        ['go', 'build'],
        ['go', 7],
      ],
    },
    /^server "app": `build\[1\]\.command\[1\]` must be text\.$/,
  ],
  [{ before: { command: ['seed'], eahc: 'launch' } }, /^server "app": `before\[0\].*eahc/],
  [{ before: { command: ['seed'], each: 'wave' } }, /^server "app": `before\[0\]\.each` must be "run" or "launch"\.$/],
  [{ build: { command: ['make'], within: 0 } }, /^server "app": `build\[0\]\.within` must be more than 0 seconds\.$/],
  [
    { before: ['seed', '{port}'] },
    /^server "app": `before\[0\]` must not have \{port\} in it, because only a launch has a port: say `each: 'launch'`/,
  ],
  [
    { build: { command: ['make'], env: { AT: ':{port}' } } },
    /^server "app": `build\[0\]` must not have \{port\} in it/,
  ],
  [
    { socket: 'free', before: ['seed', '--at', '{socket}'] },
    /^server "app": `before\[0\]` must not have \{socket\} in it, because only a launch has a socket: say `each: 'launch'`/,
  ],
  [
    { host: '10.0.0.5', after: { command: ['drop'], env: { AT: '{host}:80' } } },
    /^server "app": `after\[0\]` must not have \{host\} in it, because only a launch has an address/,
  ],
  [
    { before: { command: ['seed', '{socket}'], each: 'launch' } },
    /^server "app": `socket` is missing, but `\{socket\}` is to be filled in/,
  ],
  [
    { after: { command: ['drop'], env: { AT: '{host}' }, each: 'launch' } },
    /^server "app": `host` is missing, but `\{host\}` is to be filled in/,
  ],
  [
    { socket: 'free', before: { command: ['seed', '{port}'], each: 'launch' } },
    /^server "app": `socket` contradicts `\{port\}`/,
  ],
])('what cannot be meant is one sentence with the field: %j', ([options, sentence]) => {
  const check = () => parse(serverSchema, { ...server, ...options }, 'server "app"')
  expect(check).toThrow(sentence)
  expect(check).not.toThrow(/\n/)
})
