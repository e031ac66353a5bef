import type { Where, WhereFunction } from '../../src/model/where.ts'
import { HOME } from './cells.ts'

/** Where the instructions of a server went. */

function named(
  name: string,
  file: string | null,
  line: number | null,
  rest: Partial<WhereFunction> = {},
): WhereFunction {
  const inPackage = file?.startsWith('node:')
    ? 'node'
    : file?.startsWith('servers/') || file === null
      ? null
      : (file.split('/')[0] ?? null)
  const none = { before: null, now: null }
  return {
    name,
    file,
    line,
    package: inPackage,
    mark: null,
    formerly: null,
    change: 0,
    calling: null,
    own: none,
    inclusive: none,
    calls: none,
    ...rest,
  }
}

/** Names with every odd character. */
export const ODD_NAMES = [
  '<script>alert(1)</script>',
  'a | b',
  '漢字🚀\u202Etxt',
  'Object.toString [as x]',
  '',
  'RegExp: /a"b\'c`/',
  '</svg></script><img src=x onerror=alert(1)>',
  'wasm-function[12]\u001B[2J',
]

/** A made profile of fastify on the home page: `Frame.set` got dearer and is called more often, and a function is new. */
export const fastifyWhere: Where = {
  scenario: HOME,
  server: 'fastify',
  before: { commit: '9a1b2c3d4e5f60718293a4b5c6d7e8f901234567' },
  seconds: 41.2,
  notes: ['Names of functions come from the map that `node` writes.'],
  total: { before: 2_135_000, now: 2_216_400 },
  unexplained: 1_800,
  functions: [
    named('Frame.set', 'nunjucks/src/runtime.js', 20, {
      change: 51_400,
      own: { before: 44_100, now: 65_500 },
      inclusive: { before: 44_100, now: 95_500 },
      calls: { before: 12, now: 18 },
    }),
    named('copyContext', 'servers/fastify/main.ts', 11, {
      mark: 'new',
      change: 30_000,
      own: { before: null, now: 30_000 },
      inclusive: { before: null, now: 30_000 },
      calls: { before: null, now: 6 },
    }),
    named('handler', 'servers/fastify/main.ts', 24, {
      change: 3_200,
      calling: { name: 'Frame.set', before: 12, now: 18 },
      own: { before: 30_000, now: 33_200 },
      inclusive: { before: 1_535_000, now: 1_619_600 },
      calls: { before: 1, now: 1 },
    }),
    named('render', 'nunjucks/src/environment.js', 410, {
      mark: 'renamed',
      formerly: 'renderTemplate in nunjucks/src/environment.js',
      change: -5_000,
      own: { before: 105_000, now: 100_000 },
      inclusive: { before: 1_205_000, now: 1_289_600 },
      calls: { before: 1, now: 1 },
    }),
    named('onRequest', 'node:_http_server', 1100, {
      own: { before: 500_000, now: 500_000 },
      inclusive: { before: 2_100_000, now: 2_181_400 },
      calls: { before: 1, now: 1 },
    }),
    named('root', null, null, { own: { before: 955_900, now: 955_900 } }),
    ...ODD_NAMES.map((name, index) =>
      named(name, index % 2 === 0 ? `odd/<b>|'"\`${index}.js` : null, index % 2 === 0 ? index : null, {
        change: 100 - index,
        own: { before: 40_000, now: 40_100 - index },
        inclusive: { before: 40_000, now: 40_100 - index },
        calls: { before: 1, now: 1 },
        formerly: name,
        mark: 'moved',
      }),
    ),
  ],
  stacks: [
    [4, -1, 500_000, 500_000],
    [2, 0, 30_000, 33_200],
    [3, 1, 105_000, 100_000],
    [0, 2, 44_100, 65_500],
    [1, 3, 0, 30_000],
    [5, 2, 955_900, 955_900],
    ...ODD_NAMES.map((_, index): [number, number, number, number] => [6 + index, 5, 40_000, 40_100 - index]),
  ],
}

/** Only today's side could be profiled. */
export const todayWhere: Where = {
  ...fastifyWhere,
  server: 'express',
  before: null,
  unexplained: null,
  notes: ['The commit of the baseline is not here: `git fetch --unshallow` brings it.'],
  total: { before: null, now: 2_216_400 },
  functions: fastifyWhere.functions
    .filter(({ mark }) => mark !== 'gone')
    .map((one) => ({ ...one, change: null, mark: null, formerly: null, calling: null })),
  stacks: fastifyWhere.stacks.map(([index, parent, , now]) => [index, parent, 0, now]),
}
