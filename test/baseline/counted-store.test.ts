import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  countedText,
  mergeCounted,
  readCounted,
  roundCounts,
  whyCountsNotComparable,
  writeCounted,
} from '../../src/baseline/counted.ts'
import { schemaFor } from '../../src/baseline/files.ts'
import { machinesWith, titlesIn, writeBaseline } from '../../src/baseline/store.ts'
import type { CountedBaseline } from '../../src/model/count.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'
import { baseline, complaint, emptyFolder, machine, TITLE } from './baselines.ts'
import { counted, countedFile, counts } from './counted.ts'

const changed = counts({ flask: counted() })

const server = (name: string, more: Partial<ServerOptions> = {}) =>
  serverSchema.parse({ name, command: ['node', 'main.ts'], ...more })

test('what was written is read back, rounded, and folders that are not there yet are made', () => {
  const folder = join(emptyFolder(), 'not', 'there')
  expect(readCounted(folder, TITLE)).toBeNull()
  expect(writeCounted(folder, counts())).toBe(countedFile(folder))
  expect(readCounted(folder, TITLE)).toEqual(roundCounts(counts()))
  expect(readFileSync(countedFile(folder), 'utf8')).toBe(countedText(counts()))
})

test('new counts take the place of the old ones, and nothing is left beside them', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts())
  const file = writeCounted(folder, changed)
  expect(readCounted(folder, TITLE)).toEqual(roundCounts(changed))
  expect(readdirSync(dirname(file))).toHaveLength(1)
})

test('counts that could not be read again are not written', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts())
  const bad = { launches: [2e6, 2e6], spread: [0, Infinity] }
  expect(complaint(() => writeCounted(folder, counts({ fastify: counted({ instructions: bad }) })))).toContain(
    '`servers.fastify.metrics.instructions.spread[1]`',
  )
  expect(readCounted(folder, TITLE)).toEqual(roundCounts(counts()))
})

test('two titles that share a file are refused, with both titles', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts())
  const problem = complaint(() => readCounted(folder, TITLE.toUpperCase()))
  expect(problem).toContain(JSON.stringify(TITLE))
  expect(problem).toContain(JSON.stringify(TITLE.toUpperCase()))
})

test.for(['the file', 'its folder'])(
  'a symbolic link in place of %s that leads out of the folder is neither read nor written',
  (what) => {
    const [folder, elsewhere] = [emptyFolder(), emptyFolder()]
    writeFileSync(join(elsewhere, 'secret.json'), 'not yours')
    if (what === 'the file') {
      mkdirSync(dirname(countedFile(folder)))
      symlinkSync(join(elsewhere, 'secret.json'), countedFile(folder))
    } else symlinkSync(elsewhere, join(folder, 'counted'))
    expect(complaint(() => readCounted(folder, TITLE))).toContain('outside the baselines folder')
    expect(complaint(() => writeCounted(folder, counts()))).toContain('outside the baselines folder')
    expect(readFileSync(join(elsewhere, 'secret.json'), 'utf8')).toBe('not yours')
    expect(readdirSync(elsewhere)).toEqual(['secret.json'])
  },
)

test('counts are no kind of machine: the timed baselines beside them are found as before', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts())
  expect(machinesWith(folder, TITLE)).toEqual([])
  expect(titlesIn(folder)).toEqual({ titles: [], problems: [] })
  writeBaseline(folder, baseline())
  expect(machinesWith(folder, TITLE)).toEqual([machine])
  expect(titlesIn(folder)).toEqual({ titles: [TITLE], problems: [] })
})

test('servers that were counted anew are replaced, and the others stay', () => {
  const [old, fresh] = [counted(), counted({ gcInstructions: { launches: [1, 1], spread: [0, 0] } })]
  expect(mergeCounted(null, changed)).toBe(changed)
  expect(mergeCounted(counts({ fastify: old, flask: old }), counts({ fastify: fresh })).servers).toEqual({
    fastify: fresh,
    flask: old,
  })
})

test('others do not stay that were asked something else', () => {
  const other = {
    ...changed,
    scenario: { ...changed.scenario, request: { ...changed.scenario.request!, path: '/other' } },
  }
  expect(complaint(() => mergeCounted(counts(), other))).toMatch(
    /fastify were recorded with `request\.path` "\/", but now it is "\/other"/,
  )
  expect(mergeCounted(changed, other)).toEqual(other)
})

test('counts compare when the request is the same, whatever the order of its fields', () => {
  const request = { method: 'GET' as const, path: '/', headers: { accept: 'text/html' } }
  const scenario = (change: object) => ({ title: TITLE, request: { ...request, ...change } })
  expect(whyCountsNotComparable(counts(), scenario({ body: undefined }), server('fastify'))).toBeNull()
  expect(whyCountsNotComparable(counts(), scenario({}), server('flask'))).toContain('has no baseline for flask')
  expect(whyCountsNotComparable(counts(), scenario({ headers: {} }), server('fastify'))).toContain(
    'a request that had the header `accept`, but now the request has none',
  )
})

test('counts do not compare when the server was reached in another way', () => {
  const asked = { title: TITLE, request: { method: 'GET' as const, path: '/', headers: { accept: 'text/html' } } }
  const second = server('fastify', { tls: {}, http2: true })
  expect(whyCountsNotComparable(counts(), asked, second)).toContain(
    'was recorded with requests by HTTP over a port, but now it is asked by HTTP/2 over https',
  )
  const { servers } = counts()
  const over = {
    ...counts(),
    servers: { ...servers, fastify: { ...servers['fastify']!, reached: 'HTTP/2 over https' } },
  }
  expect(whyCountsNotComparable(over, asked, second)).toBeNull()
  expect(whyCountsNotComparable(over, asked, server('fastify'))).toContain('but now it is asked by HTTP over a port')
})

test('the committed counts are read, and would be written as they are', () => {
  const folder = join(import.meta.dirname, '../../baselines')
  const files = readdirSync(join(folder, 'counted'))
  expect(files).not.toEqual([])
  for (const file of files) {
    const text = readFileSync(join(folder, 'counted', file), 'utf8')
    const committed = readCounted(folder, (JSON.parse(text) as CountedBaseline).scenario.title) as CountedBaseline
    expect(countedText({ ...committed, $schema: schemaFor(folder, 'counted') })).toBe(text)
    expect(existsSync(join(folder, 'counted', committed.$schema))).toBe(true)
  }
})
