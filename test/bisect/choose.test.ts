import { expect, test } from 'vitest'
import { chooseAll, chooseOne, type Named } from '../../src/bisect/choose.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'
import type { ListedGate } from '../../src/vitest/list-scenarios.ts'

const project = projectSchema.parse({ servers: [{ name: 'a', command: ['a'] }] })
const scenario = (title: string, ...servers: string[]) =>
  scenarioSchema.parse({ title, servers, request: { path: '/' }, load: { connections: 1 } })
const gate = (name: string, ...scenarios: ListedGate['scenarios']): ListedGate => ({
  name,
  root: '/',
  project,
  scenarios,
})

const home = scenario('home page', 'fastify', 'express')
const small = scenario('home page, small', 'fastify')
const one = [gate('perf', home, small, home)]
const namesOf = (gates: readonly ListedGate[], asked: Named) =>
  chooseAll(gates, asked).map(({ scenario: { title }, server }) => `${title}: ${server}`)

test('without a name it is every server of every scenario, once', () => {
  expect(namesOf(one, {})).toEqual(['home page: fastify', 'home page: express', 'home page, small: fastify'])
})

test('a title that fits exactly is that scenario; a part of one is all that have it', () => {
  expect(namesOf(one, { scenario: 'home page', server: 'fastify' })).toEqual(['home page: fastify'])
  expect(namesOf(one, { scenario: 'page', server: 'fastify' })).toEqual([
    'home page: fastify',
    'home page, small: fastify',
  ])
  expect(chooseOne(one, { scenario: 'small' })).toMatchObject({
    server: 'fastify',
    scenario: { title: 'home page, small' },
  })
  expect(chooseOne(one, { server: 'express' }).scenario.title).toBe('home page')
})

test.for<[string, readonly ListedGate[], Named, string, RegExp]>([
  ['a folder without a gate', [], {}, 'no-scenarios', /no project made by loadgate\(\).*--config/],
  ['specs without a scenario', [gate('perf')], {}, 'no-scenarios', /declare no scenario/],
  [
    'a title that nothing has',
    one,
    { scenario: 'search' },
    'no-such-scenario',
    /"search".*"home page", "home page, small"/,
  ],
  [
    'a server of another scenario',
    one,
    { scenario: 'small', server: 'express' },
    'no-such-server',
    /"express", only: fastify/,
  ],
  ['scenarios of two gates', [gate('a', home), gate('b', small)], {}, 'several-gates', /of several gates/],
])('%s is refused, and what there is is said', ([, gates, asked, code, sentence]) => {
  expect(() => chooseAll(gates, asked)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(sentence) }),
  )
})

test('where there are several, the options that choose one of them are listed', () => {
  expect(() => chooseOne(one, { server: 'fastify' })).toThrow(
    /so say which one:\n {2}--scenario 'home page' --server fastify\n {2}--scenario 'home page, small' --server fastify$/,
  )
})
