import { expect, test } from 'vitest'
import {
  endSpecFile,
  filesAfter,
  leftInAll,
  planSpecFiles,
  specFiles,
  type SpecFiles,
} from '../../src/vitest/spec-files.ts'

const files = (options: Partial<SpecFiles>): SpecFiles => ({
  planned: 1,
  ended: 0,
  startedAt: 100,
  endedAt: 100,
  ...options,
})

test.for<[string, Partial<SpecFiles>, number]>([
  ['the only file lasts as long as it does', {}, 30],
  ['the first of three says how long the others take', { planned: 3 }, 30 + 2 * 50],
  ['files that ended say it better', { planned: 4, ended: 2, endedAt: 112 }, 30 + 1 * 6],
  ['the last one has nothing after it', { planned: 3, ended: 2, endedAt: 112 }, 30],
  ['without a plan there is only this one', { planned: 0 }, 30],
])('%s', ([, options, expected]) => {
  expect(leftInAll(files(options), 30, 120)).toBe(expected)
})

test('a run counts its files as they end, and begins anew when they run again', () => {
  planSpecFiles(3, 10)
  expect(filesAfter(specFiles())).toBe(2)
  endSpecFile(15)
  expect(specFiles()).toEqual({ planned: 3, ended: 1, startedAt: 10, endedAt: 15 })
  planSpecFiles(1, 20)
  expect(specFiles()).toEqual({ planned: 1, ended: 0, startedAt: 20, endedAt: 20 })
  planSpecFiles(0, 0)
})
