import fc from 'fast-check'
import { expect, test } from 'vitest'
import { severity, bySeverity, byText } from '../../src/report/severity.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { anyReport } from './any-report.ts'
import { cell, claim } from './cells.ts'

const slower = (estimate: number) => ({ estimate, low: null, high: null })

test('a change of just the tolerance is a badness of 1, in either direction', () => {
  expect(severity(cell({ metric: 'cpuPerRequest', change: slower(0.1) }))).toBeCloseTo(1)
  expect(severity(cell({ metric: 'throughput', change: slower(-0.1) }))).toBeCloseTo(1)
})

test('what got better is below 0, and what was not compared is 0', () => {
  expect(severity(cell({ metric: 'latencyP50', change: slower(-0.3) }))).toBeLessThan(0)
  expect(severity(cell({ metric: 'throughput', change: slower(0.3) }))).toBeLessThan(0)
  expect(severity(cell({ change: null }))).toBe(0)
})

test('half the throughput is as bad as twice the latency at twice-or-half tolerances', () => {
  const throughput = severity(cell({ metric: 'throughput', tolerance: 0.5, change: slower(-0.5) }))
  expect(severity(cell({ metric: 'latencyP99', tolerance: 1, change: slower(1) }))).toBeCloseTo(throughput)
})

test('a claim that is missed by what the metric tolerates is a badness of 1', () => {
  expect(severity(claim('a', 'b', 1.5, { change: slower(-0.1) }))).toBeCloseTo(1)
})

test('numbers in names count as numbers', () => {
  const names = ['server-10', 'server-2', 'server', 'server-02', 'a', 'server-1']
  expect(names.toSorted(byText)).toEqual(['a', 'server', 'server-1', 'server-02', 'server-2', 'server-10'])
})

test('the verdict counts before the change', () => {
  const words = (['holds', 'improved', 'unsure', 'regressed', 'invalid'] as const).map((verdict, index) =>
    cell({ verdict, metric: 'cpuPerRequest', change: slower(1 - index / 10) }),
  )
  expect(words.toSorted(bySeverity)).toEqual(words.toReversed())
})

test('a small change of a tight metric is worse than a larger one of a loose metric', () => {
  const tight = cell({ verdict: 'regressed', metric: 'cpuPerRequest', change: slower(0.3) })
  const loose = cell({ verdict: 'regressed', metric: 'latencyP99', change: slower(0.6) })
  expect([loose, tight].toSorted(bySeverity)).toEqual([tight, loose])
})

const keyOf = ({ verdict, server, scenario, metric }: Verdict) => [verdict, server, scenario, metric]

test('the order does not depend on the order before', () => {
  fc.assert(
    fc.property(anyReport, ({ verdicts }) => {
      for (const verdict of verdicts) expect(severity(verdict)).toBeTypeOf('number')
      expect(verdicts.toReversed().toSorted(bySeverity).map(keyOf)).toEqual(verdicts.toSorted(bySeverity).map(keyOf))
    }),
  )
})
