import { relative } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countedSchema } from '../../src/model/count.ts'
import { countedText, readCounted, roundCounts } from '../../src/baseline/counted.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { emptyFolder, TITLE } from './baselines.ts'
import { counted, counts, plantCounts } from './counted.ts'

const TEXT = countedText(counts({ fastify: counted(), flask: counted() }))
const BYTES = Buffer.from(TEXT)

/** Reads a file with this content: valid counts, or an error that names the file. Gives its message, or null. */
function damaged(folder: string, content: string | Uint8Array): string | null {
  const file = relative(process.cwd(), plantCounts(folder, content))
  try {
    expect(countedSchema.safeParse(readCounted(folder, TITLE)).success).toBe(true)
    return null
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    expect(error.message).toContain(file)
    return error.message
  }
}

test('counts read as one line a metric, with seven digits, and two of the spread', () => {
  expect(countedText(counts())).toMatchInlineSnapshot(`
    "{
      "$schema": "../../node_modules/loadgate/schema/counted.json",
      "version": 1,
      "scenario": {
        "title": "home page at 4 connections",
        "request": {
          "method": "GET",
          "path": "/",
          "headers": {
            "accept": "text/html"
          }
        }
      },
      "servers": {
        "fastify": {
          "recorded": {
            "at": "2026-01-31T12:00:00.000Z",
            "commit": "c0ffee1",
            "dirty": false
          },
          "identity": {
            "runtime": "node 24.21.0",
            "binary": "sha256:0123456789abcdef",
            "libc": "glibc 2.36",
            "valgrind": "valgrind-3.19.0",
            "arch": "x64",
            "method": 1
          },
          "metrics": {
            "instructions": { "launches": [2136114, 2136225], "spread": [0.0001, 0.000064] },
            "gcInstructions": { "launches": [0, 4096.5], "spread": [0, 0.5] }
          }
        }
      }
    }
    "
  `)
})

test('servers stand by name, and writing what was read changes nothing', () => {
  expect(countedText(counts({ flask: counted(), fastify: counted() }))).toBe(TEXT)
  expect(countedText(countedSchema.parse(JSON.parse(TEXT)))).toBe(TEXT)
  expect(JSON.parse(TEXT)).toEqual(roundCounts(counts({ fastify: counted(), flask: counted() })))
})

test('a file that was cut off anywhere is refused by name, with line and column', () => {
  const folder = emptyFolder()
  const end = TEXT.trimEnd().length
  for (let length = 0; length < end; length++)
    expect(damaged(folder, BYTES.subarray(0, length))).toMatch(/is not JSON from line \d+, column \d+ on/)
  expect(damaged(folder, BYTES.subarray(0, end))).toBeNull()
})

test('a file with any one byte changed is valid or refused by name', () => {
  const folder = emptyFolder()
  fc.assert(
    fc.property(fc.nat(BYTES.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = Uint8Array.from(BYTES)
      bytes[at]! ^= flip
      damaged(folder, bytes)
    }),
    { numRuns: 300 },
  )
})

test.for<[string, string, string]>([
  ['"version": 1', '"version": 2', 'has version 2 of the format, but this loadgate knows version 1'],
  ['"version": 1', '"version": "1"', '`version` must be 1'],
  ['"version": 1,', '', '`version` is missing'],
  ['2136114', '0', '`servers.fastify.metrics.instructions.launches[0]` must be from 1 to 1e15'],
  ['2136114', '-2136114', '`servers.fastify.metrics.instructions.launches[0]` must be from 1 to 1e15'],
  ['2136114', '1e30', '`servers.fastify.metrics.instructions.launches[0]` must be from 1 to 1e15'],
  ['2136114', '1e999', '`servers.fastify.metrics.instructions.launches[0]` must be a number and not Infinity'],
  ['2136114', 'null', '`servers.fastify.metrics.instructions.launches[0]` must be a number and not null'],
  ['2136114', '"2136114"', '`servers.fastify.metrics.instructions.launches[0]` must be a number and not a text'],
  [
    '[2136114, 2136225]',
    '[2136114]',
    '`servers.fastify.metrics.instructions.launches` must have a value of each launch, at least 2',
  ],
  [
    '[0.0001, 0.000064]',
    '[0.0001]',
    '`servers.fastify.metrics.instructions.spread` must have as many values as `launches`',
  ],
  [
    '[0.0001, 0.000064]',
    '[0.0001, -1]',
    '`servers.fastify.metrics.instructions.spread[1]` must be a fraction from 0 on',
  ],
  [
    '"launches": [0, 4096.5]',
    '"launches": [-1, 4096.5]',
    '`servers.fastify.metrics.gcInstructions.launches[0]` must be from 0 to 1e15',
  ],
  ['"gcInstructions"', '"gc"', '`servers.fastify.metrics.gc` is not known'],
  ['"dirty": false', '"dirty": false, "waves": 3', '`servers.fastify.recorded.waves` is not known'],
  ['"commit": "c0ffee1"', '"commit": "HEAD"', '`servers.fastify.recorded.commit` must be the hash of a commit'],
  ['"2026-01-31T12:00:00.000Z"', '"yesterday"', '`servers.fastify.recorded.at` must be a date and time'],
  ['"libc": "glibc 2.36",', '', '`servers.fastify.identity.libc` is missing'],
  ['"libc": "glibc 2.36"', '"libc": ""', '`servers.fastify.identity.libc` must not be empty'],
  ['"method": 1', '"method": 0', '`servers.fastify.identity.method` must be a whole number above 0'],
  ['"servers": {', '"servers": {}, "other": {', '`servers` must hold at least one server'],
  ['"fastify": {', '"": {', '`servers.` must not be empty'],
  ['"fastify": {', '"__proto__": {', '`servers.__proto__` is not known'],
  ['"headers": {', '"cookies": {', '`scenario.request.headers` is missing'],
  [`"title": "${TITLE}"`, '"title": "another"', 'is the baseline of scenario "another"'],
])('%j in place of %j says what is wrong', ([before, after, problem]) => {
  expect(TEXT).toContain(before)
  expect(
    damaged(
      emptyFolder(),
      TEXT.replace(before, () => after),
    ),
  ).toContain(problem)
})

test('what is no text is refused by name', () => {
  expect(damaged(emptyFolder(), Buffer.from([0x22, 0xff, 0x22]))).toContain('not UTF-8 text')
})
