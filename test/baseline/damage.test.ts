import { relative } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baselineSchema } from '../../src/model/baseline.ts'
import { parseBaseline } from '../../src/baseline/parse.ts'
import { readBaseline } from '../../src/baseline/store.ts'
import { baselineText } from '../../src/baseline/text.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { baseline, emptyFolder, machine, plant, recorded, TITLE } from './baselines.ts'

const TEXT = baselineText(baseline({ fastify: recorded(), flask: recorded() }))
const BYTES = Buffer.from(TEXT)

/** Reads a file with this content: a valid baseline, or an error that names the file. Gives its message, or null. */
function damaged(folder: string, content: string | Uint8Array): string | null {
  const file = relative(process.cwd(), plant(folder, content))
  try {
    expect(baselineSchema.safeParse(readBaseline(folder, machine.id, TITLE)).success).toBe(true)
    return null
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    expect(error.message).toContain(file)
    return error.message
  }
}

test('a file that was cut off anywhere is refused by name', () => {
  const end = TEXT.trimEnd().length
  expect(BYTES).toHaveLength(TEXT.length)
  for (let length = 0; length < end; length++)
    expect(() => parseBaseline(TEXT.slice(0, length), 'any.json')).toThrow(/^any\.json is not JSON/)
  const folder = emptyFolder()
  for (let length = 0; length < end; length += 97)
    expect(damaged(folder, BYTES.subarray(0, length))).toContain('is not JSON')
  expect(damaged(folder, BYTES.subarray(0, end))).toBeNull()
})

test('a file with any one byte changed is a valid baseline or refused by name', () => {
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

test('a file with any one field taken away is refused by that name', () => {
  const folder = emptyFolder()
  for (const path of fieldsOf(JSON.parse(TEXT))) {
    const value = JSON.parse(TEXT) as Tree
    const parent = path.slice(0, -1).reduce<Tree>((tree, key) => tree[key] as Tree, value)
    delete parent[path.at(-1)!]
    const missing = `\`${path.join('.')}\` is missing`
    if (!isOptional(path)) expect(damaged(folder, JSON.stringify(value))).toContain(missing)
  }
})

test('a file with any one field too many is refused by that name', () => {
  const folder = emptyFolder()
  for (const path of [[], ...fieldsOf(JSON.parse(TEXT))]) {
    const value = JSON.parse(TEXT) as Tree
    const tree = path.reduce<unknown>((part, key) => (part as Tree)[key], value)
    if (!isTree(tree) || isOpen(path)) continue
    tree['extra'] = 1
    expect(damaged(folder, JSON.stringify(value))).toContain(`\`${[...path, 'extra'].join('.')}\` is not known`)
  }
})

test.for<[string, string, string]>([
  ['"version": 2', '"version": 1', 'has version 1 of the format, but this loadgate knows version 2'],
  ['"version": 2', '"version": "2"', '`version` must be 2'],
  ['0.8705', '"0.8705"', '`servers.fastify.metrics.throughput.launches[2]` must be a number and not a text'],
  ['0.8705', '-1', '`servers.fastify.metrics.throughput.launches[2]` must be above 0'],
  ['0.8705', '1e999', '`servers.fastify.metrics.throughput.launches[2]` must be a number and not Infinity'],
  [
    '[0.8721, 0.8693, 0.8705, 0.8712]',
    '[0.8721]',
    '`servers.fastify.metrics.throughput.launches` must have a value of',
  ],
  [
    '"launches": [0, 0, 0, 0]',
    '"launches": [0, 0, 2]',
    '`servers.fastify.metrics.failedRequests.launches[2]` must be a share',
  ],
  [
    '"unusable": "',
    '"unusable": "x", "typical": 1, "y": "',
    '`servers.fastify.metrics.latencyP99.typical` is not known',
  ],
  [
    '{ "typical": 0, "launches": [0, 0, 0, 0] }',
    '3',
    '`servers.fastify.metrics.failedRequests` must be an object and not 3',
  ],
  ['{ "typical": 0, "launches": [0, 0, 0, 0] }', '{}', '`servers.fastify.metrics.failedRequests.typical` is missing'],
  ['"text/html"', '3', '`scenario.request.headers.accept` must be a text and not a number'],
  ['"path": "/"', '"path": "/", "body": 3', '`scenario.request.body` must be a text and not a number'],
  [
    '"path": "/"',
    '"path": "/", "body": { "sha256": "x" }',
    '`scenario.request.body.sha256` must be 64 hexadecimal digits',
  ],
  ['"steady"', '"fast"', '`servers.fastify.runtime` must be one of "plain", "steady"'],
  ['"2026-01-31T12:00:00.000Z"', '"yesterday"', '`servers.fastify.recorded.at` must be a date and time'],
  ['"commit": "c0ffee1"', '"commit": "HEAD"', '`servers.fastify.recorded.commit` must be the hash of a commit'],
  ['"servers": {', '"servers": {}, "other": {', '`servers` must hold at least one server'],
  ['[1, 1, 1]', '[1, 1]', '`references.reference.metrics.throughput.launches` must have a value of'],
  ['"warmup": 4000', '"warmup": -1', '`references.reference.warmup` must be at least 0 and not -1'],
  ['"references": {', '"references": {}, "other": {', '`references` must hold at least one frozen server'],
  ['"fastify": {', '"": {', '`servers.` must not be empty'],
  ['"fastify": {', '"__proto__": {', '`servers.__proto__` is not known'],
])('%j in place of %j says what is wrong', ([before, after, problem]) => {
  expect(TEXT).toContain(before)
  expect(
    damaged(
      emptyFolder(),
      TEXT.replace(before, () => after),
    ),
  ).toContain(problem)
})

test.for<[string, string]>([
  ['', 'is not JSON from line 1, column 1 on'],
  ['\uFEFF', 'is not JSON from line 1, column 1 on'],
  ['null', 'it must be an object and not null'],
  ['[]', 'it must be an object and not a list'],
  ['{}', '`version` is missing'],
])('%j alone says what is wrong', ([text, problem]) => {
  expect(damaged(emptyFolder(), text)).toContain(problem)
})

test.for<[string, string, number, number]>([
  ['  "version": 2,\n', '<<<<<<< HEAD\n', 3, 1],
  ['  "version": 2,\n', '  "version": one,\n', 3, 14],
  ['"connections": 4\n', '"connections": 4,\n', 15, 5],
  ['"GET"', '"GET', 7, 22],
])('%j made into %j is found by line and column', ([before, after, line, column]) => {
  expect(damaged(emptyFolder(), TEXT.replace(before, after))).toContain(`from line ${line}, column ${column} on`)
})

test('what is no JSON is not quoted, for it may be the value of a header', () => {
  for (const value of ['canary', '"canary', '"canary" "', '"canary"\n"', "'canary'"]) {
    const problem = damaged(emptyFolder(), TEXT.replace('"text/html"', value))
    expect(problem).toMatch(/is not JSON from line \d+, column \d+ on \(.+\)\. It was cut off/)
    expect(problem).not.toContain('canary')
  }
})

test('more problems than five are counted', () => {
  const problem = damaged(emptyFolder(), TEXT.replaceAll('"typical"', '"usual"'))
  expect(problem?.match(/`references\.reference[^`]+`/g)).toHaveLength(5)
  expect(problem).toMatch(/; and 33 more\./)
})

test('what is no text is refused by name', () => {
  expect(damaged(emptyFolder(), Buffer.from([0x22, 0xff, 0x22]))).toContain('not UTF-8 text')
})

type Tree = Record<string, unknown>

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(value: unknown, path: string[] = []): string[][] {
  if (!isTree(value)) return []
  const own = Object.keys(value).map((key) => path.concat(key))
  return own.concat(own.flatMap((field) => fieldsOf(value[field.at(-1)!], field)))
}

/** A header, a reference, a server, and the only field of a metric without a number. */
function isOptional(path: readonly string[]): boolean {
  return isOpen(path.slice(0, -1)) || path.at(-1) === 'unusable'
}

/** Where any name may stand. */
function isOpen(path: readonly string[]): boolean {
  return ['references', 'servers', 'scenario.request.headers'].includes(path.join('.'))
}
