import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reportJson } from '../../src/report/json.ts'
import { reportSchema, type Report } from '../../src/model/report.ts'
import { anyReport } from './any-report.ts'
import { cell, claim, report } from './cells.ts'
import { red } from './reports.ts'

const read = (text: string) => reportSchema.parse(JSON.parse(text))

test('what is written can be read again, and is written the same', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      const text = reportJson(any)
      expect(reportJson(read(text))).toBe(text)
      expect(read(text).verdicts).toHaveLength(any.verdicts.length)
    }),
  )
})

test('the order in which parts ended, and that of the keys, do not matter', () => {
  const turned = Object.fromEntries(Object.entries(red).toReversed()) as Report
  const shuffled = { ...turned, verdicts: red.verdicts.toReversed(), servers: red.servers.toReversed() }
  expect(reportJson({ ...shuffled, scenarios: red.scenarios.toReversed() })).toBe(reportJson(red))
  const optional = ['$schema', 'against', 'shard', 'shards', 'where', 'waiting', 'run']
  expect(Object.keys(JSON.parse(reportJson(shuffled)))).toEqual(
    Object.keys(reportSchema.shape).filter((key) => !optional.includes(key)),
  )
})

test('claims about one metric stand in the order of what they are compared with', () => {
  const claims = [claim('fastify', 'koa', 1), claim('fastify', 'express', 2), claim('fastify', 'express', 1.5)]
  const text = reportJson(report([...claims, cell()]))
  expect(text).toBe(reportJson(report([cell(), ...claims.toReversed()])))
  expect(read(text).verdicts.map(({ outpaces }) => outpaces)).toEqual([
    undefined,
    { server: 'express', by: 1.5 },
    { server: 'express', by: 2 },
    { server: 'koa', by: 1 },
  ])
})

test('a schema comes first', () => {
  expect(reportJson({ ...red, $schema: './report.schema.json' })).toMatch(/^\{\n {2}"\$schema"/)
})

test('numbers have six digits, counts have all of theirs, and there is no zero below zero', () => {
  const change = { estimate: -0, low: 1 / 3, high: null }
  const precise = cell({ baseline: 1234.567_890_1, current: 0.000_012_345_678, change })
  const text = reportJson(report([precise], { seconds: 12.000_000_1, startedAt: '2026-03-01T09:30:00.123Z' }))
  expect(read(text)).toMatchObject({
    seconds: 12,
    startedAt: '2026-03-01T09:30:00.123Z',
    verdicts: [{ baseline: 1234.57, current: 0.000_012_345_7, change: { estimate: 0, low: 0.333_333, high: null } }],
    servers: [{ requests: 98_304 }],
  })
  expect(text).not.toContain('-0,')
})

const wrongs = [{ seconds: Number.NaN }, { version: 2 }, { mode: 'other' }, { verdicts: [{}] }]

test.each(wrongs)('a report with %j is refused', (wrong) => {
  expect(() => reportJson({ ...red, ...wrong } as Report)).toThrow()
})
