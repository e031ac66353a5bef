import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { columnTexts, proseText, reasonTexts } from '../../src/report/row-texts.ts'
import { changeText, detectableText, pairText, toleranceText } from '../../src/report/value-texts.ts'
import { rowsWithSharedReason, sectionsOf, type Row } from '../../src/report/rows.ts'
import { anyReport } from './any-report.ts'
import {
  cell,
  changed,
  claim,
  counted,
  countedReport,
  firstBaseline,
  HOME,
  noBaseline,
  report,
  server,
  SMALL,
  tooNoisy,
} from './cells.ts'
import { counts, first, firstCounts, holding, invalid, middleware, red, sleep, unsure, update } from './reports.ts'

const label = ({ word, server: name, metric }: Row) => `${word} ${name}: ${metric}`
const rowsOf = (any: Parameters<typeof sectionsOf>[0]) => sectionsOf(any).flatMap(({ rows }) => rows.map(label))

test('a server that holds is one row a scenario', () => {
  expect(rowsOf(holding)).toEqual([
    'holds express: all 8',
    'holds fastify: all 8',
    'holds fastify-cluster-2: all 8',
    'holds fastify-on-http: all 8',
    'holds node-http: all 8',
    'holds fastify: all 8',
    'holds node-http: all 8',
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
    'holds express: 7 of 8',
  ])
})

const doubt = (reason: string) => ({ verdict: 'unsure', reason }) as const

test('three or more doubts of one server with one reason are one row', () => {
  expect(rowsOf(unsure)).toContain('unsure fastify: 7 of 8')
  expect(rowsOf(unsure)).toContain('unsure fastify: 5 of 8')
  const two = report(server('fastify', { throughput: doubt('machine busy'), memory: doubt('machine busy') }))
  expect(rowsOf(two)).toEqual(['unsure fastify: memory', 'unsure fastify: throughput', 'holds fastify: 6 of 8'])
})

test('every claim is a row of its own, and is no part of what holds', () => {
  const two = [claim('fastify', 'express', 1.1), claim('fastify', 'koa', 1.1)]
  expect(rowsOf(report([...two, ...server('fastify')]))).toEqual([
    'holds fastify: all 8',
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
  expect(rowsOf(update)).toContain('new koa: 7 of 8')
  expect(rowsOf(first)).toContain('new fastify: 7 of 8')
})

test('that no request failed has no row when nothing else holds', () => {
  const rows = rowsOf(report(server('fastify', { each: doubt('machine busy') })))
  expect(rows).toEqual(['unsure fastify: 7 of 8'])
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

describe('a server that was counted', () => {
  const noisy = { throughput: tooNoisy(0.968, 0.14), latencyP90: tooNoisy(1.155, 0.28), memory: tooNoisy(1.01, 0.3) }

  test('is one row when its instructions hold and nothing looks bad, however much is unsure or improved', () => {
    const own = { ...noisy, latencyP50: changed('improved', 0.7, 0.02) }
    const any = countedReport([counted('fastify'), ...server('fastify', own)])
    expect(rowsOf(any)).toEqual(['holds fastify: instructions'])
    const row = firstRow(any)
    expect([pairText(row), changeText(row)]).toEqual(['2.136 → 2.137 M', '0.0 % ±0.2'])
    expect(proseText(row)).toBe(
      '4 of 8 timed hold, 3 unsure (latency p90 +15.5 %), 1 improved (latency p50 −30 %) · exact to 0.02 % · GC adds 41.3 k · 10.1k req/s · 84.5 µs CPU per request',
    )
    expect(sectionsOf(counts).map(({ rows }) => rows.length)).toEqual([4, 7, 4, 7])
  })

  test('is more rows when a timed metric regressed, or looks so and is not confirmed', () => {
    expect(rowsOf(sleep)).toEqual([
      'regressed fastify: latency p50',
      'regressed fastify: throughput',
      'regressed fastify: latency p90',
      'regressed fastify: latency p95',
      'regressed fastify: latency p99',
      'unsure fastify: CPU per request',
      'holds express: instructions',
      'holds fastify: instructions',
      'holds node-http: instructions',
      'holds fastify: 2 of 9',
    ])
    const suspect = countedReport([counted('fastify'), ...server('fastify', { throughput: tooNoisy(0.6, 0.2) })])
    expect(rowsOf(suspect)[0]).toBe('unsure fastify: throughput')
  })

  test('comes first among what is red, and what is unsure of it is one row with its estimates', () => {
    const { rows } = sectionsOf(middleware)[0]!
    expect(rows.map(label).slice(0, 3)).toEqual([
      'regressed express: instructions',
      'unsure express: 5 of 9',
      'holds fastify: instructions',
    ])
    expect([pairText(rows[0]!), changeText(rows[0]!)]).toEqual(['2.614 → 2.695 M', '+3.1 % ±0.2'])
    expect(proseText(rows[1]!)).toMatch(/^latency p99 \+38 %, CPU per request \+3\.4 %, latency p50 \+3 %/)
    const both = countedReport([
      ...server('a', { throughput: changed('regressed', 0.1, 0.01) }),
      counted('b', changed('regressed', 1.021, 0.002)),
    ])
    expect(rowsOf(both).slice(0, 2)).toEqual(['regressed b: instructions', 'regressed a: throughput'])
  })

  test('is one row when it is counted for the first time', () => {
    expect(rowsOf(firstCounts).filter((row) => row.includes('fastify'))).toEqual(['new fastify: instructions'])
    expect(rowsOf(firstCounts)).toContain('unsure slow: instructions')
  })

  test('has as many new timed metrics as this run recorded, and says its instructions once', () => {
    const own = [counted('fastify', { ...firstBaseline, launches: 4 }), ...server('fastify', { each: firstBaseline })]
    const row = firstRow(countedReport(own))
    expect([label(row), pairText(row)]).toEqual(['new fastify: instructions', '– → 2.137 M'])
    expect(proseText(row)).toBe(
      '1 of 8 timed hold, 7 new · exact to 0.02 % · GC adds 41.3 k · 10.5k req/s · 84.5 µs CPU per request',
    )
  })

  test('whose timed metrics have nothing to be compared with does not call them unsure', () => {
    const own = server('fastify', { each: noBaseline, memory: { ...tooNoisy(1.01, 0.3), baseline: 180e6 } })
    expect(proseText(firstRow(countedReport([counted('fastify'), ...own])))).toBe(
      '1 of 8 timed hold, 1 unsure (memory +1 %), 6 not compared · exact to 0.02 % · GC adds 41.3 k · 10.5k req/s · 84.5 µs CPU per request',
    )
  })

  test('that was not timed is a row of its numbers', () => {
    const row = firstRow(countedReport([counted('fastify')]))
    expect([label(row), pairText(row), proseText(row)]).toEqual(['holds fastify: instructions', '2.136 → 2.137 M', ''])
  })
})

test('a reason that three rows share to the letter is said once, below the table', () => {
  const rows = sectionsOf(unsure).flatMap((section) => section.rows)
  const shared = rowsWithSharedReason(rows)
  expect([...shared].map(label)).toEqual([
    'unsure express: 7 of 8',
    'unsure fastify: 7 of 8',
    'unsure node-http: 7 of 8',
  ])
  for (const row of shared) expect(proseText(row, shared)).not.toContain('machine busy')
  for (const row of shared) expect(columnTexts(row, (text) => text, shared).at(-1)).toBe('detects ≥ 34 %')
})

test('every row of which something is unsure that was compared shows an estimate', () => {
  fc.assert(
    fc.property(anyReport, (any) => {
      for (const row of sectionsOf(any).flatMap(({ rows }) => rows)) {
        if (!row.cells.some(({ verdict, change }) => verdict === 'unsure' && change !== null)) continue
        // A change beyond all numbers is a dash.
        expect(`${changeText(row)} ${proseText(row)}`).toMatch(/%|×|–/)
      }
    }),
  )
})
