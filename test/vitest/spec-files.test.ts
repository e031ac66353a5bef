import { expect, test } from 'vitest'
import {
  endSpecFile,
  filesAfter,
  isMoreAfter,
  leftInAll,
  planSpecFiles,
  shareDone,
  specFiles,
  startScenario,
  startSpecFile,
  type SpecFiles,
} from '../../src/vitest/spec-files.ts'

/** A run that began twenty seconds ago, at 100. */
const files = (options: Partial<SpecFiles>): SpecFiles => ({
  planned: new Map([['a', 400]]),
  ended: new Set(),
  running: new Set(['a']),
  scenarios: new Map(),
  startedAt: 100,
  ...options,
})

const three = new Map([
  ['a', 400],
  ['b', 100],
  ['c', 300],
])

test.for<[string, Partial<SpecFiles>, number]>([
  ['the only file lasts as long as it does', {}, 30],
  ['the first of three says how long the others take, by their shares', { planned: three }, 30 + (50 * 400) / 400],
  [
    'those that ended say it, too',
    { planned: three, ended: new Set(['a']), running: new Set(['b']) },
    30 + (50 * 300) / 500,
  ],
  ['the last one has nothing after it', { planned: three, ended: new Set(['a', 'b']), running: new Set(['c']) }, 30],
  [
    'they may come in any order',
    { planned: three, ended: new Set(['c']), running: new Set(['b']) },
    30 + (50 * 400) / 400,
  ],
  [
    'two that run at once say how long the third takes',
    { planned: three, running: new Set(['a', 'b']) },
    30 + (50 * 300) / 500,
  ],
  ['before the first one has started, nobody knows', { planned: three, running: new Set<string>() }, 30],
  ['without a plan there is only this one', { planned: new Map() }, 30],
  [
    'scenarios that its file declares after it take as long per server, which it has done for ten seconds',
    { scenarios: new Map([['home', { servers: 2, following: 3, startedAt: 110 }]]) },
    30 + (10 + 30) * 1.5,
  ],
  [
    'and the files after it as long as all of its own',
    { planned: three, scenarios: new Map([['home', { servers: 2, following: 2, startedAt: 100 }]]) },
    30 + 50 + (20 + 30 + 50),
  ],
  [
    'one that goes on after the last of its file began has none after it',
    {
      scenarios: new Map([
        ['home', { servers: 2, following: 3, startedAt: 100 }],
        ['small', { servers: 3, following: 0, startedAt: 110 }],
      ]),
    },
    30,
  ],
  [
    'one that goes on while its file has more to begin says with those before how long these take',
    {
      scenarios: new Map([
        ['small', { servers: 1, following: 9, startedAt: 100 }],
        ['home', { servers: 2, following: 7, startedAt: 105 }],
        ['large', { servers: 3, following: 4, startedAt: 110 }],
      ]),
    },
    30 + (15 + 30) * (4 / 5),
  ],
  ['others say nothing', { scenarios: new Map([['small', { servers: 2, following: 3, startedAt: 110 }]]) }, 30],
])('%s', ([, options, expected]) => {
  expect(leftInAll(files(options), 'home', 30, 120)).toBe(expected)
})

test.for<[string, Partial<SpecFiles>, boolean]>([
  ['after the only scenario', {}, false],
  ['where another file follows', { planned: three }, true],
  [
    'where its file has another one',
    { scenarios: new Map([['home', { servers: 2, following: 1, startedAt: 100 }]]) },
    true,
  ],
  [
    'where the last of its file has begun, no longer',
    {
      scenarios: new Map([
        ['home', { servers: 2, following: 1, startedAt: 100 }],
        ['small', { servers: 1, following: 0, startedAt: 110 }],
      ]),
    },
    false,
  ],
])('%s there is more: %o', ([, options, expected]) => {
  expect(isMoreAfter(files(options), 'home')).toBe(expected)
})

test('a run counts its files as they start and end, and begins anew when they run again', () => {
  planSpecFiles(three, 10)
  startSpecFile('b')
  expect(filesAfter(specFiles())).toEqual([400, 300])
  endSpecFile('b')
  startSpecFile('c')
  startScenario({ kind: 'measure', scenario: { title: 'home', servers: ['x', 'y'] }, following: 3 }, 12)
  expect(specFiles().scenarios).toEqual(new Map([['home', { servers: 2, following: 3, startedAt: 12 }]]))
  expect(filesAfter(specFiles())).toEqual([400])
  expect(shareDone(specFiles(), 30, 20)).toBe(0.25)
  planSpecFiles(new Map(), 20)
  expect(specFiles()).toMatchObject({ planned: new Map(), ended: new Set(), running: new Set(), startedAt: 20 })
  expect(shareDone(specFiles(), 30, 20)).toBeNull()
})
