import { describe, expect, test } from 'vitest'
import { parse } from '../../src/model/error.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'

const WHERE = 'scenario "home"'

const parsed = (wanted: unknown) =>
  parse(
    scenarioSchema,
    { title: 'home', servers: ['a'], request: { path: '/', expect: wanted }, load: { connections: 1 } },
    WHERE,
  ).request!.expect

test('checks become plain data, with lists where one would do, and parsing them again changes nothing', () => {
  const checks = parsed({ status: 201, includes: 'a', matches: [/b/, /c[/]/gi, '^d'], json: { ignore: ['x.*.y'] } })
  expect(checks).toEqual({
    status: [201],
    includes: ['a'],
    matches: ['b', '(?i)c[/]', '^d'],
    json: { ignore: ['x.*.y'] },
  })
  expect(parsed(JSON.parse(JSON.stringify(checks)))).toEqual(checks)
})

test.for([
  'Hello',
  { body: '' },
  { body: false, status: [200] },
  { length: true },
  { length: 0, status: [204] },
  { json: { equal: { 'a.0.b\\.c': { d: [1, null] } }, ignore: [] } },
  { body: '{"a":1}', json: { equal: { a: 1 } }, includes: ['a'], matches: ['^{'], length: 7 },
])('%j is taken as it is', (wanted) => {
  expect(parsed(wanted)).toEqual(wanted)
})

const refused: readonly [unknown, string, string][] = [
  [
    7,
    'expect',
    'must be the exact body, or an object with `status`, `body`, `includes`, `matches`, `json` or `length`',
  ],
  [
    { contains: 'a' },
    'expect',
    'has no field `contains`; it has `status`, `body`, `includes`, `matches`, `json`, `length`.',
  ],
  [{}, 'expect', 'must have at least one check, or be left out'],
  ['', 'expect', "must not be empty: write { body: '' } for an answer without a body"],
  [{ status: 700 }, 'expect.status', 'must be a status from 200 to 599, or a list of such, as in [200, 304]'],
  [{ status: 103 }, 'expect.status', 'must be a status from 200 to 599'],
  [{ status: [200, 'ok'] }, 'expect.status', 'must be a status from 200 to 599'],
  [{ status: [] }, 'expect.status', 'must be a status from 200 to 599'],
  [{ body: true }, 'expect.body', 'must be the text of every right body, or false'],
  [{ includes: '' }, 'expect.includes', 'must not be empty: an empty text is in every body'],
  [{ includes: [] }, 'expect.includes', 'must be a text that is in every right body, or a list of such'],
  [{ includes: /a/ }, 'expect.includes', 'must be a text that is in every right body'],
  [
    { matches: '(' },
    'expect.matches',
    'must be a regular expression (Invalid regular expression: /(/: Unterminated group)',
  ],
  [
    { matches: ['a', /.*/] },
    'expect.matches[1]',
    'must be a pattern that does not match an empty body, or it checks nothing',
  ],
  [{ matches: '' }, 'expect.matches', 'must not be empty: an empty pattern matches everything'],
  [{ matches: /a/y }, 'expect.matches', 'must not have the flag y: write `^` for the beginning'],
  [{ matches: 7 }, 'expect.matches', 'must be a regular expression, or its text'],
  [{ json: {} }, 'expect.json', 'must have `equal` or `ignore`'],
  [{ json: true }, 'expect.json', 'must be an object with `equal` or `ignore`, as in { ignore: ["id"] }'],
  [{ json: { ignore: 'id' } }, 'expect.json.ignore', 'must be a list of paths, as in ["id", "items.*.at"]'],
  [{ json: { ignore: ['a..b'] } }, 'expect.json.ignore[0]', 'must be a path such as user.name or items.*.at'],
  [{ json: { ignore: ['*'] } }, 'expect.json.ignore[0]', 'must not be everything'],
  [{ json: { equal: {} } }, 'expect.json.equal', 'must name at least one path'],
  [{ json: { equal: { a: undefined } } }, 'expect.json.equal.a', 'must be a JSON value'],
  [{ length: -1 }, 'expect.length', 'must be a number of bytes, or true for that of the first answer'],
  [{ length: false }, 'expect.length', 'must be a number of bytes, or true for that of the first answer'],
]

const contradictions: readonly [unknown, string, string][] = [
  [
    { body: false, includes: 'a' },
    'expect.body',
    'must not be false beside `includes`, which checks bodies: leave `body` out',
  ],
  [{ body: 'abc', includes: 'z' }, 'expect.includes', 'must fit `body`, which no right answer could have otherwise'],
  [{ body: 'abc', matches: /z/ }, 'expect.matches', 'must fit `body`'],
  [{ body: 'abc', length: 4 }, 'expect.length', 'must fit `body`'],
  [{ body: 'abc', json: { ignore: [] } }, 'expect.json', 'must fit `body`'],
  [{ body: '{"a":1}', json: { equal: { a: 2 } } }, 'expect.json', 'must fit `body`'],
  [
    { status: 204, includes: 'a' },
    'expect.includes',
    'must be left out, because an answer with status 204 has no body',
  ],
  [
    { status: [204, 304], body: 'a' },
    'expect.body',
    'must be left out, because an answer with status 204 or 304 has no body',
  ],
  [{ status: 304, length: 3 }, 'expect.length', 'must be left out, because an answer with status 304 has no body'],
]

describe.for([
  ['what is no check', refused],
  ['what contradicts itself', contradictions],
] as const)('%s is one sentence with the scenario and the field', ([, cases]) => {
  test.for(cases)('%o', ([wanted, field, sentence]) => {
    const met: string[] = []
    try {
      parsed(wanted)
    } catch (error) {
      met.push((error as Error).message)
    }
    expect(met.join('\n').split('\n')).toEqual([expect.stringContaining(`${WHERE}: \`request.${field}\` ${sentence}`)])
  })
})
