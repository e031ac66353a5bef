import { expect, test } from 'vitest'
import {
  endSpecFile,
  filesAfter,
  leftInAll,
  planSpecFiles,
  shareDone,
  specFiles,
  startSpecFile,
  type SpecFiles,
} from '../../src/vitest/spec-files.ts'

/** A run that began twenty seconds ago, at 100. */
const files = (options: Partial<SpecFiles>): SpecFiles => ({
  planned: new Map([['a', 400]]),
  ended: new Set(),
  running: new Set(['a']),
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
  ['the first of three says how long the others take, by their sizes', { planned: three }, 30 + (50 * 400) / 400],
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
])('%s', ([, options, expected]) => {
  expect(leftInAll(files(options), 30, 120)).toBe(expected)
})

test('a run counts its files as they start and end, and begins anew when they run again', () => {
  planSpecFiles(three, 10)
  startSpecFile('b')
  expect(filesAfter(specFiles())).toEqual([400, 300])
  endSpecFile('b')
  startSpecFile('c')
  expect(filesAfter(specFiles())).toEqual([400])
  expect(shareDone(specFiles(), 30, 20)).toBe(0.25)
  planSpecFiles(new Map(), 20)
  expect(specFiles()).toMatchObject({ planned: new Map(), ended: new Set(), running: new Set(), startedAt: 20 })
  expect(shareDone(specFiles(), 30, 20)).toBeNull()
})
