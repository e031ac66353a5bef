import { describe, expect, test } from 'vitest'
import { namesOf, requestsIn, turnsIn } from '../../src/model/asking.ts'
import { requestsPerCycle } from '../../src/model/plan.ts'
import { serverSchema } from '../../src/model/server.ts'
import { planTo } from '../../src/server/plan-to.ts'
import { parse } from '../../src/model/error.ts'
import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'

const scenario = (asking: object): Scenario =>
  parse(scenarioSchema, { title: 'x', servers: ['api'], load: { connections: 1 }, ...asking }, 'scenario "x"')

const list = { name: 'list', path: '/notes' }

const life = [
  { name: 'add', path: '/notes', method: 'POST', take: { id: 'id' } },
  { name: 'read', path: '/notes/{id}' },
]

test('a request, a mix and a flow are lists of requests', () => {
  expect(requestsIn(scenario({ request: { path: '/' } }))).toMatchObject([{ name: null, field: 'request' }])
  const mix = scenario({
    requests: [
      { ...list, weight: 80 },
      { name: 'add', path: '/notes', method: 'POST', weight: 20 },
    ],
  })
  expect(turnsIn(mix)).toMatchObject([
    { weight: 80, requests: [{ field: 'requests[0]' }] },
    { weight: 20, requests: [{ name: 'add' }] },
  ])
  expect(namesOf(scenario({ flow: [list, { ...list, name: 'again' }] }))).toEqual(['list', 'again'])
})

test('a flow may stand in the place of one request of a mix', () => {
  const mix = scenario({
    requests: [
      { ...list, weight: 95 },
      { weight: 5, flow: life },
    ],
  })
  expect(turnsIn(mix)).toMatchObject([
    { weight: 95, requests: [{ name: 'list', field: 'requests[0]', take: {} }] },
    {
      weight: 5,
      requests: [
        { name: 'add', field: 'requests[1].flow[0]', take: { id: 'id' } },
        { name: 'read', field: 'requests[1].flow[1]' },
      ],
    },
  ])
  expect(namesOf(mix)).toEqual(['list', 'add', 'read'])
  expect(scenario(mix)).toEqual(mix)
})

test('a mix with a flow takes turns, and each takes the rows that it uses', () => {
  const requests = [{ ...list, weight: 3 }, { flow: life }, { name: 'one', path: '/{row}' }]
  const mix = scenario({ requests, data: { values: { row: [1, 2] } } })
  const plan = planTo({ server: serverSchema.parse({ name: 'a', command: ['node'] }), given: null }, mix, {})
  expect(plan).toMatchObject({ turns: [[0], [1, 2], [3]], uses: [[], [], [0]], names: ['row', 'id'] })
  expect(requestsPerCycle(plan)).toBe(6)
})

test('JSON and cookies are a body and headers in other words', () => {
  const { request } = scenario({
    request: { path: '/', method: 'POST', json: { id: '{id}' }, cookies: { a: '1', b: '2' } },
  })
  expect(request).toMatchObject({
    body: '{"id":"{id}"}',
    headers: { 'content-type': 'application/json', cookie: 'a=1; b=2' },
  })
  expect(request).not.toHaveProperty('json')
  const own = scenario({ request: { path: '/', method: 'POST', json: 1, headers: { 'Content-Type': 'text/json' } } })
  expect(own.request?.headers).toEqual({ 'Content-Type': 'text/json' })
})

test('what was checked once stays as it is', () => {
  const once = scenario({
    flow: [{ ...list, method: 'POST', json: { a: 1 }, take: { id: 'id' } }],
    data: { values: { name: ['a'] } },
  })
  expect(scenario(once)).toEqual(once)
})

describe('one sentence names the field of', () => {
  test.for<[string, object, string]>([
    ['nothing that is asked', {}, '`request` must be given, or `requests` for a mix, or `flow`'],
    ['two ways to ask', { request: { path: '/' }, flow: [list] }, '`flow` must be left out beside `request`'],
    [
      'weights that sum to 0',
      { requests: [{ ...list, weight: 0 }] },
      '`requests` must have a weight above 0: their weights sum to 0, so nothing would be sent',
    ],
    [
      'a weight that is no whole number',
      { requests: [{ ...list, weight: 0.8 }] },
      '`requests[0].weight` must be a whole number, such as 80',
    ],
    ['a weight below 0', { requests: [{ ...list, weight: -1 }] }, '`requests[0].weight` must be 0 or more'],
    [
      'weights without a common measure',
      {
        requests: [
          { ...list, weight: 997 },
          { ...list, name: 'b', weight: 4 },
        ],
      },
      'which is 1001: write percents',
    ],
    ['an empty mix', { requests: [] }, '`requests` must have at least one request'],
    ['two of one name', { flow: [list, list] }, '`flow[1].name` must be unique, but "list" is the name of two'],
    [
      'a step that is called as a request of the mix',
      { requests: [list, { flow: [{ ...list, path: '/' }] }] },
      '`requests[1].flow[0].name` must be unique, but "list" is the name of two',
    ],
    ['a flow without a step', { requests: [{ flow: [] }] }, '`requests[0].flow` must have at least one step'],
    [
      'a step of a mix that is wrong',
      { requests: [list, { weight: 5, flow: [{ name: 'a', path: 'notes' }] }] },
      '`requests[1].flow[0].path` must be a path that starts with "/"',
    ],
    [
      'a weight of a flow below 0',
      { requests: [{ weight: -1, flow: life }] },
      '`requests[0].weight` must be 0 or more',
    ],
    [
      'a name of a flow',
      { requests: [{ name: 'a', flow: life }] },
      '`requests[0]` has no field `name`; it has `weight`, `flow`.',
    ],
    [
      'a body in two ways',
      { request: { path: '/', method: 'POST', body: 'a', json: 1 } },
      '`request.json` must be left out beside `body`',
    ],
    [
      'cookies beside their header',
      { request: { path: '/', headers: { Cookie: 'a=1' }, cookies: { b: '2' } } },
      '`request.cookies` must be left out beside a `cookie` header',
    ],
    [
      'a cookie that is none',
      { request: { path: '/', cookies: { a: 'b;c' } } },
      '`request.cookies.a` must be Latin-1 text without blanks, commas and semicolons',
    ],
    ['data without values', { request: { path: '/' }, data: {} }, '`data.values` must be given, or `file`'],
    [
      'data of both kinds',
      { request: { path: '/' }, data: { values: { id: [1] }, file: 'a.csv' } },
      '`data.file` must be left out beside `values`',
    ],
    [
      'lists of other lengths',
      { request: { path: '/' }, data: { values: { id: [1, 2], name: ['a'] } } },
      '`data.values.name` must have as many values as `id`: 2',
    ],
    [
      'an empty list',
      { request: { path: '/' }, data: { values: { id: [] } } },
      '`data.values.id` must have at least one value',
    ],
    [
      'a field twice',
      { request: { path: '/' }, data: [{ values: { id: [1] } }, { values: { id: [2] } }] },
      '`data` must have each field once, but two sources have "id"',
    ],
    [
      'another kind of file',
      { request: { path: '/' }, data: { file: 'ids.xlsx' } },
      '`data.file` must name a file that ends in .csv or .json',
    ],
    [
      'another order',
      { request: { path: '/' }, data: { values: { id: [1] }, order: 'random' } },
      "`data.order` must be 'in order' or 'shuffled'",
    ],
    [
      'what cannot be taken',
      { flow: [{ ...list, take: { id: 1 } }] },
      '`flow[0].take.id` must be a path in the JSON of the answer',
    ],
  ])('%s', ([, asking, sentence]) => {
    const problem = () => scenario(asking)
    expect(problem).toThrow(sentence)
    expect(problem).toThrow(/^scenario "x": [^\n]+$/)
  })
})
