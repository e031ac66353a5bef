import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import {
  changeText,
  detectableText,
  pairText,
  proseText,
  reasonTexts,
  sectionsOf,
  toleranceText,
  type Row,
} from '../../src/report/rows.ts'
import { anyReport } from './any-report.ts'
import { cell, changed, claim, HOME, noBaseline, report, server, SMALL } from './cells.ts'
import { first, holding, invalid, red, unsure, update } from './reports.ts'

const label = ({ word, server: name, metric }: Row) => `${word} ${name}: ${metric}`
const rowsOf = (any: Parameters<typeof sectionsOf>[0]) => sectionsOf(any).flatMap(({ rows }) => rows.map(label))

test('a server that holds is one row a scenario', () => {
  expect(rowsOf(holding)).toEqual([
    'holds express: all 7',
    'holds fastify: all 7',
    'holds fastify-cluster-2: all 7',
    'holds fastify-on-http: all 7',
    'holds node-http: all 7',
    'holds fastify: all 7',
    'holds node-http: all 7',
  ])
})

test('the worst scenario is first, and the worst row in it', () => {
  expect(sectionsOf(red).map(({ scenario }) => scenario)).toEqual([SMALL, HOME])
  expect(sectionsOf(red)[1]?.rows.map(label).slice(0, 8)).toEqual([
    'regressed fastify: CPU per request',
    'regressed fastify: latency p50',
    'regressed fastify: throughput',
    'unsure fastify: latency p90',
    'unsure fastify-on-http: latency p99',
    'unsure fastify-cluster-2: latency p99',
    'improved express: memory',
    'holds express: 6 of 7',
  ])
})

const doubt = (reason: string) => ({ verdict: 'unsure', reason }) as const

test('three or more doubts of one server with one reason are one row', () => {
  expect(rowsOf(unsure)).toContain('unsure fastify: 6 of 7')
  expect(rowsOf(unsure)).toContain('unsure fastify: 4 of 7')
  const two = report(server('fastify', { throughput: doubt('machine busy'), memory: doubt('machine busy') }))
  expect(rowsOf(two)).toEqual(['unsure fastify: memory', 'unsure fastify: throughput', 'holds fastify: 5 of 7'])
})

test('every claim is a row of its own, and is no part of what holds', () => {
  const two = [claim('fastify', 'express', 1.1), claim('fastify', 'koa', 1.1)]
  expect(rowsOf(report([...two, ...server('fastify')]))).toEqual([
    'holds fastify: all 7',
    'holds fastify: throughput',
    'holds fastify: throughput',
  ])
  expect(
    rowsOf(report([claim('fastify', 'express', 1.1, changed('regressed', 0.9, 0.01)), ...server('fastify')]))[0],
  ).toBe('regressed fastify: throughput')
})

test('doubts with different reasons stay apart', () => {
  const three = report(server('fastify', { throughput: doubt('a'), memory: doubt('b'), latencyP50: doubt('c') }))
  expect(rowsOf(three)).toHaveLength(4)
})

test('what cannot be used is one row for the whole server', () => {
  expect(rowsOf(invalid).slice(0, 2)).toEqual(['invalid express: all', 'invalid fastify: all'])
})

test('a server without a baseline is new in an update, and unsure otherwise', () => {
  expect(rowsOf(update)).toContain('new koa: 6 of 7')
  expect(rowsOf(first)).toContain('unsure fastify: 6 of 7')
})

test('that no request failed has no row when nothing else holds', () => {
  const rows = rowsOf(report(server('fastify', { each: doubt('machine busy') })))
  expect(rows).toEqual(['unsure fastify: 6 of 7'])
  expect(rowsOf(report([cell({ metric: 'failedRequests' })]))).toEqual(['holds fastify: failed requests'])
})

test('no cell is lost but lone failed requests, and none is in two rows', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      const all = sectionsOf(any).flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))
      expect(new Set(all).size).toBe(all.length)
      const lost = any.verdicts.filter((verdict) => !all.includes(verdict))
      for (const { metric, verdict } of lost) expect([metric, verdict]).toEqual(['failedRequests', 'holds'])
    }),
  )
})

const firstRow = (any: Report) => sectionsOf(any)[0]?.rows[0] as Row
const rowOf = (change: Partial<Verdict>) => firstRow(report([cell(change)]))

test('a row of one cell is numbers', () => {
  const row = firstRow(red)
  const texts = [pairText(row), changeText(row), toleranceText(row), detectableText(row)]
  expect(texts).toEqual(['19.8k → 12.1k req/s', '−39 % [−44, −34]', '10 %', null])
  expect(proseText(row)).toBe('')
})

test('a folded row shows its throughput and its CPU per request', () => {
  const row = firstRow(holding)
  expect([pairText(row), changeText(row), toleranceText(row)]).toEqual([null, null, null])
  expect(proseText(row)).toBe('8.37k req/s · 106 µs CPU per request')
})

test('a doubt says what could have been seen, once', () => {
  const busy = rowOf({ verdict: 'unsure', reason: 'machine busy', detectable: 0.34 })
  expect(reasonTexts(busy)).toEqual(['detects ≥ 34 %', 'machine busy'])
  const said = 'slowdowns from 34 % on'
  expect(reasonTexts(rowOf({ verdict: 'unsure', reason: said, detectable: 0.34 }))).toEqual([said])
  expect(reasonTexts(rowOf({ verdict: 'unsure', reason: 'too few', detectable: null }))).toEqual(['too few'])
})

test('a folded doubt says from which change to which its metrics could be seen', () => {
  const each = { verdict: 'unsure', reason: 'machine busy', detectable: 0.08 } as const
  const cells = server('fastify', { each, latencyP99: { ...each, detectable: 0.71 } })
  expect(detectableText(firstRow(report(cells)))).toBe('≥ 8–71 %')
})

test('what was measured but not compared shows its value and why', () => {
  const row = rowOf(noBaseline)
  expect(pairText(row)).toBe('– → 10.5k req/s')
  expect(proseText(row)).toBe('no baseline to compare with')
})
