import { describe, expect, test } from 'vitest'
import { namesOf, requestsIn } from '../../src/model/asking.ts'
import { parse } from '../../src/model/error.ts'
import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'

const scenario = (asking: object): Scenario =>
  parse(scenarioSchema, { title: 'x', servers: ['api'], load: { connections: 1 }, ...asking }, 'scenario "x"')

const list = { name: 'list', path: '/notes' }

test('a request, a mix and a flow are lists of requests', () => {
  expect(requestsIn(scenario({ request: { path: '/' } }))).toMatchObject([{ name: null, field: 'request', weight: 1 }])
  const mix = scenario({
    requests: [
      { ...list, weight: 80 },
      { name: 'add', path: '/notes', method: 'POST', weight: 20 },
    ],
  })
  expect(requestsIn(mix)).toMatchObject([
    { field: 'requests[0]', weight: 80 },
    { name: 'add', weight: 20 },
  ])
  expect(namesOf(scenario({ flow: [list, { ...list, name: 'again' }] }))).toEqual(['list', 'again'])
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
