import { expect, test } from 'vitest'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import { requestAt, targetsFrom } from '../../../src/load/external/vegeta-targets.ts'
import { scenarioSchema, type ScenarioOptions } from '../../../src/model/scenario.ts'
import { serverSchema } from '../../../src/model/server.ts'
import { planTo } from '../../../src/server/plan-to.ts'
import { target } from '../../fixtures/load/target.ts'

function targets(asking: Partial<ScenarioOptions>, first: number, most: number) {
  const scenario = scenarioSchema.parse({ title: 'x', servers: ['a'], load: { rate: 10 }, ...asking })
  const plan = planTo({ server: serverSchema.parse({ name: 'a', command: ['node'] }), given: null }, scenario, {})
  const mix = { plan, rights: plan.requests.map(() => exactly('')), start: 0 }
  const { text, count } = targetsFrom({ ...target('http://a:1'), mix }, first, most)
  const lines = text.toString('latin1').trimEnd().split('\n')
  expect(lines).toHaveLength(count)
  return lines.map((line) => JSON.parse(line) as { url: string; method: string; body?: string; header: object })
}

const mix: Partial<ScenarioOptions> = {
  requests: [
    { name: 'list', weight: 3, path: '/ü#1' },
    {
      name: 'add',
      method: 'POST',
      path: '/{id}',
      json: { id: '{id}' },
      headers: { 'x-name': 'é', 'user-agent': 'me' },
    },
  ],
  data: { values: { id: [1, 2, 3] } },
}

test('a mix is the sequence of its turns, with their values and the place of each request', () => {
  const all = targets(mix, 0, 1000)
  // Three rounds of four turns until everything is repeated.
  expect(all.map(({ url }) => requestAt(url)).join('')).toBe('001000100010')
  expect(all[0]?.url).toBe('http://a:1/%C3%BC%231#0')
  const added = all.filter(({ method }) => method === 'POST')
  expect(added.map(({ url }) => url)).toEqual(['http://a:1/1#1', 'http://a:1/2#1', 'http://a:1/3#1'])
  expect(Buffer.from(added[1]?.body ?? '', 'base64').toString()).toBe('{"id":2}')
  expect(added[0]?.header).toEqual({
    'Accept-Encoding': ['identity'],
    'Content-Type': ['application/json'],
    'User-Agent': ['me'],
    'X-Name': ['é'],
  })
})

test('goes on with any turn, and ends where it is told to', () => {
  expect(targets(mix, 5, 4)).toEqual(targets(mix, 0, 1000).slice(5, 9))
})

test('a single request is one line, however many are sent', () => {
  expect(targets({ request: { path: '/', headers: { 'Accept-Encoding': 'gzip' } } }, 7, 1000)).toEqual([
    { method: 'GET', url: 'http://a:1/#0', header: { 'Accept-Encoding': ['gzip'] } },
  ])
})
