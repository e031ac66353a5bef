import { expect, test } from 'vitest'
import { z } from 'zod'
import { parse } from '../../src/model/error.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { serverSchema } from '../../src/model/server.ts'
import { checkServer, projectSchema } from '../../src/options/project.ts'

const server = { name: 'app', command: ['node', 'app.js'] }
const home = { title: 'home', servers: ['app'], request: { path: '/' }, load: { connections: 4 } }

function said(schema: z.ZodType, value: unknown, where: string): readonly string[] {
  try {
    parse(schema, value, where)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

test('a misspelt field of a server is named with what it was meant for', () => {
  expect(said(serverSchema, { ...server, warmUp: 5 }, 'server "app"')).toEqual([
    'server "app" has no field `warmUp`; did you mean `warmup`?',
  ])
})

test('the unknown fields come first, and what is missing after them', () => {
  const { load, ...rest } = home
  expect(said(scenarioSchema, { ...rest, lod: load }, 'scenario "home"')).toEqual([
    'scenario "home" has no field `lod`; did you mean `load`?',
    'scenario "home": `load` is missing.',
  ])
})

test('a server without a name is no server named undefined', () => {
  const { name, ...rest } = server
  expect(() => checkServer({ ...rest, nam: name } as never)).toThrow(
    'defineServer() has no field `nam`; did you mean `name`?\ndefineServer(): `name` is missing.',
  )
  expect(() => checkServer(undefined as never)).toThrow('defineServer() is missing.')
})

test('a field inside the configuration is named with where it is', () => {
  expect(said(projectSchema, { servers: [{ ...server, prot: 1 }], spec: [] }, 'loadgate()')).toEqual([
    'loadgate(): `servers[0]` has no field `prot`; did you mean `port`?',
    'loadgate() has no field `spec`; did you mean `specs`?',
  ])
})

test('a tolerance of a scenario names the keys that are no metrics', () => {
  expect(said(scenarioSchema, { ...home, tolerance: { latency: 0.1, instruction: 0.01 } }, 'scenario "home"')).toEqual([
    'scenario "home": `tolerance` has `latency`, which is no metric; did you mean `latencyP50`? It has `instruction`, which is no metric; did you mean `instructions`?',
  ])
})

test('fields that are near nothing are named together, with what there is', () => {
  const budget = { hours: 1, minute: 5, rounnds: 3 }
  expect(said(projectSchema, { servers: [server], budget }, 'loadgate()')).toEqual([
    'loadgate(): `budget` has no field `rounnds`; did you mean `rounds`? It has no fields `hours`, `minute`; it has `seconds`, `waves`, `rounds`.',
  ])
})

const all = z.strictObject({
  list: z.array(z.string()),
  text: z.string(),
  number: z.number(),
  whole: z.int(),
  flag: z.boolean(),
  one: z.enum(['a', 'b']),
  same: z.literal('a'),
  map: z.record(z.string(), z.string()),
  both: z.union([z.string(), z.strictObject({ a: z.string() })]),
})
const right = { list: [], text: '', number: 1, whole: 1, flag: true, one: 'a', same: 'a', map: {}, both: 'x' }

test.for<[string, unknown, string]>([
  ['list', 'a', 'must be a list and not a text'],
  ['list', {}, 'must be a list and not an object'],
  ['text', ['a'], 'must be a text and not a list'],
  ['text', null, 'must be a text and not null'],
  ['text', () => {}, 'must be a text and not a function'],
  ['number', '1', 'must be a number and not a text'],
  ['number', Number.NaN, 'must be a number and not NaN'],
  ['whole', 1.5, 'must be a whole number and not 1.5'],
  ['flag', 1, 'must be true or false and not 1'],
  ['one', 'c', 'must be one of "a", "b"'],
  ['same', 'c', 'must be "a"'],
  ['map', [], 'must be an object and not a list'],
  ['both', { a: 1 }, 'must be a text and not a number'],
  ['both', undefined, 'is missing'],
  ['one', undefined, 'is missing'],
])('in the field %s, %o is refused in a sentence of loadgate', ([field, value, sentence]) => {
  const at = field === 'both' && value !== undefined ? 'both.a' : field
  expect(said(all, { ...right, [field]: value }, 'here')).toEqual([`here: \`${at}\` ${sentence}.`])
})

test('the whole is called what it is', () => {
  expect(said(serverSchema, 'app', 'server')).toEqual(['server must be an object and not a text.'])
  expect(said(serverSchema, undefined, 'server')).toEqual(['server is missing.'])
})

test('a number or a list that is out of its bounds is told with the bound, and a text without the text', () => {
  expect(said(scenarioSchema, { ...home, load: { connections: 0 } }, 'scenario "home"')).toEqual([
    'scenario "home": `load.connections` must be at least 1 and not 0.',
  ])
  expect(said(scenarioSchema, { ...home, load: { connections: 1e9 } }, 'scenario "home"')).toEqual([
    'scenario "home": `load.connections` must be at most 10000 and not 1000000000.',
  ])
  expect(said(scenarioSchema, { ...home, allowedFailures: 7 }, 'scenario "home"')).toEqual([
    'scenario "home": `allowedFailures` must be at most 0.5 and not 7.',
  ])
  const schema = z.object({
    above: z.number().gt(0),
    name: z.string().max(3),
    none: z.string().min(1),
    all: z.array(z.int()).min(2),
  })
  expect(said(schema, { above: 0, name: 'secret', none: '', all: [1] }, 'it')).toEqual([
    'it: `above` must be more than 0 and not 0.',
    'it: `name` must have at most 3 characters.',
    'it: `none` must not be empty.',
    'it: `all` must have at least 2 entries.',
  ])
})
