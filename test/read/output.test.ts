import { describe, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { readBytes, readOutput } from '../../src/read/output.ts'
import { FIXTURES, HTML, NOT_FROM_THE_TEXT, READ, SILENT } from './fixtures.ts'

test('there are outputs of all these tools to read', () => {
  expect(READ.length).toBeGreaterThan(80)
})

/** What no text tells, or tells in words. */
const BESIDE_NUMBERS = ['command', 'exitCode', 'version', 'usable', 'why']

const numbersOf = (reading: object) =>
  Object.fromEntries(Object.entries(reading).filter(([field]) => !BESIDE_NUMBERS.includes(field)))

test.each(READ)('$name reads to its numbers', ({ text, expected, name }) => {
  const reading = readOutput(text, name)
  expect(numbersOf(reading)).toEqual(numbersOf(expected))
  expect(reading.usable).toBe(NOT_FROM_THE_TEXT.includes(name) ? true : expected.usable)
})

test.each(SILENT)('$name printed nothing, and that is an error', ({ text, name }) => {
  expect(() => readOutput(text, name)).toThrow(`${name} is empty`)
})

test('the HTML of ab -w is refused', () => {
  const { text } = FIXTURES.find(({ name }) => name === HTML)!
  expect(() => readOutput(text, 'x')).toThrow('run ab without -w')
})

describe('what is no output', () => {
  test.each([
    ['', 'is empty'],
    [' \n\n', 'is empty'],
    ['\0\0abc', 'is not text'],
    ['PK\u0003\u0004', 'is not text'],
    ['hello\n', 'is not the output of ab, wrk'],
    ['{"a": 1}', 'is not the output of ab, wrk'],
    ['{"a": ', 'begins like JSON but is not valid'],
    ['{"non2xx": "many"}', '(autocannon): `connections`'],
    ['Making 100000 requests to http://127.0.0.1/\n', 'use wrk 4'],
  ])('%j', (text, problem) => {
    expect(() => readOutput(text, 'x')).toThrow(problem)
    expect(() => readOutput(text, 'x')).toThrow(LoadgateError)
  })
})

const long = (line: string) => Buffer.alloc(100_000_001, line)

describe('a file that is too long for a report', () => {
  test('is named by its beginning', () => {
    const point = '{"type":"Point","data":{"value":1},"metric":"http_reqs"}\n'
    expect(() => readBytes(long(point), 'x')).toThrow('is the stream of points of k6 --out json')
  })

  test('is refused with its length otherwise', () => {
    expect(() => readBytes(long('Completed 100 requests\n'), 'x')).toThrow('x has 100 MB, and no load generator')
  })
})
